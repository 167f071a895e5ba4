"""`stratode lab fringes`: line profiles of lattice fringes in; spacings out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stratode.cli.lab import giving

EXAMPLE = "Example:  stratode lab fringes profile.csv --calibration 1% --plane 101 --cell '0.2871nm,1.420nm'"

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="Tables of position and intensity, or pictures with --line; several are compared.")
]
Scale = Annotated[str | None, typer.Option(metavar="LENGTH", help="Of a pixel, with its uncertainty: '0.02 +- 0.0002 nm'. [the file's]")]
Calibration = Annotated[str | None, typer.Option(metavar="SHARE", help="Relative standard uncertainty of the scale: 1%.")]
Line = Annotated[str | None, typer.Option(metavar="ENDS", help="In a picture, pixels from the upper left: '20,40 to 300,60'.")]
Width = Annotated[int, typer.Option(metavar="PIXELS", help="Across the line, averaged.")]
Plane = Annotated[str | None, typer.Option(metavar="PLANE", help="To compare with: 0.2449nm, or 101 with --cell.")]
Cell = Annotated[str | None, typer.Option(metavar="A,C", help="Hexagonal cell: '0.2871nm,1.420nm'.")]


def register(lab: typer.Typer) -> None:
    """Add the verb."""
    lab.command("fringes", epilog=EXAMPLE)(fringes)


def fringes(
    files: Files,
    scale: Scale = None,
    calibration: Calibration = None,
    line: Line = None,
    width: Width = 1,
    plane: Plane = None,
    cell: Cell = None,
    read_as: giving.Format = None,
    columns: giving.Columns = None,
    out: giving.Out = None,
    xlsx: giving.Xlsx = False,
    as_json: giving.AsJson = False,
) -> None:
    """Spacing of lattice fringes along a line, with the uncertainty of the scale."""
    from stratode import evaluate
    from stratode.lab.reading.files import How

    folder = giving.folder_for(out, xlsx)
    found = evaluate.fringes(
        *files, scale=scale, calibration=calibration, line=line, width=width, plane=plane, cell=cell, how=How(read_as, columns)
    )
    giving.give(found, folder, as_json, xlsx)
