"""Restricted diffusion: the time constant of the slowest mode of a relaxation, in the part of it that was found to be straight.

Between two electrodes that polarised a cell of length L the salt relaxes in modes n = 1, 3, 5, ... that decay as exp(-n^2 t / t_re) with
t_re = L^2 / (pi^2 D) (Harned & French, Ann. N. Y. Acad. Sci. 46 (1945) 267); after a polarisation of time t_p from rest the n-th has the
size (1 - exp(-n^2 t_p / t_re)) / n^2 (Carslaw & Jaeger, Conduction of Heat in Solids (1959), 3.8).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.inference.least_squares import linear
from stratode.lab.inference.profiled import Model, Profiled, least, profile
from stratode.lab.record import Array
from stratode.lab.relaxation.polarised import FEWEST, Relaxation

STARTS = 16  # places where the window may begin
HIDDEN = 0.2  # of a point's noise: a third mode below it is not seen
SURE = 2.0  # standard errors of a third mode that is believed
MODES = np.arange(1, 200, 2)
SHORT_REST = 1.5  # time constants in the window, below which the limit is hardly told
SHORT_POLARISATION = 1.0  # time constants of polarisation below which the gradient is far from steady
METHOD = "slope of ln|V - V_inf| over time (restricted diffusion, Harned & French 1945, Ann. N. Y. Acad. Sci. 46, 267)"


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """The part of a relaxation in which the slowest mode is alone.

    Args:
        start, stop: s since the current ended.
        points: in it.
        limit: V_inf, V.
        limit_given: it was stated, not fitted.
        size: V - V_inf of the slowest mode at t = 0, V.
        found: the time constant.
    """

    start: float
    stop: float
    points: int
    limit: float
    limit_given: bool
    size: float
    found: Profiled


@dataclass(frozen=True, slots=True, eq=False)
class Depolarisation:
    """What a relaxation gave.

    Args:
        relaxation: that was evaluated.
        window: the straight part.
        estimates: t_re, D where a length is known, V_inf, the same with the other V_inf and with all modes.
        steady: share of the steady gradient that the polarisation had reached; None where its time is unknown.
        cautions: of all of it.
    """

    relaxation: Relaxation
    window: Window
    estimates: tuple[Estimate, ...]
    steady: float | None
    cautions: tuple[Caution, ...]


def depolarise(relaxation: Relaxation, length: float | None = None, limit: float | None = None) -> Depolarisation:
    """Evaluate a relaxation.

    Args:
        relaxation: found in a record.
        length: between the electrodes, m; None for the time constant alone.
        limit: V_inf that is known, V: 0 of two equal electrodes; None to fit it.

    Raises:
        ValueError: nothing relaxes beyond the noise.
    """
    window = find_window(relaxation, limit)
    constant = _constant(window, "t_re", "relaxation time of the slowest mode", "" if limit is None else "; V_inf stated")
    steady = None if relaxation.polarised is None else steady_share(relaxation.polarised / window.found.value)
    cautions = _cautions(relaxation, window, steady)
    constant = constant.beware(*cautions)
    estimates = [constant, *([_diffusivity(constant, length, "D_eff")] if length is not None else []), _limit(relaxation, window)]
    for symbol, other in _others(relaxation, window, limit):
        estimates += [other, *([_diffusivity(other, length, symbol)] if length is not None else [])]
    return Depolarisation(relaxation, window, tuple(estimates), steady, cautions)


def steady_share(times: float) -> float:
    """Share of the steady difference of concentration that a polarisation reaches; `times` is t_p over t_re."""
    return 1.0 - float(np.sum(np.exp(-(MODES**2) * times) / MODES**2)) * 8.0 / np.pi**2


def mode_sizes(times: float | None) -> Array:
    """Sizes of the modes 1, 3, 5, ... over that of the first, after a polarisation of t_p = `times` t_re; None for a steady one."""
    grown = np.ones(MODES.size) if times is None else 1.0 - np.exp(-(MODES**2) * times)
    return np.asarray(grown / grown[0] / MODES**2, float)


def find_window(relaxation: Relaxation, limit: float | None) -> Window:
    """The longest end of the relaxation in which one exponential is all there is.

    It begins where a third mode, which decays nine times as fast, is no longer seen: fitted, it lies within two standard errors, and
    what theory leaves of it is less than a fifth of a point's noise.

    Args:
        relaxation: found in a record.
        limit: V_inf, V, or None.

    Raises:
        ValueError: nothing relaxes.
    """
    t, v = relaxation.time, relaxation.voltage
    if not np.ptp(v) > 0.0:
        raise ValueError(
            f"{relaxation.origin.file}: a voltage must relax here; received {v[0]:g} V throughout. Choose the column that does."
        )
    ends = np.unique(np.searchsorted(t, t[-1] * np.concatenate([[0.0], np.geomspace(2e-3, 0.6, STARTS)])))
    last = 0
    for first in (int(end) for end in ends if t.size - end >= FEWEST):
        last = first
        if _alone(t[first:], v[first:], limit, relaxation.polarised):
            break
    return _window(t[last:], v[last:], limit)


def _exponential(t: Array, v: Array, limit: float | None) -> Model:
    """One exponential with its limit, of ln t_re."""

    def model(log: float) -> tuple[Array, Array]:
        decay = np.exp(-(t - t[0]) / np.exp(log))
        return (np.column_stack([decay, np.ones_like(t)]), v) if limit is None else (decay[:, None], v - limit)

    return model


def _range(t: Array) -> tuple[float, float]:
    """Time constants that are searched, s."""
    span = float(t[-1] - t[0])
    return 0.02 * span, 30.0 * span


def _window(t: Array, v: Array, limit: float | None) -> Window:
    found = profile(_exponential(t, v, limit), *_range(t), 31)
    size = float(found.fit.values[0]) * float(np.exp(min(t[0] / found.value, 50.0)))
    last = float(found.fit.values[1]) if limit is None else limit
    return Window(float(t[0]), float(t[-1]), t.size, last, limit is not None, size, found)


def _alone(t: Array, v: Array, limit: float | None, polarised: float | None) -> bool:
    """True where no third mode is seen, in the data or by theory."""
    constant, late = least(_exponential(t, v, limit), *_range(t), 21), t - t[0]
    slow = np.exp(-late / constant)
    columns = [slow, np.exp(-9.0 * late / constant), late / constant * slow]
    fit = linear(np.column_stack(columns if limit is not None else [*columns, np.ones_like(t)]), v - (limit or 0.0))
    seen = abs(fit.t(1)) * np.sqrt(fit.widened) > SURE
    size = abs(fit.values[0]) * mode_sizes(None if polarised is None else polarised / constant)[1]
    return not seen and bool(size * np.exp(-8.0 * t[0] / constant) < HIDDEN * max(fit.scatter, 1e-15))


def _constant(window: Window, symbol: str, name: str, how: str) -> Estimate:
    found = window.found
    both = found.low is not None and found.high is not None
    return Estimate(
        name=name,
        symbol=symbol,
        value=found.value,
        low=found.low if both else None,
        high=found.high if both else None,
        unit="s",
        method=METHOD + how + "; interval by the profile of the sum of squares",
        window=f"{window.start:.4g} to {window.stop:.4g} s after the current ended, {window.points} points",
    )


def _diffusivity(constant: Estimate, length: float, symbol: str) -> Estimate:
    """D = L^2 / (pi^2 t_re); a long time constant is a slow diffusion."""
    factor = (length / np.pi) ** 2
    return Estimate(
        name="effective diffusivity" + constant.name.removeprefix("relaxation time of the slowest mode"),
        symbol=symbol,
        value=factor / constant.value,
        low=None if constant.high is None else factor / constant.high,
        high=None if constant.low is None else factor / constant.low,
        unit="m2/s",
        method=f"D = L^2/(pi^2 t_re), L = {length * 1e6:.4g} um taken as exact; {constant.method}",
        window=constant.window,
        cautions=constant.cautions,
    )


def _limit(relaxation: Relaxation, window: Window) -> Estimate:
    """V_inf with the error that it has beside the time constant."""
    rows = relaxation.time >= window.start
    late = relaxation.time[rows] - window.start
    slow = np.exp(-late / window.found.value)
    fit = linear(np.column_stack([np.ones_like(late), slow, late / window.found.value * slow]), relaxation.voltage[rows])
    half = fit.reach * fit.error(0)
    return Estimate(
        name="voltage that the relaxation ends at",
        symbol="V_inf",
        value=window.limit,
        low=None if window.limit_given else window.limit - half,
        high=None if window.limit_given else window.limit + half,
        unit="V",
        shown_in="mV",
        method="stated" if window.limit_given else "fitted with the time constant",
        window=f"{window.points} points",
    )


def _others(relaxation: Relaxation, window: Window, limit: float | None) -> list[tuple[str, Estimate]]:
    """The time constant found in other ways, to lay beside: with V_inf taken as zero or fitted, and with all modes from t = 0."""
    other = 0.0 if limit is None else None
    first = int(np.searchsorted(relaxation.time, window.start))
    beside = _window(relaxation.time[first:], relaxation.voltage[first:], other)
    words = "V_inf taken as 0" if other == 0.0 else "V_inf fitted"
    mark = "V_inf=0" if other == 0.0 else "V_inf fitted"
    found = [(f"D_eff({mark})", _constant(beside, f"t_re({mark})", f"relaxation time of the slowest mode, {words}", f"; {words}"))]
    if relaxation.polarised is not None:
        whole = _all_modes(relaxation, limit, window.found.value)
        how = f"; all modes fitted to the whole rest after {relaxation.polarised:.4g} s of polarisation from rest"
        found.append(("D_eff(modes)", _constant(whole, "t_re(modes)", "relaxation time of the slowest mode, all modes", how)))
    return found


def _all_modes(relaxation: Relaxation, limit: float | None, guess: float) -> Window:
    seen = relaxation.time > 5.0 * guess / MODES[-1] ** 2  # before, modes beyond the last are still there
    t, v, polarised = relaxation.time[seen], relaxation.voltage[seen], relaxation.polarised or 0.0

    def model(log: float) -> tuple[Array, Array]:
        constant = float(np.exp(log))
        curve = np.exp(-np.multiply.outer(t / constant, MODES.astype(float) ** 2)) @ mode_sizes(polarised / constant)
        return (np.column_stack([curve, np.ones_like(t)]), v) if limit is None else (curve[:, None], v - limit)

    found = profile(model, guess / 30.0, guess * 30.0, 31)
    last = float(found.fit.values[1]) if limit is None else limit
    return Window(float(t[0]), float(t[-1]), t.size, last, limit is not None, float(found.fit.values[0]), found)


def _cautions(relaxation: Relaxation, window: Window, steady: float | None) -> tuple[Caution, ...]:
    constant, told = window.found.value, []
    if relaxation.polarised is not None and steady is not None and relaxation.polarised < SHORT_POLARISATION * constant:
        words = (
            f"The polarisation of {relaxation.polarised:.4g} s is {relaxation.polarised / constant:.2g} of t_re = {constant:.4g} s: "
            f"the gradient reached {steady:.0%} of the steady one, and faster modes stay long beside the slowest. Polarise for 3 t_re = "
            f"{3.0 * constant:.3g} s; see beside the value that counts all modes."
        )
        told.append(Caution("polarisation_too_short", words))
    if window.stop - window.start < SHORT_REST * constant:
        words = (
            f"The window of {window.stop - window.start:.4g} s holds {(window.stop - window.start) / constant:.2g} t_re: V_inf and t_re "
            "lean on each other. Follow the rest for several t_re, or state V_inf (--v-infinity) where the cell is symmetric."
        )
        told.append(Caution("relaxation_too_short", words))
    if window.found.low is None or window.found.high is None:
        words = f"The rest does not bound its time constant ({constant:.3g} s fits best): no interval is given. Follow it longer."
        told.append(Caution("not_determined", words))
    if not _alone_at_all(relaxation, window):
        words = (
            f"No part of the rest was found in which one exponential is all there is; the last part ({window.start:.4g} to "
            f"{window.stop:.4g} s) was taken. Solids that take lithium, or two processes, do that; the diffusivity does not stand."
        )
        told.append(Caution("no_straight_part", words))
    if relaxation.others:
        told.append(Caution("other_rests", f"{relaxation.others} shorter rests of the record were left out; the longest was taken."))
    return tuple(told)


def _alone_at_all(relaxation: Relaxation, window: Window) -> bool:
    first = int(np.searchsorted(relaxation.time, window.start))
    limit = window.limit if window.limit_given else None
    return _alone(relaxation.time[first:], relaxation.voltage[first:], limit, relaxation.polarised)
