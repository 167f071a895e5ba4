"""`stratode lab relax`: relaxations after a polarisation in; time constants and effective diffusivities out."""

from __future__ import annotations

from typing import Annotated

import typer

from stratode.cli.lab import giving

EXAMPLE = "Example:  stratode lab relax depolarisation.csv --thickness 600um -o results/"

Thickness = Annotated[str | None, typer.Option(metavar="LENGTH", help="L between the electrodes, for D = L^2/(pi^2 t_re).")]
VInfinity = Annotated[
    str | None, typer.Option("--v-infinity", metavar="VOLTAGE", help="Where the voltage ends: '0 mV' of equal electrodes. [fitted]")
]
Polarised = Annotated[str | None, typer.Option(metavar="TIME", help="How long the current had flowed, where the record does not show it.")]


def register(lab: typer.Typer) -> None:
    """Add the verb."""
    lab.command("relax", epilog=EXAMPLE)(relax)


def relax(
    files: giving.Files,
    thickness: Thickness = None,
    v_infinity: VInfinity = None,
    polarised: Polarised = None,
    read_as: giving.Format = None,
    columns: giving.Columns = None,
    out: giving.Out = None,
    xlsx: giving.Xlsx = False,
    as_json: giving.AsJson = False,
) -> None:
    """Evaluate relaxations after a polarisation (DC depolarisation): the straight part of ln|V - V_inf|, its time constant, D."""
    from stratode import evaluate
    from stratode.lab.reading.files import How

    folder = giving.folder_for(out, xlsx)
    found = evaluate.relax(*files, how=How(read_as, columns), thickness=thickness, v_infinity=v_infinity, polarised=polarised)
    giving.give(found, folder, as_json, xlsx)
