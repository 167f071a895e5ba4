"""`stratode lab rate`: rate tests in; capacity at each rate out."""

from __future__ import annotations

from typing import Annotated

import typer

from stratode.cli.lab import counting, giving

EXAMPLE = (
    "Examples:  stratode lab rate cell.ndax --active-mass 22mg --one-c 200mA/g -o results/\n\n"
    "           stratode lab rate slow.csv fast.csv --curves 0.5C,5C --cut-off 3.0V"
)

Curves = Annotated[
    str | None,
    typer.Option(metavar="RATES", help="Files are single discharge curves of one cell at these rates, in the files' order: 0.5C,1C."),
]
CutOff = Annotated[str | None, typer.Option(metavar="VOLTAGE", help="Where curves are read. [their ends]")]
Interpolation = Annotated[str, typer.Option(metavar="<monotone|cubic|linear>", help="Between the rows of a curve.")]
Full = Annotated[float | None, typer.Option(metavar="NUMBER", help="Capacity of curves that counts as 100 %. [the slowest rate's]")]


def register(lab: typer.Typer) -> None:
    """Add the verb."""
    lab.command("rate", epilog=EXAMPLE)(rate)


def rate(
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
    curves: Curves = None,
    cut_off: CutOff = None,
    interpolation: Interpolation = "monotone",
    full: Full = None,
    read_as: giving.Format = None,
    columns: giving.Columns = None,
    out: giving.Out = None,
    xlsx: giving.Xlsx = False,
    as_json: giving.AsJson = False,
) -> None:
    """Evaluate rate tests: capacity at each rate with its scatter, retention against the slowest; writes capacities.csv."""
    from stratode import evaluate
    from stratode.lab.reading.files import How

    folder = giving.folder_for(out, xlsx)
    found = evaluate.rate(
        *files, how=How(read_as, columns), active_mass=active_mass, loading=loading, area=area, active=active, per=per, one_c=one_c,
        current_accuracy=current_accuracy, charge=charge, begins=begins, curves=curves, cut_off=cut_off, interpolation=interpolation,
        full=full,
    )  # fmt: skip
    giving.give(found, folder, as_json, xlsx)
