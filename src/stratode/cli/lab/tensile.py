"""`stratode lab tensile`: stress-strain curves in; modulus, strength, elongation, toughness and healing out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stratode.cli.lab import giving

EXAMPLE = "Example:  stratode lab tensile healed1.csv healed2.csv --original film1.csv --original film2.csv -o results/"

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="Tables of strain and stress, or of displacement and force; several are compared.")
]
Area = Annotated[str | None, typer.Option(metavar="AREA", help="Cross-section, for force: 1.5mm2.")]
Length = Annotated[str | None, typer.Option(metavar="LENGTH", help="Gauge length, for displacement: 20mm.")]
Range = Annotated[str | None, typer.Option("--range", metavar="STRAINS", help="Where the modulus is taken: '0.05% to 0.25%'. [found]")]
Toe = Annotated[bool, typer.Option("--toe", help="Count strain from where the straight range meets zero stress.")]
Specimens = Annotated[bool, typer.Option("--specimens", help="The files are specimens of one material: give means.")]
Original = Annotated[list[Path] | None, typer.Option(metavar="FILE", help="The films before cutting and healing; several are specimens.")]


def register(lab: typer.Typer) -> None:
    """Add the verb."""
    lab.command("tensile", epilog=EXAMPLE)(tensile)


def tensile(
    files: Files,
    area: Area = None,
    length: Length = None,
    modulus_range: Range = None,
    toe: Toe = False,
    specimens: Specimens = False,
    original: Original = None,
    read_as: giving.Format = None,
    columns: giving.Columns = None,
    out: giving.Out = None,
    xlsx: giving.Xlsx = False,
    as_json: giving.AsJson = False,
) -> None:
    """Tensile tests: modulus, strength, elongation, toughness; with --original the healing efficiency."""
    from stratode import evaluate
    from stratode.lab.reading.files import How

    folder = giving.folder_for(out, xlsx)
    found = evaluate.tensile(
        *files,
        area=area,
        length=length,
        modulus_range=modulus_range,
        toe=toe,
        specimens=specimens,
        original=original or (),
        how=How(read_as, columns),
    )
    giving.give(found, folder, as_json, xlsx)
