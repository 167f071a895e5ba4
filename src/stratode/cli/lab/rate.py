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
    from stratode.lab.cycling.basis import read_option, stated_basis
    from stratode.lab.reading.files import How
    from stratode.recipe.quantities import VOLTAGE

    folder, how = giving.folder_for(out, xlsx), How(read_as, columns)
    if curves is not None:
        level = read_option("--cut-off", cut_off, VOLTAGE)
        found = evaluate.rate_curves(*files, rates=_rates(curves), how=how, cut_off=level, interpolation=interpolation, full=full)
    else:
        if cut_off is not None or full is not None:
            raise ValueError(
                "--cut-off and --full: belong to single curves; received them without --curves. State --curves, or leave them out."
            )
        basis = stated_basis(active_mass=active_mass, loading=loading, area=area, active=active, per=per, one_c=one_c)
        found = evaluate.rate(*files, how=how, counted=counting.counted(charge, begins, current_accuracy), basis=basis)
    giving.give(found, folder, as_json, xlsx)


def _rates(text: str) -> list[float]:
    """C-rates of a list.

    Raises:
        ValueError: one that is none.
    """
    from stratode.lab.cycling.basis import read_option
    from stratode.recipe.quantities import C_RATE

    read = (read_option("--curves", part.strip(), C_RATE) for part in text.split(","))
    return [value for value in read if value is not None]
