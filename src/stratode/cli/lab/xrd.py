"""`stratode lab xrd`: diffraction patterns in; peaks, spacings, cells and shifts out."""

from __future__ import annotations

from typing import Annotated

import typer

from stratode.cli.lab import giving

EXAMPLE = "Example:  stratode lab xrd pristine.xy coated.xy --phase layered -o results/"

Source = Annotated[str | None, typer.Option(metavar="ANODE", help="Cr, Fe, Co, Cu, Mo or Ag. [Cu]")]
Wavelength = Annotated[str | None, typer.Option(metavar="LENGTH", help="Of one line, '1.5406 angstrom', instead of a source.")]
Monochromatic = Annotated[bool, typer.Option("--monochromatic", help="K-alpha2 is not in the beam.")]
Phase = Annotated[str | None, typer.Option(metavar="NAME", help="layered: index an R-3m oxide; a, c, I003/I104, splittings.")]
Cell = Annotated[str | None, typer.Option(metavar="A,C", help="To begin indexing with: '2.87 angstrom,14.2 angstrom'.")]
Position = Annotated[str | None, typer.Option(metavar="KIND", help="Fitted beside the cell: none, zero or displacement. [chosen]")]
Reference = Annotated[str | None, typer.Option(metavar="ANGLE", help="A peak of an internal reference, '38.47 degree', for shifts.")]
Between = Annotated[str | None, typer.Option(metavar="FROM,TO", help="Part of the patterns: '17 degree,20 degree'.")]
Prominence = Annotated[str | None, typer.Option(metavar="SHARE", help="Of the largest count that is a peak. [1 %]")]


def register(lab: typer.Typer) -> None:
    """Add the verb."""
    lab.command("xrd", epilog=EXAMPLE)(xrd)


def xrd(
    files: giving.Files,
    source: Source = None,
    wavelength: Wavelength = None,
    monochromatic: Monochromatic = False,
    phase: Phase = None,
    cell: Cell = None,
    position: Position = None,
    reference: Reference = None,
    between: Between = None,
    prominence: Prominence = None,
    read_as: giving.Format = None,
    columns: giving.Columns = None,
    out: giving.Out = None,
    xlsx: giving.Xlsx = False,
    as_json: giving.AsJson = False,
) -> None:
    """Evaluate diffraction patterns: peaks with spacings, the cell and order of layered oxides, shifts from the first pattern."""
    from stratode import evaluate
    from stratode.lab.reading.files import How

    folder = giving.folder_for(out, xlsx)
    found = evaluate.xrd(
        *files, how=How(read_as, columns), source=source, wavelength=wavelength, monochromatic=monochromatic, phase=phase, cell=cell,
        position=position, reference=reference, between=between, prominence=prominence,
    )  # fmt: skip
    giving.give(found, folder, as_json, xlsx)
