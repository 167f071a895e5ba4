"""Cyclic voltammograms as they are shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stratode.lab.record import Array
from stratode.lab.voltammetry.cyclic import CyclicVoltammetry, EvaluatedCycle, reversible_separation
from stratode.lab.voltammetry.peaks import Peak
from stratode.lab.voltammetry.scan_rates import ScanRates
from stratode.report.lab.figures.lines import Curve, Marks, drawn
from stratode.report.lab.sheet import Drawing, Sheet
from stratode.report.table import Entry, Table

X = "Potential / V"
MILLI = 1e3


def sheet(name: str, found: CyclicVoltammetry) -> Sheet:
    """One voltammogram with its peaks."""
    return Sheet(
        name=name,
        result=found,
        origins=(found.voltammogram.origin,),
        estimates=found.estimates,
        words=_words(found),
        cautions=found.cautions,
        tables=(("cycles", _cycles(found)),),
        drawings=lambda: (_voltammogram(found), _peaks(found)),
        details={"cycle": found.reported.cycle.number, "cycles": len(found.cycles), "baseline": found.conditions.baseline.value},
    )


def rates_sheet(name: str, found: ScanRates, sheets: Sequence[Sheet]) -> Sheet:
    """What several scan rates say together."""
    origins = tuple({id(o): o for one in sheets for o in one.origins}.values())
    exponents = [e for e in found.estimates if e.symbol.startswith("b_")]
    said = "; ".join(f"{e.symbol} {e.value:.3f}" + (f" ({e.low:.3f} to {e.high:.3f})" if e.low is not None else "") for e in exponents)
    return Sheet(
        name=name,
        result=found,
        origins=origins,
        estimates=found.estimates,
        words=(f"{len(found.cycles)} scan rates: {said or 'no peak could be followed over three of them'}.",),
        cautions=found.cautions,
        tables=(("peaks over rate", _followed(found)),),
        data=(("split", _split(found)),),
        drawings=lambda: (_logarithmic(found), _shares(found)),
    )


def together(sheets: Sequence[Sheet]) -> Sequence[Drawing]:
    """The reported cycles over each other."""
    curves = []
    for place, one in enumerate(s for s in sheets if isinstance(s.result, CyclicVoltammetry)):
        e, i = _loop(one.result.reported)
        curves.append(Curve(one.name, e, i * _unit(one.result)[0], place))
    unit = next((_unit(s.result)[1] for s in sheets if isinstance(s.result, CyclicVoltammetry)), "Current / mA")
    return (Drawing(drawn(X, unit, curves), "The reported cycle of each measurement; anodic current is positive."),)


def _words(found: CyclicVoltammetry) -> tuple[str, ...]:
    couples = [c for c in found.reported.couples if c.separation is not None]
    plural, single = "" if len(couples) == 1 else "s", len(found.reported.couples) - len(couples)
    head = f"Cycle {found.reported.cycle.number} of {len(found.cycles)}: {len(couples)} couple{plural} of peaks"
    head += f" and {single} without a partner." if single else "."
    if not couples:
        return (head,)
    gaps = ", ".join(f"{(c.separation or 0.0) * MILLI:.3g}" for c in couples)
    ideal = reversible_separation(found.conditions) * MILLI
    return (head, f"Separation{plural} {gaps} mV; a reversible couple in solution has {ideal:.3g} mV, a reversible thin layer none.")


def _unit(found: CyclicVoltammetry) -> tuple[float, str]:
    """Factor and title of the current's axis."""
    area = found.conditions.area
    return (MILLI, "Current / mA") if area is None else (0.1 / area, "Current density / mA/cm²")


def _loop(cycle: EvaluatedCycle) -> tuple[Array, Array]:
    a, c = cycle.cycle.anodic, cycle.cycle.cathodic
    return np.concatenate([a.potential, c.potential]), np.concatenate([a.current, c.current])


def _voltammogram(found: CyclicVoltammetry) -> Drawing:
    factor, title = _unit(found)
    others = [one for one in found.cycles if one is not found.reported][:8]
    curves = [Curve("other cycles", *_scaled(one, factor), faint=True, legend=k == 0) for k, one in enumerate(others)]
    curves.append(Curve(f"cycle {found.reported.cycle.number}", *_scaled(found.reported, factor)))
    marks = []
    for way, name in ((1, "anodic peaks"), (-1, "cathodic peaks")):
        peaks = [(c.number, p) for c in found.reported.couples for p in [c.anodic if way > 0 else c.cathodic] if p is not None]
        x, y = np.array([p.potential for _, p in peaks]), np.array([way * p.total * factor for _, p in peaks])
        marks.append(Marks(name, x, y, [f"peak {n}: {p.potential:.4f} V" for n, p in peaks], 1 if way > 0 else 2))
        for n, (_, p) in enumerate(peaks):
            curves.append(_baseline(found, p, factor, legend=way > 0 and n == 0))
    return Drawing(drawn(X, title, curves, marks), "The reported cycle with its peaks and their baselines; anodic current is positive.")


def _scaled(cycle: EvaluatedCycle, factor: float) -> tuple[Array, Array]:
    e, i = _loop(cycle)
    return e, i * factor


