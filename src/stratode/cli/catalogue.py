"""`stratode new`, `stratode schema` and `stratode materials`: what there is to start from and to choose from."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stratode import verbs
from stratode.cli import speech
from stratode.cli.tables import Plain, drawn

if TYPE_CHECKING:
    from stratode.recipe.library import Description

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Kind = Annotated[str, typer.Argument(metavar="[KIND]", help="half-cell, full-cell, double-layer, solid-state or transport-cell.")]
OutFile = Annotated[Path | None, typer.Option("-o", "--out", metavar="FILE", help="Write the recipe here; must not exist yet.")]
SchemaKind = Annotated[str, typer.Option("--kind", help="battery, or transport: a cell that measures transport.")]
MaterialKind = Annotated[str | None, typer.Option("--kind", help="active, lithium, electrolyte, conductor, inert, separator or film.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="Name or alias of a material, or of a material file in this folder.")]
OutFolder = Annotated[Path | None, typer.Option("-o", "--out", metavar="DIR", help="Write a page with a plot of each curve here.")]

library = typer.Typer(help="The material library: every value with its source and range.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.command("new", epilog="Example:  stratode new double-layer -o my_cell.yaml")(new)
    app.command("schema", epilog="Example:  stratode schema > recipe.schema.json")(schema)
    library.command("list", epilog="Example:  stratode materials list --kind active")(list_materials)
    library.command("show", epilog="Example:  stratode materials show NMC811 -o results/")(show)
    app.add_typer(library, name="materials", epilog="Example:  stratode materials list")


def new(kind: Kind = "half-cell", out: OutFile = None, as_json: AsJson = False) -> None:
    """Write a commented recipe to start from."""
    text = verbs.starter(kind)
    if out is not None:
        speech.new_file(out, text)
        speech.note(f"wrote {out}; run it with: stratode run {out}{' --impedance' if kind == 'transport-cell' else ''}")
    if as_json:
        speech.emit({"kind": kind, "file": None if out is None else str(out), "recipe": text})
    elif out is None:
        speech.say(text.rstrip("\n"))


def schema(kind: SchemaKind = "battery", as_json: AsJson = False) -> None:
    """Print the JSON schema of a recipe file, for editors (it is JSON with or without --json)."""
    speech.emit(verbs.schema(kind))


def list_materials(kind: MaterialKind = None, as_json: AsJson = False) -> None:
    """List the materials that a recipe can name."""
    entries = verbs.materials(kind)
    if as_json:
        speech.emit({"materials": [asdict(entry) for entry in entries]})
        return
    rows = tuple((e.name, e.kind, ", ".join(e.aliases), e.text) for e in entries)
    speech.say(drawn(Plain("Material library", ("Name", "Kind", "Also called", "What it is"), rows)))


def show(name: Name, out: OutFolder = None, as_json: AsJson = False) -> None:
    """Show every value of a material with its unit, range and source."""
    described = verbs.material(name, Path())
    if out is not None:
        speech.note(f"wrote {verbs.save_material(name, speech.folder_to_write(out), Path())}")
    if as_json:
        speech.emit(_as_json(described))
        return
    speech.say(f"{described.name} ({described.kind}): {described.text}")
    for row in described.rows:
        within = f", for {row.range}" if row.range else ""
        speech.say(f"\n{row.name}: {row.value} {row.unit}{within}\n    {row.source}")


def _as_json(described: Description) -> dict[str, object]:
    """A description with its curves as lists."""
    graphs = [asdict(graph) | {"x": graph.x.tolist(), "y": graph.y.tolist()} for graph in described.graphs]
    return asdict(replace(described, graphs=())) | {"graphs": graphs}
