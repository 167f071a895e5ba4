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
    from stratode.lab.cycling.basis import read_option, stated_basis
    from stratode.lab.reading.files import How
    from stratode.recipe.quantities import VOLTAGE

    folder = giving.folder_for(out, xlsx)
    found = evaluate.dqdv(
        *files,
        how=How(read_as, columns),
        counted=counting.counted("best", begins, None),
        basis=stated_basis(active_mass=active_mass, loading=loading, area=area, active=active, per=per),
        follow=_windows(follow, phases),
        width=read_option("--smooth", smooth, VOLTAGE),
    )
    giving.give(found, folder, as_json, xlsx)


def _windows(follow: str | None, phases: str | None) -> dict[str, tuple[float, float]]:
    """Peaks by name with their voltages.

    Raises:
        ValueError: both are stated, an unknown material, or a text that is no list of windows.
    """
    from stratode.lab.cycling.basis import read_option
    from stratode.lab.cycling.differential import PHASES
    from stratode.recipe.quantities import VOLTAGE

    if follow and phases:
        raise ValueError("--follow and --phases: both name peaks; received both. Leave one out.")
    if phases:
        if phases not in PHASES:
            raise ValueError(f"--phases: must be one of {', '.join(PHASES)}; received '{phases}'. Or name peaks with --follow.")
        return dict(PHASES[phases])
    found = {}
    for part in (follow or "").split(",") if follow else ():
        name, _, window = part.partition("=")
        ends = [read_option("--follow", end.strip(), VOLTAGE) for end in window.split("..")]
        if len(ends) != 2 or ends[0] is None or ends[1] is None or not ends[0] < ends[1] or not name.strip():
            raise ValueError(f"--follow: each part must be NAME=LOW..HIGH; received '{part}'. Write for example H2-H3=4.1V..4.3V.")
        found[name.strip()] = (ends[0], ends[1])
    return found
