"""`stratode lab porosity`: masses and thicknesses in, porosity out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stratode.cli.lab import giving

EXAMPLE = (
    "Example:  stratode lab porosity --parts 'NMC83=96 wt%,carbon black=2 wt%,PVDF=2 wt%' "
    "--loading '29.6 +- 0.2 mg/cm2' --thickness '141.5 +- 1 um' --thickness '82.7 +- 1 um' --stated 25%"
)

Files = Annotated[
    list[Path] | None, typer.Argument(metavar="[FILE...]", help="Tables of samples: columns of thickness and of mass or loading.")
]
Parts = Annotated[str, typer.Option(metavar="LIST", help="The solids: 'NMC83=96 wt%,carbon black=2 wt%,PVDF=2 wt%'.")]
Thickness = Annotated[list[str] | None, typer.Option(metavar="LENGTH", help="Of the coating; several are compared.")]
Loading = Annotated[str | None, typer.Option(metavar="MASS/AREA", help="Mass of the coating per area: '29.6 +- 0.2 mg/cm2'.")]
Mass = Annotated[str | None, typer.Option(metavar="MASS", help="Of the coating, or of the disk where --collector-mass is stated.")]
Area = Annotated[str | None, typer.Option(metavar="AREA", help="Of the disk: '0.785 +- 0.005 cm2'.")]
CollectorMass = Annotated[str | None, typer.Option(metavar="MASS", help="Of the bare collector, taken off the mass.")]
CollectorThickness = Annotated[str | None, typer.Option(metavar="LENGTH", help="Of the bare collector, taken off the thickness.")]
Densities = Annotated[
    list[str] | None, typer.Option("--density", metavar="NAME=DENSITY", help="Instead of the library's: 'NMC83=4.75 g/cm3'.")
]
Wanted = Annotated[str | None, typer.Option(metavar="SHARE", help="Find the thickness for this porosity: 25%.")]
Stated = Annotated[str | None, typer.Option(metavar="SHARE", help="A porosity that was reported, to be compared.")]


def register(lab: typer.Typer) -> None:
    """Add the verb."""
    lab.command("porosity", epilog=EXAMPLE)(porosity)


def porosity(
    parts: Parts,
    files: Files = None,
    thickness: Thickness = None,
    loading: Loading = None,
    mass: Mass = None,
    area: Area = None,
    collector_mass: CollectorMass = None,
    collector_thickness: CollectorThickness = None,
    density: Densities = None,
    wanted: Wanted = None,
    stated: Stated = None,
    read_as: giving.Format = None,
    columns: giving.Columns = None,
    out: giving.Out = None,
    xlsx: giving.Xlsx = False,
    as_json: giving.AsJson = False,
) -> None:
    """Porosity of coatings from mass, thickness and composition, with every input's uncertainty carried through."""
    from stratode import evaluate
    from stratode.lab.reading.files import How

    folder = giving.folder_for(out, xlsx)
    found = evaluate.porosity(
        *(files or ()),
        parts=parts,
        thickness=thickness or (),
        loading=loading,
        mass=mass,
        area=area,
        collector_mass=collector_mass,
        collector_thickness=collector_thickness,
        densities=density or (),
        wanted=wanted,
        stated=stated,
        how=How(read_as, columns),
    )
    giving.give(found, folder, as_json, xlsx)
