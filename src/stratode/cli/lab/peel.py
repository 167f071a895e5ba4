"""`stratode lab peel`: force curves in, force per width of their plateau out."""

from __future__ import annotations

from typing import Annotated

import typer

from stratode.cli.lab import giving

EXAMPLE = "Example:  stratode lab peel strip1.csv strip2.csv --width '20 mm' -o results/"

Width = Annotated[str, typer.Option(metavar="WIDTH", help="Of the strip or the blade, '20 mm'.")]
Angle = Annotated[str, typer.Option(metavar="ANGLE", help="Of peeling, for the work of parting.")]
Cutting = Annotated[bool, typer.Option("--cutting", help="A cutting blade (SAICAS): no work of parting.")]


def register(lab: typer.Typer) -> None:
    """Add the verb."""
    lab.command("peel", epilog=EXAMPLE)(peel)


def peel(
    files: giving.Files,
    width: Width,
    angle: Angle = "180 degree",
    cutting: Cutting = False,
    read_as: giving.Format = None,
    columns: giving.Columns = None,
    out: giving.Out = None,
    xlsx: giving.Xlsx = False,
    as_json: giving.AsJson = False,
) -> None:
    """Evaluate peel and cutting curves: the plateau found from the curve, force per width, stick and slip."""
    from stratode import evaluate
    from stratode.lab.reading.files import How

    folder = giving.folder_for(out, xlsx)
    found = evaluate.peel(*files, width=width, how=How(read_as, columns), angle=angle, cutting=cutting)
    giving.give(found, folder, as_json, xlsx)
