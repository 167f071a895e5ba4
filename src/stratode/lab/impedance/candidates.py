"""Several circuits fitted to the same points: which of them the data support, and what the choice leaves open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.impedance.circuit import parse
from stratode.lab.impedance.elements import Array
from stratode.lab.impedance.fit import CircuitFit, fit
from stratode.lab.spectrum import MeasuredSpectrum

Candidate = tuple[str, Mapping[str, float] | None]  # description, starting values (None: many)


def fitted(spectrum: MeasuredSpectrum, candidates: Sequence[Candidate]) -> list[CircuitFit]:
    """All candidates that the points can carry, best first by AICc."""
    found = []
    for description, start in candidates:
        circuit = parse(description)
        if 2 * spectrum.frequency.size - len(circuit.names) >= 4:
            found.append(fit(spectrum, circuit, start=start, profile=False))
    return sorted(found, key=lambda one: one.aicc)


def akaike_weights(fits: Sequence[CircuitFit]) -> Array:
    """How much each circuit is supported among these, by AICc; they add to 1."""
    raw = np.exp(-0.5 * np.array([one.aicc - fits[0].aicc for one in fits]))
    return np.asarray(raw / raw.sum())


def averaged(fits: Sequence[CircuitFit], of: Callable[[CircuitFit], Estimate]) -> Estimate:
    """A quantity over all circuits by their Akaike weights: its error holds what the choice of the circuit leaves open.

    In logarithms; Burnham & Anderson (2002), Model Selection and Multimodel Inference, eq. 4.9.

    Args:
        fits: best first.
        of: the quantity, with an interval, in each.
    """
    weights, each = akaike_weights(fits), [of(one) for one in fits]
    logs = np.log([one.value for one in each])
    errors = np.array([0.5 * np.log((one.high or one.value) / (one.low or one.value)) for one in each])  # reach included
    mean = float(weights @ logs)
    reach = fits[0].reach
    half = min(float(weights @ np.sqrt(errors**2 + (reach * (logs - mean)) ** 2)), 50.0)
    value, low, high = (float(np.exp(x)) for x in (mean, mean - half, mean + half))
    found = replace(each[0], value=value, low=low, high=high, method=each[0].method.format(circuits=_supported(fits, weights)))
    return found.beware(*_depends(each, weights, fits))


def _supported(fits: Sequence[CircuitFit], weights: Array) -> str:
    """The circuits that count, with their weights."""
    told = [f"{one.circuit.description} {weight:.2f}" for one, weight in zip(fits, weights, strict=True) if weight >= 0.01]
    return f"{fits[0].circuit.description}" if len(told) == 1 else f"averaged by Akaike weights: {', '.join(told)}"


def _depends(each: Sequence[Estimate], weights: Array, fits: Sequence[CircuitFit]) -> tuple[Caution, ...]:
    """Where circuits that the data do not refute disagree by more than their own intervals."""
    first = each[0]
    outside = [
        f"{fit_of.circuit.description} {one.value:.4g} {one.unit}"
        for one, weight, fit_of in zip(each, weights, fits, strict=True)
        if weight >= 0.05 and not (first.low or 0.0) <= one.value <= (first.high or np.inf)
    ]
    if not outside:
        return ()
    words = (
        f"{first.symbol}: depends on the circuit, and the data refute none: {fits[0].circuit.description} {first.value:.4g} {first.unit}, "
        f"{', '.join(outside)}. The interval holds that."
    )
    return (Caution("model_dependent", words),)


def systematic(one: CircuitFit) -> tuple[Caution, ...]:
    """The misfit of a fit, if it has one."""
    return tuple(caution for caution in one.cautions if caution.name == "misfit")


def part_of(spectrum: MeasuredSpectrum, chosen: slice | NDArray[np.int64]) -> MeasuredSpectrum:
    """Some points of a spectrum."""
    return MeasuredSpectrum(spectrum.frequency[chosen], spectrum.impedance[chosen], spectrum.origin)


def window_of(spectrum: MeasuredSpectrum) -> str:
    """Which points these are."""
    f = spectrum.frequency
    return f"{f[-1]:.4g} to {f[0]:.4g} Hz, {f.size} points"


def phase(spectrum: MeasuredSpectrum) -> Array:
    """Degrees, (F,); -90 of a capacitance."""
    return np.angle(spectrum.impedance, deg=True)
