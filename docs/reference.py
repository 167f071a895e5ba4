"""Writes the reference pages from the package itself: the recipe's fields, ready-made experiments, commands' help, the library's list."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from typer.testing import CliRunner

from stratode.cli import app
from stratode.cli.lab import lab
from stratode.recipe.basis import Basis
from stratode.recipe.bench import Bench
from stratode.recipe.build_steps import build_experiment
from stratode.recipe.schema import json_schema, transport_json_schema
from stratode.recipe.schema_protocol import Protocol
from stratode.recipe.steps import in_words

VERBS = ("new", "run", "explain", "image", "generate", "materials", "materials list", "materials show", "schema", "lab", "audit")
READY_MADE = (
    "gitt: {current: C/10, pulse: 10 min, rest: 1 h}",
    "gitt: {current: C/10, pulse: 10 min, rest: 4 h, settled: 0.5 mV/h, direction: charge}",
    "ici: {current: C/10, every: 5 min, pause: 10 s}",
    "pulses: {at: [90 %, 50 %], discharge: 1C, charge: 0.75C, pulse: 10 s}",
    "depolarisation: {current: 10 uA/cm2, for: 2 h, until: 0.1 mV/h}",
    "cv: {rate: 0.1 mV/s, from: 2.4 V, to: 4.7 V, cycles: 3}",
    "lsv: {rate: 1 mV/s, to: 5 V}",
    "cycles: {number: 50, charge: 'charge at C/3 to 4.2 V, hold until C/20', discharge: 1C}",
)
ROOT = Path(__file__).parents[1]
Schema = dict[str, Any]


def write_all(folder: Path) -> None:
    """Write every generated page into `folder`; a page that did not change keeps its date, so that builds stay incremental."""
    folder.mkdir(exist_ok=True)
    pages = {
        "recipe_fields.md": recipe_fields(json_schema()),
        "transport_fields.md": transport_fields(),
        "ready_made.md": ready_made(),
        "command_help.md": command_help(),
        "material_list.md": material_list(),
        "verification.md": measured("docs/verification_results.md", "python -m docs.make_verification"),
        "structure_verification.md": measured("docs/structure_verification_results.md", "python -m docs.make_structure_verification"),
        "benchmarks.md": measured("benchmarks/TABLE.md", "python benchmarks/run.py"),
        "chen2024.md": said_by("examples/chen2024_compare.py"),
        "gao2025.md": said_by("examples/gao2025_compare.py"),
        "han2025.md": said_by("examples/han2025_compare.py"),
        "huang2021.md": said_by("examples/huang2021_compare.py"),
    }
    for name, text in pages.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def recipe_fields(schema: Schema) -> str:
    """One section for the whole and one for each part, each with a table of its fields."""
    sections = [section("The whole recipe", schema)]
    sections += [section(title(name), part) for name, part in sorted(schema.get("$defs", {}).items()) if "properties" in part]
    return "\n".join(sections)


def transport_fields() -> str:
    """The recipe of a transport cell: its own parts, without those that a battery's recipe has too."""
    whole, known = transport_json_schema(), json_schema()["$defs"]
    own = {name: part for name, part in whole["$defs"].items() if name not in known}
    return recipe_fields({**whole, "$defs": own}).replace("## The whole recipe", "## The whole recipe of a transport cell", 1)


def section(heading: str, part: Schema) -> str:
    required = set(part.get("required", ()))
    rows = [row(name, field, name in required) for name, field in part.get("properties", {}).items()]
    table = ["| field | value | when left out | meaning |", "|---|---|---|---|", *rows]
    about = " ".join(part.get("description", "").split())
    return "\n".join([f"## {heading}", "", about, "", *table, ""])


