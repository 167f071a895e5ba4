"""`stratode lab front`: maps of an element in; how far an infiltration has come out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stratode.cli.lab import giving, picture

EXAMPLE = "Example:  stratode lab front P_1h.png P_20h.png --pixel 0.4um --from top -o results/"

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE...", help="Maps (TIFF, PNG, JPEG, NumPy), or tables of depth and counts; several are compared."),
]
Side = Annotated[str, typer.Option("--from", metavar="<top|bottom|left|right>", help="Where the liquid enters.")]


def register(lab: typer.Typer) -> None:
    """Add the verb."""
    lab.command("front", epilog=EXAMPLE)(front)


def front(
    files: Files,
    pixel: picture.Pixel = None,
    side: Side = "top",
    crop: picture.Crop = None,
    read_as: giving.Format = None,
    columns: giving.Columns = None,
    out: giving.Out = None,
    xlsx: giving.Xlsx = False,
    as_json: giving.AsJson = False,
) -> None:
    """Infiltration fronts: depth at 50 %, where it is complete, width, unevenness along the surface."""
    from stratode import evaluate
    from stratode.lab.reading.files import How

    folder = giving.folder_for(out, xlsx)
    found = evaluate.front(*files, pixel=pixel, side=side, crop=crop, how=How(read_as, columns))
    giving.give(found, folder, as_json, xlsx)
