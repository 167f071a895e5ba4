"""`stratode lab cycle`: long cycling in; capacities, efficiencies, fade, knee and lithium out."""

from __future__ import annotations

from typing import Annotated

import typer

from stratode.cli.lab import counting, giving

EXAMPLE = "Example:  stratode lab cycle cell.ndax --active-mass 22mg --area 1.13cm2 --lithium 40um -o results/"

Lithium = Annotated[str | None, typer.Option(metavar="LENGTH", help="Thickness of the lithium; how long it lasts is told.")]
NP = Annotated[str | None, typer.Option("--np", metavar="N/P", help="Lithium over the cathode's capacity, in place of a thickness.")]
NPBasis = Annotated[str, typer.Option("--np-basis", metavar="<charge|discharge>", help="Which first capacity N/P is counted on.")]
EC = Annotated[str | None, typer.Option("--ec", metavar="RATIO", help="Electrolyte per capacity: 2.5g/Ah.")]
Consumption = Annotated[str | None, typer.Option(metavar="RATIO", help="Electrolyte consumed per lithium lost. [3.7 g/Ah, assumed]")]
Reference = Annotated[int | None, typer.Option(metavar="N", help="Cycle that retention is counted from. [first of the usual currents]")]


def register(lab: typer.Typer) -> None:
    """Add the verb."""
    lab.command("cycle", epilog=EXAMPLE)(cycle)


def cycle(
    files: giving.Files,
    active_mass: counting.ActiveMass = None,
    loading: counting.Loading = None,
    area: giving.Area = None,
    active: counting.Active = None,
    per: counting.Per = "active",
    one_c: counting.OneC = None,
    current_accuracy: counting.Accuracy = None,
    charge: counting.Charge = "best",
    begins: counting.Begins = "file",
    reference: Reference = None,
    lithium: Lithium = None,
    n_p: NP = None,
    n_p_basis: NPBasis = "charge",
    e_c: EC = None,
    consumption: Consumption = None,
    read_as: giving.Format = None,
    columns: giving.Columns = None,
    out: giving.Out = None,
    xlsx: giving.Xlsx = False,
    as_json: giving.AsJson = False,
) -> None:
    """Evaluate cycling: capacity, efficiency, retention, fade and knee; how long lithium and electrolyte last."""
    from stratode import evaluate
    from stratode.lab.reading.files import How

    folder = giving.folder_for(out, xlsx)
    found = evaluate.cycle(
        *files, how=How(read_as, columns), active_mass=active_mass, loading=loading, area=area, active=active, per=per, one_c=one_c,
        current_accuracy=current_accuracy, charge=charge, begins=begins, reference=reference, lithium=lithium, n_p=n_p,
        n_p_basis=n_p_basis, e_c=e_c, consumption=consumption,
    )  # fmt: skip
    giving.give(found, folder, as_json, xlsx)