def row(name: str, field: Schema, required: bool) -> str:
    unstated = "must be stated" if required else str(field.get("x-when-left-out", ""))
    meaning = " ".join(field.get("description", "").split())
    example = "".join(f" For example `{text}`." for text in field.get("examples", ())[:1] if "..." not in str(text))
    cells = (f"`{name}`", " or ".join(dict.fromkeys(kinds(field))), unstated, meaning + example)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def kinds(field: Schema) -> Iterator[str]:
    """What a field accepts, each in a few words."""
    if "$ref" in field:
        name = field["$ref"].rsplit("/", 1)[-1]
        yield f"[{title(name)}](#{anchor(name)})"
    elif "x-unit" in field:
        ranges = " or ".join(f"{low} to {high}" for low, high in field.get("x-between", ()))
        yield f"{field['x-unit']}, from {ranges}" if ranges else field["x-unit"]
        yield from (f"`{word}`" for word in field.get("x-words", ()))
    elif "const" in field:
        yield f"`{field['const']}`"
    elif "enum" in field:
        yield from (f"`{word}`" for word in field["enum"])
    elif field.get("type") == "array":
        yield "list of " + " or ".join(dict.fromkeys(kinds(field.get("items", {}))))
    elif "anyOf" in field or "oneOf" in field:
        for choice in field.get("anyOf", field.get("oneOf", ())):
            yield from kinds(choice)
    elif field.get("type") == "object" and isinstance(field.get("additionalProperties"), dict):
        yield "names, each with " + " or ".join(kinds(field["additionalProperties"]))
    elif field.get("type") != "null":
        yield {"string": "text", "boolean": "true or false", "object": "mapping"}.get(
            str(field.get("type")), str(field.get("type", "anything"))
        )


def title(name: str) -> str:
    """ContactLaw -> Contact law."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.strip("_"))
    return words[:1].upper() + words[1:].lower()


def anchor(name: str) -> str:
    return title(name).lower().replace(" ", "-")


def ready_made() -> str:
    """Every ready-made experiment, and the plain steps it stands for in a cell with a window of 2.7 to 4.3 V."""
    basis = Basis(area=1e-4, window=(2.7, 4.3), one_c=40.0)
    rows = []
    for text in READY_MADE:
        content = yaml.load(f"{{window: {{lower: 2.7 V, upper: 4.3 V}}, start: charged, steps: [{{{text}}}]}}", yaml.BaseLoader)
        stated = Protocol.model_validate(content)
        stages = build_experiment(stated.steps, stated.start, basis, Bench(None)).stages
        rows.append(f"| `{text}` | " + ", ".join(in_words(stage) for stage in stages) + " |")
    return "\n".join(["| stated | stands for |", "|---|---|", *rows, ""])


def command_help() -> str:
    """Every verb's help as it appears in a terminal 100 columns wide."""
    verbs = (*VERBS, *(f"lab {verb.name}" for verb in lab.registered_commands))
    return "\n".join(f"## stratode {verb}\n\n```text\n{help_of(verb)}\n```\n" for verb in verbs)


def help_of(verb: str) -> str:
    told = CliRunner().invoke(app, [*verb.split(), "--help"], prog_name="stratode")
    if told.exit_code != 0:
        raise RuntimeError(f"stratode {verb} --help: ended with {told.exit_code}: {told.output}")
    return told.stdout.strip()


def material_list() -> str:
    return f"```text\n{stratode('materials', 'list').strip()}\n```\n"


def measured(page: str, origin: str) -> str:
    """A page that a run wrote, without its title: the page that includes it has one."""
    path = ROOT / page
    if not path.exists():
        return f"Not measured in this copy: `{origin}` writes what belongs here.\n"
    return re.sub(r"\A# .*\n", "", path.read_text(encoding="utf-8"))


def said_by(script: str) -> str:
    """The command that runs a script, and what it writes to stdout now. Raises CalledProcessError where it fails."""
    done = subprocess.run([sys.executable, ROOT / script], capture_output=True, text=True, encoding="utf-8", check=True)
    return f"```text\n$ python {script}\n{done.stdout.strip()}\n```\n\nComputed when these pages were built, {date.today().isoformat()}.\n"


def stratode(*arguments: str) -> str:
    """What the command writes to stdout. Raises CalledProcessError where it fails."""
    call = "from stratode.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", call, *arguments], capture_output=True, text=True, encoding="utf-8", check=True)
    return done.stdout
