"""An evaluated titration as it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from stratode.lab.estimate import Estimate
from stratode.lab.titration.analysis import PulseResult, Titration
from stratode.report.lab.figures import titration as figures
from stratode.report.lab.sheet import Drawing, Sheet
from stratode.report.lab_units import MILLIVOLT, number
from stratode.report.table import Entry, Table

CM2_PER_S = 1e4  # from m2/s


def sheet(name: str, found: Titration) -> Sheet:
    """One record with what its pulses gave."""
    cautions = tuple(dict.fromkeys((*found.cautions, *(c for one in found.pulses for c in one.all_cautions))))
    return Sheet(
        name=name,
        result=found,
        origins=(found.origin,),
        estimates=_estimates(found),
        words=_words(found),
        cautions=cautions,
        tables=(("pulses", _table(found)),),
        data=(("fits", _fitted(found)),),
        drawings=lambda: _drawings(found),
        details={"length": found.how.host.words, "pulses": [_detail(one) for one in found.pulses]},
        recipe=_recipe(found),
    )


def together(sheets: Sequence[Sheet]) -> Sequence[Drawing]:
    """The diffusivities of several records over the voltage."""
    return (Drawing(figures.diffusivities([one.result for one in sheets]), "Diffusivity of every pulse by both methods."),)


def _drawings(found: Titration) -> Sequence[Drawing]:
    drawn = [
        Drawing(figures.record(found), "The record; shaded where a pulse was found."),
        Drawing(
            figures.over_root_time(found),
            "Pulses over sqrt(t); the thick line is fitted in the window found, dotted where it is carried on.",
        ),
        Drawing(figures.relaxation(found), "Rests after the pulses over the logarithm of time; flat at its end where a rest is finished."),
    ]
    if any(one.fit for one in found.pulses):
        drawn.append(Drawing(figures.fits(found), "Measured points that the fit used, and the model through them."))
    drawn.append(Drawing(figures.diffusivities([found]), "Diffusivity by both methods over the voltage of rest, with 95 % intervals."))
    return drawn


def _estimates(found: Titration) -> tuple[Estimate, ...]:
    """Of all pulses; of several each symbol carries the pulse's number."""
    many = len(found.pulses) > 1
    every: list[Estimate] = []
    for one in found.pulses:
        for estimate in _of(one):
            named = f"{estimate.name}, pulse {one.pulse.number}"
            every.append(replace(estimate, symbol=f"{estimate.symbol}({one.pulse.number})", name=named) if many else estimate)
    return tuple(every)


def _of(one: PulseResult) -> list[Estimate]:
    fitted = [one.fit.diffusivity] if one.fit else []
    return [*([one.reading.diffusivity] if one.reading.diffusivity else []), *fitted, *one.resistances]


def _words(found: Titration) -> tuple[str, ...]:
    read = [one.reading.diffusivity for one in found.pulses if one.reading.diffusivity]
    head = f"{len(found.pulses)} {'pulse' if len(found.pulses) == 1 else 'pulses'}; length used: {found.how.host.words}."
    if not read:
        return (f"{head} No diffusivity could be told.",)
    said = [f"{head} By Weppner and Huggins D is {_range([one.value for one in read])} cm2/s"]
    fitted = [one.fit.diffusivity.value for one in found.pulses if one.fit]
    if fitted:
        with_cell = any(one.cell for one in found.pulses)
        model = "the P2D cell of the recipe" if with_cell else "a single host with a free slope of its potential (no recipe was given)"
        said.append(f"; by a fit of {model} {_range(fitted)} cm2/s")
    checks = sorted({caution.name for one in found.pulses for caution in one.all_cautions})
    doubt = f" Checks that fired: {', '.join(checks)}." if checks else " All checks held."
    return ("".join(said) + "." + doubt,)


def _range(values: Sequence[float]) -> str:
    low, high = min(values) * CM2_PER_S, max(values) * CM2_PER_S
    return f"{low:.3g}" if len(values) == 1 else f"{low:.3g} to {high:.3g}"


COLUMNS = (
    "Pulse", "Begins / s", "Lasts / s", "Current / mA", "Rest before / V", "x / 1", "dE_s / mV", "dE_t / mV",
    "D_WH / cm2/s", "low", "high", "D_fit / cm2/s", "low ", "high ", "R_first / ohm", "R_end / ohm", "Checks that fired",
)  # fmt: skip


def _table(found: Titration) -> Table:
    return Table("Pulses", COLUMNS, tuple(_row(one) for one in found.pulses), "Low and high are the ends of 95 % intervals.")


