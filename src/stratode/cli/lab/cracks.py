"""`stratode lab cracks`: micrographs in; area, length, width and distance of cracks out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stratode.cli.lab import giving, picture

EXAMPLE = "Example:  stratode lab cracks top.tif --pixel 0.5um --crop 0:960,: -o results/"

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="Micrographs in grey: TIFF, PNG, JPEG, BMP, NumPy; several are compared.")
]
Threshold = Annotated[str, typer.Option(metavar="LEVEL", help="Grey level below which it is a crack; 'otsu' finds it.")]
Background = Annotated[
    str | None,
    typer.Option(metavar="LENGTH", help="Over which the light is evened: 200um, or in pixels 150; 'none' leaves it. [0.15 of the edge]"),
]
Smallest = Annotated[str | None, typer.Option(metavar="AREA", help="Of a crack: 5um2, or in pixels. [12 pixels]")]
Bright = Annotated[bool, typer.Option("--bright", help="Cracks are brighter than the rest.")]


def register(lab: typer.Typer) -> None:
    """Add the verb."""
    lab.command("cracks", epilog=EXAMPLE)(cracks)


def cracks(
    files: Files,
    pixel: picture.Pixel = None,
    threshold: Threshold = "otsu",
    background: Background = None,
    smallest: Smallest = None,
    bright: Bright = False,
    crop: picture.Crop = None,
    out: giving.Out = None,
    xlsx: giving.Xlsx = False,
    as_json: giving.AsJson = False,
) -> None:
    """Cracks in micrographs: share of the area, length, width, distance; look at the overlay of the report."""
    from stratode import evaluate

    folder = giving.folder_for(out, xlsx)
    found = evaluate.cracks(*files, pixel=pixel, threshold=threshold, background=background, smallest=smallest, bright=bright, crop=crop)
    giving.give(found, folder, as_json, xlsx)
