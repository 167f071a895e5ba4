"""A model's shape of pulse and relaxation fitted to a measured pulse: the diffusivity, beside offset, drop and size of the change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.inference.profiled import Profiled, profile
from stratode.lab.record import Array
from stratode.lab.titration.hosts import Host, pulse_shape
from stratode.lab.titration.pulses import Pulse, noise

Shape = Callable[[float, Array], Array]  # (diffusivity m2/s, s since the switch (N,)) -> change that follows diffusion (N,)
MISFIT = 4.0  # times the noise, of what a fit leaves
SEARCHED = 300.0  # times the guess, either way
FEWEST = 10


@dataclass(frozen=True, slots=True, eq=False)
class ShapeFit:
    """What was fitted.

    Args:
        diffusivity: m2/s.
        size: by how much the shape was scaled: V for a shape of one, 1 for a shape in V.
        drop: voltage that comes and goes with the current beside the shape, V.
        time: s since the switch, of the points used, (N,).
        voltage: V, as measured, (N,).
        fitted: V, (N,).
        left_out: points of the pulse and the rest before the fit begins after each switch.
        cautions: of the fit.
    """

    diffusivity: Estimate
    size: float
    drop: float
    time: Array
    voltage: Array
    fitted: Array
    left_out: int
    cautions: tuple[Caution, ...]


def fit_sphere(pulse: Pulse, host: Host, guess: float, skip: float) -> ShapeFit:
    """The diffusivity of a host alone, with the slope of its potential left free.

    V = V_0 + drop (with the current) + dE shape(t; D), the shape by exact series; no salt, no second particle size, one slope.

    Args:
        pulse: measured.
        host: sphere or slab.
        guess: diffusivity to search around, m2/s.
        skip: s after each switch that are left out: double layer and kinetics.

    Raises:
        ValueError: too few points.
    """
    method = f"exact {'sphere' if host.path < host.length else 'slab'} fitted to pulse and rest, slope of the potential free; {host.words}"
    return fit_shape(pulse, lambda d, t: pulse_shape(host, d, t, pulse.duration), guess, skip, method)


def used(pulse: Pulse, skip: float) -> NDArray[np.int64]:
    """Rows that a shape is fitted to: all but `skip` seconds after each switch.

    Raises:
        ValueError: more would be left out than the pulse lasts.
    """
    if not skip < pulse.duration:
        raise ValueError(
            f"--skip: must be shorter than the pulse; received {skip:g} s, and pulse {pulse.number} lasts {pulse.duration:.4g} s. "
            "State a small part of it."
        )
    t = pulse.time
    fresh = ((t >= 0.0) & (t < skip)) | ((t >= pulse.duration) & (t < pulse.duration + skip))
    return np.flatnonzero(~fresh)


def fit_shape(
    pulse: Pulse,
    shape: Shape,
    guess: float,
    skip: float,
    method: str,
    tried: int = 31,
    scaled: bool = True,
    searched: float = SEARCHED,
) -> ShapeFit:
    """Fit a shape.

    Args:
        pulse: measured.
        shape: of the diffusivity and time.
        guess: diffusivity to search around, m2/s.
        skip: s after each switch that are left out.
        method: in words.
        tried: diffusivities on the way.
        scaled: the size of the shape is fitted too; else it is 1.
        searched: times the guess, either way.

    Raises:
        ValueError: too few points; more left out than the pulse lasts.
    """
    rows = used(pulse, skip)
    if rows.size < FEWEST:
        raise ValueError(f"Pulse {pulse.number}: a fit needs at least {FEWEST} points; received {rows.size}. Record more densely.")
    t, v = pulse.time[rows], pulse.voltage[rows]
    flowing = ((t >= 0.0) & (t < pulse.duration)).astype(float)

    def model(log: float) -> tuple[Array, Array]:
        curve = shape(float(np.exp(log)), t)
        known = [np.ones_like(t), flowing]
        return (np.column_stack([*known, curve]), v) if scaled else (np.column_stack(known), v - curve)

    found = profile(model, guess / searched, guess * searched, tried)
    cautions = _cautions(pulse, found)
    estimate = Estimate(
        name="diffusivity by a fit of pulse and rest",
        symbol="D_fit",
        value=found.value,
        low=found.low if None not in (found.low, found.high) else None,
        high=found.high if None not in (found.low, found.high) else None,
        unit="m2/s",
        method=method + "; interval by the profile of the sum of squares, correlated residuals counted",
        window=f"{rows.size} points, {skip:.3g} s after each switch left out",
        cautions=cautions,
    )
    values = found.fit.values
    size = float(values[2]) if scaled else 1.0
    return ShapeFit(estimate, size, float(values[1]), t, v, v - found.fit.residuals, pulse.time.size - rows.size, cautions)


def _cautions(pulse: Pulse, found: Profiled) -> tuple[Caution, ...]:
    told = []
    sigma = noise(pulse)
    if found.rms > MISFIT * sigma:
        words = (
            f"The fit leaves {found.rms * 1e3:.2g} mV of pulse {pulse.number} (rms), its noise is {sigma * 1e3:.2g} mV: the model is not "
            "the whole of what happens, and the interval counts only how the residuals hang together. Look at the plot."
        )
        told.append(Caution("misfit", words))
    if found.low is None or found.high is None:
        side = "either way" if found.low is None and found.high is None else "downwards" if found.low is None else "upwards"
        words = (
            f"The shape of pulse {pulse.number} does not bound its diffusivity {side} ({found.value * 1e4:.2g} cm2/s fits best): no "
            "interval is given. Use a pulse that lasts longer, or a rest that is followed longer."
        )
        told.append(Caution("not_determined", words))
    return tuple(told)


def beware(fit: ShapeFit, *cautions: Caution) -> ShapeFit:
    """The same with further cautions."""
    return replace(fit, cautions=(*fit.cautions, *cautions), diffusivity=fit.diffusivity.beware(*cautions))
