"""Diffusivity of a pulse by Weppner and Huggins, with what must hold for it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.inference.student import reach_95
from stratode.lab.titration.hosts import Host, Slab, Sphere
from stratode.lab.titration.pulses import Pulse, coarse
from stratode.lab.titration.root_time import RootLine, find_line, not_linear
from stratode.lab.titration.settling import Step, step

METHOD = "D = 4/(pi tau) path^2 (dE_s/dE_t)^2, dE_t = sqrt(tau) dE/dsqrt(t) (Weppner & Huggins 1977, J. Electrochem. Soc. 124, 1569)"
TOO_LONG = 0.1  # by how much less than its own diffusivity the host would read
FLAT = 1e-3  # V, of dE_s: two-phase hosts keep their potential, and their hysteresis is of that size
SURE = 5.0  # standard errors that dE_s must be away from zero


@dataclass(frozen=True, slots=True)
class Reading:
    """A pulse as Weppner and Huggins read it.

    Args:
        pulse: that was read.
        line: the straight part of V over sqrt(t).
        step: dE_s.
        transient: dE_t, V: the slope of the line times sqrt(tau); no ohmic drop in it.
        drop: ohmic and kinetic drop, V: from the rest before to the line at the switch.
        diffusivity: m2/s; None where none can be told, which a caution explains.
        cautions: of all of it.
    """

    pulse: Pulse
    line: RootLine
    step: Step
    transient: float
    drop: float
    diffusivity: Estimate | None
    cautions: tuple[Caution, ...]


def read_pulse(pulse: Pulse, host: Host, radius: float | None = None) -> Reading:
    """The diffusivity of a pulse.

    Args:
        pulse: with the rests before and after it.
        host: which length is used.
        radius: of the particles, m, to test a diffusivity by another length against; None where unknown.

    Raises:
        ValueError: fewer than 8 points in the pulse.
    """
    rows = pulse.during
    line = find_line(pulse.time[rows], pulse.voltage[rows], pulse.duration)
    stepped = step(pulse)
    transient = line.slope * float(np.sqrt(pulse.duration))
    reading = Reading(pulse, line, stepped, transient, line.intercept - stepped.before, None, ())
    found = [*stepped.cautions, *(c for c in (coarse(pulse), not_linear(line, f"The voltage of pulse {pulse.number}")) if c)]
    refused = _no_answer(reading)
    if refused:
        return replace(reading, cautions=(*found, refused))
    flat = _plateau(stepped)
    value = 4.0 / np.pi * (host.path * stepped.value / (pulse.duration * line.slope)) ** 2
    found += [*([flat] if flat else []), *_against_host(reading, host, float(value), radius)]
    estimate = _with_interval(reading, host, float(value), found)
    return replace(reading, diffusivity=estimate, cautions=tuple(found))


def _no_answer(reading: Reading) -> Caution | None:
    """Why no diffusivity can be told at all."""
    stepped, transient = reading.step, reading.transient
    if stepped.value == 0.0 or stepped.value * transient < 0.0:
        words = (
            f"Pulse {reading.pulse.number}: dE_s = {stepped.value * 1e3:.3g} mV and dE_t = {transient * 1e3:.3g} mV must have one sign; no "
            "diffusivity follows. Look for a drift of the rest before it, a plateau, or swapped columns."
        )
        return Caution("no_step", words)
    return None


def _plateau(stepped: Step) -> Caution | None:
    if abs(stepped.value) >= max(FLAT, SURE * stepped.error):
        return None
    words = (
        f"dE_s is only {stepped.value * 1e3:.2g} mV ({stepped.error * 1e3:.1g} mV standard error): on a plateau or within hysteresis of "
        "that size lithium moves a phase boundary, and the formula has no meaning there. Take pulses on a sloping part, or longer ones."
    )
    return Caution("plateau", words)


def slope_ratio(host: Host, diffusivity: float, line: RootLine) -> float:
    """dE/dsqrt(t) of a host over the window, in that of a half-space.

    Args:
        host: sphere or slab.
        diffusivity: m2/s.
        line: with the window.
    """
    u = np.linspace(np.sqrt(line.start), np.sqrt(line.stop), 41)
    rate = np.sqrt(diffusivity) / host.length
    rise = host.surface((rate * u) ** 2)
    return float(np.polyfit(rate * u, rise, 1)[0]) * float(np.sqrt(np.pi)) / 2.0


def _read_as(value: float, host: Host, line: RootLine) -> float:
    """The diffusivity of a host that the formula would read as `value`, m2/s; at most ten times it."""
    true = value
    for _ in range(60):
        before, true = true, min(value * slope_ratio(host, true, line) ** 2, 10.0 * value)
        if abs(true - before) < 1e-4 * true:
            break
    return true


def _against_host(reading: Reading, host: Host, value: float, radius: float | None) -> list[Caution]:
    """Whether the diffusivity fits the length it was found with, and the particles."""
    pulse, line, found = reading.pulse, reading.line, []
    true = _read_as(value, host, line)
    time = host.length**2 / value
    symbol = "r^2/D" if isinstance(host, Sphere) else "L^2/D"
    if true > (1.0 + TOO_LONG) * value or pulse.duration > 0.5 * time:
        again = f"a host of D = {true * 1e4:.3g} cm2/s would read so" if true < 10.0 * value else "no diffusivity can be told from it"
        words = (
            f"Pulse {pulse.number} lasts {pulse.duration:.4g} s with {symbol} = {time:.4g} s: the formula wants tau << {symbol} ({again}). "
            "Use a shorter pulse, an earlier window, or the fit of a model."
        )
        found.append(Caution("pulse_too_long", words))
    size = host.length if isinstance(host, Sphere) else radius
    if size is None:
        words = (
            f"D is an apparent diffusivity over the electrode's thickness ({host.words}), of pores and particles together. "
            "State the particles' radius (--particle-radius) to test whether it can be diffusion in the solid."
        )
        found.append(Caution("electrode_length", words))
    elif size**2 / value < pulse.duration:
        words = (
            f"D = {value * 1e4:.3g} cm2/s is no diffusivity of the solid: particles of radius {size * 1e6:.3g} um would even out in "
            f"r^2/D = {size**2 / value:.3g} s, far less than the pulse of {pulse.duration:.4g} s, and leave no sqrt(t). "
            + (
                "It was found with the electrode's thickness, and tells of transport through the electrode."
                if isinstance(host, Slab)
                else "What is seen is something else than the particle: salt, contact, or a wrong radius."
            )
        )
        found.append(Caution("not_solid_diffusion", words))
    return found


def _with_interval(reading: Reading, host: Host, value: float, cautions: list[Caution]) -> Estimate:
    """The estimate; its interval is symmetric in ln D, and reaches to where an unfinished relaxation or a bend leads."""
    line, stepped = reading.line, reading.step
    shares = (stepped.error / stepped.value) ** 2, (line.slope_error / line.slope) ** 2
    freedom = sum(shares) ** 2 / (shares[1] ** 2 / line.freedom) if shares[1] > 0.0 else 1e6
    half = 2.0 * float(np.hypot(reach_95(min(freedom, 1e6)) * np.sqrt(sum(shares)), line.lean / abs(line.slope)))
    low, high = value * np.exp(-half), value * np.exp(half)
    if stepped.extrapolated is not None:
        other = value * (stepped.extrapolated / stepped.value) ** 2
        low, high = min(low, other * np.exp(-half)), max(high, other * np.exp(half))
    open_ended = any(c.name == "not_relaxed" and "no end is in sight" in c.words for c in cautions)
    shown = not (open_ended or half > 3.0)
    if half > 3.0:
        cautions.append(
            Caution("no_interval", f"Pulse {reading.pulse.number}: the noise leaves D open by more than a factor 20; no interval is given.")
        )
    return Estimate(
        name="diffusivity by Weppner and Huggins",
        symbol="D_WH",
        value=value,
        low=float(low) if shown else None,
        high=float(high) if shown else None,
        unit="m2/s",
        method=f"{METHOD}; {host.words}",
        window=line.words,
        cautions=tuple(cautions),
    )
