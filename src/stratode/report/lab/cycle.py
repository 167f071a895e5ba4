"""Evaluated cycling as it is shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stratode.lab.cycling.analysis import CyclingAnalysis
from stratode.lab.cycling.cycles import Cycles
from stratode.lab.cycling.knee import Knee, KneeVerdict
from stratode.report.lab.figures.cycling import (
    capacity_over_cycles,
    capacity_terms,
    first_profiles,
    polarisation_over_cycles,
    profiles_of,
)
from stratode.report.lab.sheet import Drawing, Sheet
from stratode.report.table import Entry, Table

HOUR = 3.6  # C per mAh, J per mWh
SHOWN = 12  # rows of the table on the page


def sheet(name: str, found: CyclingAnalysis) -> Sheet:
    """One cycled cell."""
    whole = cycles_table(found.cycles, found)
    shown = Table(whole.title, whole.columns, _some(whole.rows), _told(len(whole.rows)))
    return Sheet(
        name=name,
        result=found,
        origins=(found.record.origin,),
        estimates=found.estimates,
        words=_words(found),
        cautions=found.cautions,
        tables=(("some_cycles", shown),),
        data=(("cycles", whole),),
        drawings=lambda: _drawings(found),
        details={"cycles": _columns(whole), "verdict": found.fade.knee.verdict if found.fade is not None else None},
    )


def together(sheets: Sequence[Sheet]) -> Sequence[Drawing]:
    """Several cells over each other."""
    found = [one.result for one in sheets if len(one.result.whole)]
    names = [one.name for one in sheets if len(one.result.whole)]
    if not found:
        return ()
    return (
        Drawing(
            capacity_over_cycles(found, names), "Delivered capacity (points) and Coulombic efficiency (open diamonds, right) over cycles."
        ),
        Drawing(polarisation_over_cycles(found, names), "Voltage difference between charge and discharge over cycles."),
        Drawing(first_profiles(found, names), "Voltage over capacity in the first whole cycle: charge solid, discharge dashed."),
    )


def _drawings(found: CyclingAnalysis) -> Sequence[Drawing]:
    if not len(found.whole):
        return ()
    return (
        Drawing(
            capacity_over_cycles([found], [""]),
            "Capacity (left) and Coulombic efficiency (right) over cycles; a knee with its 95 % interval.",
        ),
        Drawing(profiles_of(found), "Voltage over capacity of some cycles: charge solid, discharge dashed."),
        Drawing(polarisation_over_cycles([found], [""]), "Voltage difference between charge and discharge over cycles."),
    )


def cycles_table(cycles: Cycles, found: CyclingAnalysis) -> Table:
    """A row a cycle; retention only of cycles of the usual currents."""
    factor, unit = capacity_terms(found.basis)
    share = dict(zip(found.fade.number.astype(int).tolist(), found.fade.share.tolist(), strict=True)) if found.fade else {}
    columns: list[tuple[str, Sequence[Entry]]] = [("Cycle", cycles.number.tolist())]
    if cycles.file_number is not None:
        columns.append(("Cycle in file", cycles.file_number.tolist()))
    for side, name in ((cycles.charge, "Charge"), (cycles.discharge, "Discharge")):
        columns.append((f"{name} capacity / mAh", _entries(side.charge / HOUR)))
        columns.append((f"{name} capacity ± / mAh", _entries(side.doubt / HOUR)))
        if unit != "mAh":
            columns.append((f"{name} capacity / {unit}", _entries(side.charge * factor)))
        if found.basis.area is not None and unit != "mAh/cm²":
            columns.append((f"{name} capacity / mAh/cm²", _entries(side.charge / (HOUR * found.basis.area * 1e4))))
        columns.append((f"{name} energy / mWh", _entries(side.energy / HOUR)))
        columns.append((f"{name} mean voltage / V", _entries(side.mean_voltage)))
        columns.append((f"{name} end voltage / V", _entries(side.end_voltage)))
        columns.append((f"{name} current / mA", _entries(1e3 * side.current)))
        if found.basis.one_c is not None:
            columns.append((f"{name} C-rate / 1", _entries(side.current / found.basis.one_c)))
    columns.append(("Coulombic efficiency / %", _entries(100.0 * cycles.efficiency)))
    columns.append(("Energy efficiency / %", _entries(100.0 * cycles.energy_efficiency)))
    columns.append(("Hysteresis of means / mV", _entries(1e3 * cycles.hysteresis)))
    columns.append(("Polarisation at half charge / mV", _entries(1e3 * cycles.polarisation)))
    retained = [100.0 * share[n] if n in share else None for n in cycles.number.tolist()]
    columns.append(("Retention / %", retained))
    rows = tuple(zip(*(values for _, values in columns), strict=True))
    return Table("Cycles", tuple(name for name, _ in columns), rows)


def _entries(values: np.ndarray) -> list[Entry]:
    return [float(v) if np.isfinite(v) else None for v in values]


def _some(rows: tuple[tuple[Entry, ...], ...]) -> tuple[tuple[Entry, ...], ...]:
    if len(rows) <= SHOWN:
        return rows
    return tuple(rows[k] for k in np.linspace(0, len(rows) - 1, SHOWN).round().astype(int))


def _told(count: int) -> str:
    return "" if count <= SHOWN else f"{SHOWN} of {count} cycles; all of them stand in cycles.csv and in the JSON object."


def _columns(table: Table) -> dict[str, list[Entry]]:
    return {name: [row[k] for row in table.rows] for k, name in enumerate(table.columns)}


def _words(found: CyclingAnalysis) -> tuple[str, ...]:
    first = "charge" if found.cycles.begins_charging else "discharge"
    count, whole = len(found.cycles), len(found.whole)
    head = f"{count} cycles, each" if count != 1 else "1 cycle,"
    words = [f"{head} beginning with a {first}; {whole} {'is' if whole == 1 else 'are'} whole."]
    if found.fade is not None:
        words.append(_verdict(found))
    return tuple(words)


def _place(knee: Knee) -> str:
    """The knee with its interval, to a tenth of a cycle where that is told so finely."""
    digits = 1 if knee.high - knee.low < 2.0 else 0
    return f"{knee.place:.{digits}f} ({knee.low:.{digits}f} to {knee.high:.{digits}f})"


def _verdict(found: CyclingAnalysis) -> str:
    fade = found.fade
    if fade is None:
        return ""
    knee, last, first = fade.knee, fade.number[-1], fade.number[0]
    kept = f"{100.0 * fade.share[-1]:.1f} % of the capacity of cycle {first:g} remain at cycle {last:g}." if fade.share.size > 1 else ""
    told = {
        KneeVerdict.KNEE: (
            f"The capacity begins to fall faster at cycle {_place(knee)}: from "
            f"{-100 * knee.before:.3g} to {-100 * knee.after:.3g} % per cycle (probability without a knee {knee.probability:.2g})."
        ),
        KneeVerdict.GRADUAL: "It falls faster and faster; a parabola describes it better than two lines, so no single cycle is its knee.",
        KneeVerdict.SLOWING: f"It falls faster before cycle {_place(knee)} than after it: no knee.",
        KneeVerdict.NONE: f"No knee: one line does (two would gain as much by chance with probability {knee.probability:.2g}).",
        KneeVerdict.SHORT: "Too few cycles to look for a knee.",
    }[knee.verdict]
    return f"{kept} {told}".strip()
