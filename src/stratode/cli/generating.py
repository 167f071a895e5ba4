"""`stratode generate`: a statement in, a volume with what was asked and met out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stratode.cli import speech
from stratode.cli.showing import show
from stratode.structure.generate.starter import STARTERS

EXAMPLE = "Example:  stratode generate --starter double-layer > mine.yaml; stratode generate mine.yaml --seed 1 -o results/"

File = Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Statement of a volume (YAML).")]
Seed = Annotated[int, typer.Option(metavar="N", help="Of all random numbers: the same statement and seed make the same volume.")]
Starter = Annotated[str | None, typer.Option(metavar="NAME", help=f"Print a statement to start from instead: {', '.join(STARTERS)}.")]
Out = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--out",
        metavar="DIR",
        help="Write volume.tif, summary.json, report.html and, of layers, recipe.yaml here; they are replaced.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


def register(app: typer.Typer) -> None:
    """Add the verb to the command."""
    app.command("generate", epilog=EXAMPLE)(generate)


def generate(file: File = None, seed: Seed = 0, starter: Starter = None, out: Out = None, as_json: AsJson = False) -> None:
    """Generate a volume with stated porosity, sizes and layers, from a statement and a seed."""
    if (file is None) == (starter is None):
        given = "none" if file is None else f"both, '{file}' and --starter {starter}"
        remedy = "Write for example --starter double-layer." if file is None else "Leave one of them out."
        raise ValueError(f"generate: needs either a statement or --starter NAME, which prints one; received {given}. {remedy}")
    if starter is not None:
        _print_starter(starter, out, as_json)
        return
    from stratode import generated

    folder = speech.folder_to_write(out) if out else None
    found = generated.generate(str(file), seed=seed, note=speech.note)
    show(found, folder, as_json)
    for stand_in in found.stand_ins if folder else ():
        speech.note(stand_in)
    if folder is None:
        speech.note("the volume was not kept; add -o DIR to write it")


def _print_starter(name: str, out: Path | None, as_json: bool) -> None:
    from stratode.structure.generate.starter import starter

    if out is not None:
        raise ValueError("-o: has no meaning with --starter, which prints a statement. Leave it out, and write: > statement.yaml")
    text = starter(name)
    if as_json:
        speech.emit({"starter": name, "statement": text})
    else:
        speech.say(text.rstrip("\n"))
