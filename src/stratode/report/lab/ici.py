"""Evaluated current interruptions as they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stratode.lab.estimate import Estimate
from stratode.lab.titration.pauses import Interruptions, PauseResult
from stratode.report.lab.figures import interruption as figures
from stratode.report.lab.sheet import Drawing, Sheet
from stratode.report.table import Entry, Table

CM2_PER_S = 1e4  # from m2/s


def sheet(name: str, found: Interruptions) -> Sheet:
    """One record with what its pauses gave."""
    return Sheet(
        name=name,
        result=found,
        origins=(found.origin,),
        estimates=_estimates(found),
        words=_words(found),
        cautions=tuple(dict.fromkeys((*found.cautions, *(c for one in found.pauses for c in one.cautions)))),
        tables=(("pauses", _table(found)),),
        drawings=lambda: _drawings([found]),
        details={"pauses": [_detail(one) for one in found.pauses], "length": found.host.words if found.host else None},
    )


def together(sheets: Sequence[Sheet]) -> Sequence[Drawing]:
    """Several records over each other."""
    return _drawings([one.result for one in sheets])


def _drawings(several: Sequence[Interruptions]) -> Sequence[Drawing]:
    drawn = [Drawing(figures.resistances(several), "Resistance of every pause over the voltage, with 95 % intervals.")]
    if len(several) == 1:
        drawn.insert(0, Drawing(figures.pauses(several[0]), "Pauses over sqrt(t); the thick line is fitted in the window that was found."))
    if any(one.diffusivity for found in several for one in found.pauses):
        drawn.append(Drawing(figures.diffusivities(several), "Diffusivity of every pause over the voltage, with 95 % intervals."))
    return drawn


def _estimates(found: Interruptions) -> tuple[Estimate, ...]:
    every = [(one.pause.number, e) for one in found.pauses for e in (one.resistance, one.diffusivity) if e is not None]
    return tuple(replace(e, symbol=f"{e.symbol}({number})", name=f"{e.name}, pause {number}") for number, e in every)


def _words(found: Interruptions) -> tuple[str, ...]:
    resistances = [one.resistance.value for one in found.pauses]
    said = f"{len(found.pauses)} pauses; the resistance is {min(resistances):.4g} to {max(resistances):.4g} ohm"
    values = [one.diffusivity.value * CM2_PER_S for one in found.pauses if one.diffusivity]
    if values and found.host:
        said += f", the diffusivity {min(values):.3g} to {max(values):.3g} cm2/s ({found.host.words})"
    checks = sorted({caution.name for one in found.pauses for caution in one.cautions})
    return (f"{said}. " + (f"Checks that fired: {', '.join(checks)}." if checks else "All checks held."),)


COLUMNS = ("Pause", "Begins / s", "Lasts / s", "Current / mA", "Before it / V", "R / ohm", "D / cm2/s", "low", "high", "Checks that fired")


def _table(found: Interruptions) -> Table:
    return Table("Pauses", COLUMNS, tuple(_row(one) for one in found.pauses), "Low and high are the ends of 95 % intervals.")


def _row(one: PauseResult) -> tuple[Entry, ...]:
    pause, d = one.pause, one.diffusivity
    values = (None, None, None) if d is None else (d.value, d.low, d.high)
    told = tuple(None if value is None else f"{value * CM2_PER_S:.3g}" for value in values)
    checks = ", ".join(dict.fromkeys(caution.name for caution in one.cautions)) or "none"
    return (pause.number, pause.begins, pause.duration, pause.current * 1e3, pause.last, one.resistance.value, *told, checks)


def _detail(one: PauseResult) -> dict[str, object]:
    d = one.diffusivity
    return {
        "pause": one.pause.number,
        "begins_s": one.pause.begins,
        "voltage_V": one.pause.last,
        "current_A": one.pause.current,
        "R_ohm": one.resistance.value,
        "R_low": one.resistance.low,
        "R_high": one.resistance.high,
        "dE_dsqrt_t_V_per_sqrt_s": one.line.slope,
        "dE_dt_I_V_per_s": one.slope,
        "D_cm2_per_s": None if d is None else d.value * CM2_PER_S,
        "low": None if d is None or d.low is None else d.low * CM2_PER_S,
        "high": None if d is None or d.high is None else d.high * CM2_PER_S,
        "checks": list(dict.fromkeys(caution.name for caution in one.cautions)),
    }
