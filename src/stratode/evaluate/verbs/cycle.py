"""`stratode lab cycle`: cycling evaluated."""

from __future__ import annotations

from stratode.evaluate.evaluated import Evaluated, File
from stratode.evaluate.verbs.counting import stated_basis, stated_counting
from stratode.evaluate.verbs.stated import positive
from stratode.lab.cycling.analysis import analyse
from stratode.lab.cycling.bookkeeping import SOLVENT, Reserve
from stratode.lab.reading.files import AS_FOUND, How, read_record
from stratode.lab.record import names_of
from stratode.recipe import quantities as q
from stratode.report.lab.cycle import sheet, together

BASES = ("charge", "discharge")


def cycle(
    *files: File,
    how: How = AS_FOUND,
    active_mass: str | None = None,
    loading: str | None = None,
    area: str | None = None,
    active: str | None = None,
    per: str = "active",
    one_c: str | None = None,
    current_accuracy: str | None = None,
    charge: str = "best",
    begins: str = "file",
    reference: int | None = None,
    lithium: str | None = None,
    n_p: str | float | None = None,
    n_p_basis: str = "charge",
    e_c: str | None = None,
    consumption: str | None = None,
) -> Evaluated:
    """Evaluate cycling: capacities, efficiencies, retention, fade, knee, lithium and electrolyte.

    Args:
        files: instrument files or tables, one cell each.
        how: how they are read.
        active_mass, loading, area, active, per, one_c: what is counted on, see
            :func:`~stratode.evaluate.verbs.counting.stated_basis`.
        current_accuracy, charge, begins: how cycles are counted, see :func:`~stratode.evaluate.verbs.counting.stated_counting`.
        reference: number of the cycle that retention is counted from; None for the first of the usual currents.
        lithium, n_p, n_p_basis, e_c, consumption: what there is of lithium and electrolyte, see :func:`stated_reserve`.

    Returns:
        The numbers, with `table()`, `words()`, `summary()` and `save(folder)`.

    Raises:
        ValueError: a file that cannot be read, holds no current, or has no such reference; an option that makes no sense.
    """
    basis = stated_basis(active_mass=active_mass, loading=loading, area=area, active=active, per=per, one_c=one_c)
    reserve = stated_reserve(lithium=lithium, n_p=n_p, n_p_basis=n_p_basis, e_c=e_c, consumption=consumption)
    counted = stated_counting(charge, begins, current_accuracy)
    records = [read_record(file, how) for file in files]
    found = (analyse(record, counted, basis, reserve, reference) for record in records)
    sheets = tuple(sheet(name, one) for name, one in zip(names_of(records), found, strict=True))
    return Evaluated("cycle", sheets, together)


def stated_reserve(
    *,
    lithium: str | None = None,
    n_p: str | float | None = None,
    n_p_basis: str = "charge",
    e_c: str | None = None,
    consumption: str | None = None,
) -> Reserve:
    """The reserve that a door's texts state.

    Args:
        lithium: thickness of the foil, "40 um".
        n_p: "0.69".
        n_p_basis: "charge" or "discharge".
        e_c: "2.5 g/Ah".
        consumption: of electrolyte per lithium lost, "3.7 g/Ah".

    Raises:
        ValueError: a text that is no such quantity; both a thickness and N/P.
    """
    if lithium is not None and n_p is not None:
        raise ValueError("--lithium and --np: both state how much lithium there is; received both. Leave one out.")
    if n_p_basis not in BASES:
        raise ValueError(f"--np-basis: must be charge or discharge; received '{n_p_basis}'. Choose the first capacity that N/P is of.")
    if consumption is not None and e_c is None:
        raise ValueError(
            "--consumption: belongs to --ec, the electrolyte that there is; received it alone. Add for example --ec '2.5 g/Ah'."
        )
    used = positive(consumption, q.EC_RATIO, "--consumption")
    return Reserve(
        positive(lithium, q.LENGTH, "--lithium"),
        positive(None if n_p is None else str(n_p), q.NUMBER, "--np"),
        n_p_basis,
        positive(e_c, q.EC_RATIO, "--ec"),
        SOLVENT if used is None else used,
        used is not None,
    )
