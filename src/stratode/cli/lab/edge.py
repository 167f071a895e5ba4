"""`stratode lab edge`: profiles of thickness in; plateau, width of the edge and bulge out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stratode.cli.lab import giving

EXAMPLE = "Example:  stratode lab edge profile.csv --substrate 15um -o results/"

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="Tables of position and thickness across the edge; several are compared.")
]
Substrate = Annotated[str | None, typer.Option(metavar="LENGTH", help="Thickness of what is coated, taken off. [the level outside]")]


def register(lab: typer.Typer) -> None:
    """Add the verb."""
    lab.command("edge", epilog=EXAMPLE)(edge)


def edge(
    files: Files,
    substrate: Substrate = None,
    read_as: giving.Format = None,
    columns: giving.Columns = None,
    out: giving.Out = None,
    xlsx: giving.Xlsx = False,
    as_json: giving.AsJson = False,
) -> None:
    """Edges of coatings: thickness of the plateau, width of the edge from 10 to 90 %, bulge beside it."""
    from stratode import evaluate
    from stratode.lab.reading.files import How

    folder = giving.folder_for(out, xlsx)
    found = evaluate.edge(*files, substrate=substrate, how=How(read_as, columns))
    giving.give(found, folder, as_json, xlsx)