def _row(one: PulseResult) -> tuple[Entry, ...]:
    pulse, reading = one.pulse, one.reading
    return (
        pulse.number,
        pulse.begins,
        pulse.duration,
        pulse.amplitude * 1e3,
        number(reading.step.before, 5),
        None if one.cell is None else one.cell.stoichiometry,
        reading.step.value * MILLIVOLT,
        reading.transient * MILLIVOLT,
        *_three(reading.diffusivity),
        *_three(one.fit.diffusivity if one.fit else None),
        _resistance(one, "R_first"),
        _resistance(one, "R_end"),
        ", ".join(dict.fromkeys(caution.name for caution in one.all_cautions)) or "none",
    )


def _three(estimate: Estimate | None) -> tuple[str | None, ...]:
    values = (None, None, None) if estimate is None else (estimate.value, estimate.low, estimate.high)
    return tuple(None if value is None else f"{value * CM2_PER_S:.3g}" for value in values)


def _resistance(one: PulseResult, symbol: str) -> float | None:
    return next((r.value for r in one.resistances if r.symbol == symbol), None)


def _detail(one: PulseResult) -> dict[str, object]:
    pulse, reading = one.pulse, one.reading
    wh, fit = reading.diffusivity, one.fit.diffusivity if one.fit else None
    return {
        "pulse": pulse.number,
        "begins_s": pulse.begins,
        "duration_s": pulse.duration,
        "current_A": pulse.amplitude,
        "voltage_V": reading.step.before,
        "soc": None if one.cell is None else one.cell.state_of_charge,
        "stoichiometry": None if one.cell is None else one.cell.stoichiometry,
        "dE_s_V": reading.step.value,
        "dE_t_V": reading.transient,
        "ohmic_drop_V": reading.drop,
        "sqrt_t_window_s": [reading.line.start, reading.line.stop],
        "D_cm2_per_s": None if wh is None else wh.value * CM2_PER_S,
        "low": None if wh is None or wh.low is None else wh.low * CM2_PER_S,
        "high": None if wh is None or wh.high is None else wh.high * CM2_PER_S,
        "D_fit_cm2_per_s": None if fit is None else fit.value * CM2_PER_S,
        "D_fit_low": None if fit is None or fit.low is None else fit.low * CM2_PER_S,
        "D_fit_high": None if fit is None or fit.high is None else fit.high * CM2_PER_S,
        "fitted_model": None if one.fit is None else "P2D cell of the recipe" if one.cell else "single host, slope free",
        "scale": None if one.cell is None or one.fit is None else one.fit.size,
        "series_resistance_ohm": None if one.cell is None else one.cell.resistance,
        "R_internal_ohm": {r.symbol: r.value for r in one.resistances},
        "checks": list(dict.fromkeys(caution.name for caution in one.all_cautions)),
    }


def _fitted(found: Titration) -> Table:
    rows = [
        (one.pulse.number, float(t), float(v), float(f))
        for one in found.pulses
        if one.fit
        for t, v, f in zip(one.fit.time, one.fit.voltage, one.fit.fitted, strict=True)
    ]
    return Table("Fits", ("Pulse", "Time since the switch / s", "Voltage / V", "Fitted voltage / V"), tuple(rows))


DOUBTED = {"not_solid_diffusion", "electrode_length", "no_step", "plateau"}


def _recipe(found: Titration) -> str:
    """The diffusivity for a material file: of fits of the cell where there are some, else by Weppner and Huggins; sound pulses only."""
    sound = [one for one in found.pulses if not DOUBTED & {caution.name for caution in one.all_cautions}]
    fits = [one.fit.diffusivity.value for one in sound if one.cell and one.fit and one.fit.diffusivity.low is not None]
    reads = [one.reading.diffusivity.value for one in sound if one.reading.diffusivity]
    values = fits or reads
    if not values:
        return ""
    middle = float(np.exp(np.mean(np.log(values))))
    how = "fitted with the cell" if fits else "by Weppner and Huggins"
    count = f"{len(values)} {'pulse' if len(values) == 1 else 'pulses'}"
    spread = "" if len(values) == 1 else f", {min(values):.3g} to {max(values):.3g} m2/s"
    lines = (
        "# of the active material, in its material file",
        "diffusivity:",
        f"  value: {middle:.3g}",
        "  unit: m2/s",
        f'  source: "GITT {how}, {count}{spread}"',
    )
    return "\n".join(lines) + "\n"
