"""`stratode audit`: claims files in; what cannot hold together in them out."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill
from typing import Annotated

import typer

from stratode.cli import speech
from stratode.cli.showing import WIDTH, show

EXAMPLE = (
    "Example:  stratode audit --template > claims.yaml; stratode audit claims.yaml -o results/\n\n"
    "          stratode audit --from run results/summary.json -o claims.yaml"
)

Files = Annotated[list[Path] | None, typer.Argument(metavar="CLAIMS.yaml...", help="Claims of papers (YAML), one paper a file.")]
Out = Annotated[
    Path | None,
    typer.Option(
        "-o", "--out", metavar="DIR", help="Write report.html, summary.json and findings.csv here; of --from and --template the file."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Rules = Annotated[bool, typer.Option("--rules", help="List all rules with their sources instead.")]
Template = Annotated[bool, typer.Option("--template", help="Print a claims file with comments to begin from instead.")]
Origin = Annotated[
    str | None, typer.Option("--from", metavar="run", help="Make a claims file from the summary.json of `stratode run` instead.")
]


def register(app: typer.Typer) -> None:
    """Add the verb to the command."""
    app.command("audit", epilog=EXAMPLE)(audit)


def audit(
    files: Files = None, out: Out = None, rules: Rules = False, template: Template = False, origin: Origin = None, as_json: AsJson = False
) -> None:
    """Tell whether the numbers that papers claim can hold together; status 0 whatever is found."""
    given = list(files or [])
    asked = [name for name, on in (("--rules", rules), ("--template", template), ("--from", origin is not None)) if on]
    _refuse_mixed(asked, given, origin, out)
    if rules:
        _rules(as_json)
    elif template:
        _template(out, as_json)
    elif origin is not None:
        _from_run(given[0], out, as_json)
    else:
        _audit(given, out, as_json)


def _refuse_mixed(asked: list[str], files: list[Path], origin: str | None, out: Path | None) -> None:
    """What cannot be asked together is refused before anything is read."""
    if len(asked) > 1:
        raise ValueError(f"{' and '.join(asked)}: must be asked one at a time; received {len(asked)}. Leave one out.")
    if origin is not None and origin != "run":
        raise ValueError(f"--from: must be run; received '{origin}'. Write for example --from run results/summary.json.")
    if origin is not None and len(files) != 1:
        raise ValueError(f"--from run: takes one summary.json; received {len(files)} files. Write --from run results/summary.json.")
    if asked and asked != ["--from"] and files:
        raise ValueError(f"{asked[0]}: takes no file; received '{files[0]}'. Leave it out.")
    if asked == ["--rules"] and out is not None:
        raise ValueError(f"-o: has no meaning with --rules, which lists; received '{out}'. Leave it out, and write: > rules.txt")
    if not asked and not files:
        remedy = "`stratode audit --template` prints a claims file to begin from."
        raise ValueError(f"CLAIMS.yaml: needs at least one claims file; received none. {remedy}")


def _audit(files: list[Path], out: Path | None, as_json: bool) -> None:
    from stratode import audited

    folder = speech.folder_to_write(out) if out else None
    with speech.progress_bar() as progress:
        found = audited.audit(*files, progress=progress)
    show(found, folder, as_json)


def _rules(as_json: bool) -> None:
    from stratode import audited

    if as_json:
        speech.emit(audited.rules_as_json())
        return
    family = ""
    for group, name, text, source in audited.rules().texts():
        if group != family:
            speech.say(f"{'' if not family else chr(10)}{group}")
            family = group
        speech.say(fill(f"{name}: {text}", WIDTH, initial_indent="  ", subsequent_indent="      "))
        speech.say(fill(source, WIDTH, initial_indent="      ", subsequent_indent="      "))


def _template(out: Path | None, as_json: bool) -> None:
    from stratode import audited

    _hand_over(audited.claims_template(), out, as_json)


def _from_run(summary: Path, out: Path | None, as_json: bool) -> None:
    from stratode import audited

    _hand_over(audited.claims_from_run(summary), out, as_json)


def _hand_over(claims: str, out: Path | None, as_json: bool) -> None:
    """A claims file: to where it is wanted, else to stdout."""
    if out is not None:
        speech.new_file(out, claims)
        speech.note(f"wrote {out}; audit it with: stratode audit {out}")
    if as_json:
        speech.emit({"file": None if out is None else str(out), "claims": claims})
    elif out is None:
        speech.say(claims.rstrip("\n"))
