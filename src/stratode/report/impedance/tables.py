"""Spectra as tables."""

from __future__ import annotations

from collections.abc import Sequence

from stratode.cell.arcs import features
from stratode.report.impedance.measurement import OHM_CM2, Measurement, hertz
from stratode.report.lab_units import PERCENT, number
from stratode.report.table import Entry, Table

NOTE = "Arcs lie between two minima of -Z'': width on the real axis, and where -Z'' is largest."


def spectra_table(several: Sequence[Measurement]) -> Table:
    """What every spectrum shows, a row a state of charge; of several recipes each row begins with its name."""
    many = len(several) > 1
    first, last = _ends(several)
    columns = (
        *(("Recipe",) if many else ()),
        "State of charge / %",
        "Rest voltage / V",
        f"Re Z at {first} / ohm cm²",
        f"Re Z at {last} / ohm cm²",
        f"Re Z at {first} / ohm",
        f"Re Z at {last} / ohm",
        "Arcs / ohm cm²",
    )
    rows = [((one.cell.name, *row) if many else row) for one in several for row in _rows(one)]
    return Table("Impedance at rest", columns, tuple(rows), NOTE)


def _rows(one: Measurement) -> list[tuple[Entry, ...]]:
    rows: list[tuple[Entry, ...]] = []
    for spectrum in one.result.spectra:
        seen, area = features(spectrum), one.result.area
        soc = None if spectrum.state_of_charge is None else spectrum.state_of_charge * PERCENT
        slow, fast = seen.slow, seen.intercept
        arcs = ", ".join(f"{number(arc.width * OHM_CM2, 2)} at {hertz(arc.apex)}" for arc in seen.arcs) or number(None)
        rows.append((soc, spectrum.voltage, fast * OHM_CM2, slow * OHM_CM2, fast / area, slow / area, arcs))
    return rows


def _ends(several: Sequence[Measurement]) -> tuple[str, str]:
    seen = features(several[0].result.spectra[0])
    return hertz(seen.highest_frequency), hertz(seen.lowest_frequency)
