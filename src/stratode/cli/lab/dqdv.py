"""`stratode lab dqdv`: cycling in; differential capacity and its peaks out."""

from __future__ import annotations

from typing import Annotated

import typer

from stratode.cli.lab import counting, giving

EXAMPLE = "Example:  stratode lab dqdv cell.ndax --active-mass 22mg --phases NMC811 -o results/"

Follow = Annotated[
    str | None,
    typer.Option(metavar="LIST", help="Peaks by name with their voltages: 'H2-H3=4.1V..4.3V,H1-M=3.6V..3.85V'. [the first cycle's]"),
]
Phases = Annotated[str | None, typer.Option(metavar="MATERIAL", help="Follow the peaks of this material: NMC811 (H1-M, M-H2, H2-H3).")]
Smooth = Annotated[str | None, typer.Option(metavar="VOLTAGE", help="Width of smoothing, standard deviation: 6mV. [by the noise]")]


def register(lab: typer.Typer) -> None:
    """Add the verb."""
    lab.command("dqdv", epilog=EXAMPLE)(dqdv)


def dqdv(
    files: giving.Files,
    active_mass: counting.ActiveMass = None,
    loading: counting.Loading = None,
    area: giving.Area = None,
    active: counting.Active = None,
    per: counting.Per = "active",
    begins: counting.Begins = "file",
    follow: Follow = None,
    phases: Phases = None,
    smooth: Smooth = None,
    read_as: giving.Format = None,
    columns: giving.Columns = None,
    out: giving.Out = None,
    xlsx: giving.Xlsx = False,
    as_json: giving.AsJson = False,
) -> None:
    """Evaluate dQ/dV: curves with the bias of their smoothing, peaks with intervals, their shift over cycles."""
    from stratode import evaluate
    from stratode.lab.reading.files import How

    folder = giving.folder_for(out, xlsx)
    found = evaluate.dqdv(
        *files, how=How(read_as, columns), active_mass=active_mass, loading=loading, area=area, active=active, per=per, begins=begins,
        follow=follow, phases=phases, smooth=smooth,
    )  # fmt: skip
    giving.give(found, folder, as_json, xlsx)