def _baseline(found: CyclicVoltammetry, peak: Peak, factor: float, legend: bool) -> Curve:
    sweep = found.reported.cycle.anodic if peak.direction > 0 else found.reported.cycle.cathodic
    ends = sweep.potential[[int(peak.place.before[0]), int(peak.place.after[-1])]]
    return Curve("baselines", ends, peak.direction * peak.line.at(ends) * factor, 4, 1, legend=legend)


def _peaks(found: CyclicVoltammetry) -> Drawing:
    """Potentials of all peaks over the cycles: settled or not."""
    curves = []
    for couple in found.reported.couples:
        for way, name in ((1, "anodic"), (-1, "cathodic")):
            x, y = [], []
            for one in found.cycles:
                same = next((c for c in one.couples if c.number == couple.number), None)
                peak = None if same is None else (same.anodic if way > 0 else same.cathodic)
                if peak is not None:
                    x.append(float(one.cycle.number))
                    y.append(peak.potential)
            if x:
                curves.append(
                    Curve(f"{name} {couple.number}", np.array(x), np.array(y), couple.number - 1, 0 if way > 0 else 2, points=way > 0)
                )
    fig = drawn("Cycle", "Peak potential / V", curves, height=360)
    fig.update_traces(mode="lines+markers")
    fig.update_xaxes(dtick=1 if len(found.cycles) < 12 else None)
    return Drawing(fig, "Peak potentials of every cycle; they stay where the electrode has settled.")


def _cycles(found: CyclicVoltammetry) -> Table:
    """Every cycle's couples."""
    rows: list[tuple[Entry, ...]] = []
    for one in found.cycles:
        rate = None if one.cycle.rate is None else one.cycle.rate * MILLI
        for c in one.couples:
            a, k = c.anodic, c.cathodic
            rows.append(
                (
                    str(one.cycle.number), rate, str(c.number), a.potential if a else None, k.potential if k else None,
                    None if c.separation is None else c.separation * MILLI, a.height * MILLI if a else None,
                    k.height * MILLI if k else None,
                    a.width * MILLI if a and a.width else None, k.width * MILLI if k and k.width else None,
                )
            )  # fmt: skip
    columns = (
        "Cycle", "Scan rate / mV/s", "Couple", "Anodic peak / V", "Cathodic peak / V", "Separation / mV",
        "Anodic height / mA", "Cathodic height / mA", "Anodic width / mV", "Cathodic width / mV",
    )  # fmt: skip
    return Table("Peaks of every cycle", columns, tuple(rows), "Heights over their baselines; widths at half of them.")


def _followed(found: ScanRates) -> Table:
    rows = tuple(
        (peak.name, float(v * MILLI), float(h * MILLI), None if np.isnan(s) else float(s * MILLI))
        for peak in found.followed
        for v, h, s in zip(peak.rate, peak.height, peak.separation, strict=True)
    )
    return Table("Peaks over scan rates", ("Peak", "Scan rate / mV/s", "Height / mA", "Separation / mV"), rows)


def _split(found: ScanRates) -> Table:
    columns = (X, "k1 anodic / A s/V", "k2 anodic / A (s/V)^0.5", "k1 cathodic / A s/V", "k2 cathodic / A (s/V)^0.5")
    s = found.split
    rows = tuple(tuple(map(float, row)) for row in zip(s.potential, s.linear[0], s.root[0], s.linear[1], s.root[1], strict=True))
    return Table("Current split into parts linear in v and in sqrt v", columns, rows)


def _logarithmic(found: ScanRates) -> Drawing:
    curves = []
    for place, peak in enumerate(found.followed):
        curves.append(Curve(peak.name, peak.rate * MILLI, peak.height * MILLI, place, points=True))
        slope, level = np.polyfit(np.log(peak.rate), np.log(peak.height), 1)
        fitted = np.exp(level + slope * np.log(peak.rate))
        curves.append(Curve(f"slope {slope:.2f}", peak.rate * MILLI, fitted * MILLI, place, legend=False))
    fig = drawn("Scan rate / mV/s", "Peak height / mA", curves)
    fig.update_xaxes(type="log", dtick="D1" if not found.followed or np.ptp(np.log10(found.followed[0].rate)) < 1.2 else 1)
    fig.update_yaxes(type="log")
    return Drawing(fig, "Peak height over scan rate, both logarithmic: the slope is b, 0.5 of diffusion and 1 of a surface or thin layer.")


def _shares(found: ScanRates) -> Drawing:
    s = found.split
    k = s.rate.size // 2
    whole = np.concatenate([s.current[k, 0], s.current[k, 1][::-1]]) * MILLI
    part = np.concatenate([s.linear[0], s.linear[1][::-1]]) * s.rate[k] * MILLI
    e = np.concatenate([s.potential, s.potential[::-1]])
    curves = [Curve(f"measured at {s.rate[k] * MILLI:.3g} mV/s", e, whole, 0), Curve("part linear in v", e, part, 1, 1)]
    return Drawing(drawn(X, "Current / mA", curves), "The part of the current that is linear in the scan rate, at the middle rate.")
