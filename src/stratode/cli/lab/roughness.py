"""`stratode lab roughness`: height maps in; Sa, Sq, Sz and further areal parameters out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stratode.cli.lab import giving, picture

EXAMPLE = "Example:  stratode lab roughness surface.csv --pixel 1um --height 1um --form plane -o results/"

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE...", help="Height maps: TIFF, NumPy, a matrix of numbers, or a table of x, y, z; several are compared."),
]
Height = Annotated[str, typer.Option(metavar="LENGTH", help="What one unit of the file's heights is.")]
Form = Annotated[str, typer.Option(metavar="<plane|quadratic|none>", help="What is removed before measuring.")]
SFilter = Annotated[
    str | None, typer.Option(metavar="LENGTH", help="Cut-off of the S-filter, which takes off finer texture: 2.5um. [none]")
]
LFilter = Annotated[
    str | None, typer.Option(metavar="LENGTH", help="Cut-off of the L-filter, which takes off coarser texture: 0.8mm. [none]")
]
Keep = Annotated[bool, typer.Option("--keep-outliers", help="Measure heights far from their neighbours too.")]


def register(lab: typer.Typer) -> None:
    """Add the verb."""
    lab.command("roughness", epilog=EXAMPLE)(roughness)


def roughness(
    files: Files,
    pixel: picture.Pixel = None,
    height: Height = "1 um",
    form: Form = "plane",
    s_filter: SFilter = None,
    l_filter: LFilter = None,
    keep_outliers: Keep = False,
    crop: picture.Crop = None,
    out: giving.Out = None,
    xlsx: giving.Xlsx = False,
    as_json: giving.AsJson = False,
) -> None:
    """Texture of surfaces (ISO 25178-2): Sa, Sq, Sz, Ssk, Sku, with intervals from sub-areas."""
    from stratode import evaluate

    folder = giving.folder_for(out, xlsx)
    found = evaluate.roughness(
        *files, pixel=pixel, height=height, form=form, s_filter=s_filter, l_filter=l_filter, keep_outliers=keep_outliers, crop=crop
    )
    giving.give(found, folder, as_json, xlsx)
