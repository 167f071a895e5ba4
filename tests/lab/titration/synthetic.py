"""Titrations made from exact solutions of diffusion in a sphere or a slab, with an ohmic drop and noise."""

from __future__ import annotations

import numpy as np

from stratode.lab.record import CURRENT, TIME, VOLTAGE, Origin, Record
from stratode.lab.titration.hosts import Host, pulse_shape

NOISE = 2e-5  # V


def grid(tau: float, rest: float, before: float, points: int = 90) -> np.ndarray:
    """Rows as a cycler records them: dense after each switch."""
    fine = np.linspace(0.0, 1.0, points) ** 2
    return np.concatenate([np.linspace(-before, -1e-3, 25), tau * fine[:-1], [tau * (1.0 - 1e-4)], tau + rest * fine])


def gitt(
    host: Host,
    diffusivity: float,
    *,
    tau: float = 600.0,
    rest: float | None = None,
    before: float = 600.0,
    step: float = -0.02,
    drop: float = -0.01,
    current: float = -1e-3,
    noise: float = NOISE,
    seed: int = 0,
    start: float = 4.0,
) -> Record:
    """One pulse: V = start + drop (with the current) + step shape.

    Args:
        host, diffusivity: of the truth.
        tau: of the pulse, s.
        rest: after it, s; five times what the host needs where None.
        before: rest before it, s.
        step: dE_s, V.
        drop: with the current, V.
        current: A.
        noise: of one voltage, V.
        seed: of the noise.
        start: V.
    """
    t = grid(tau, 3.0 * host.length**2 / diffusivity / (20.0 if host.path < host.length else 9.87) * 4.0 if rest is None else rest, before)
    flowing = (t >= 0.0) & (t < tau)
    v = start + drop * flowing + step * pulse_shape(host, diffusivity, t, tau)
    v += noise * np.random.default_rng(seed).standard_normal(t.size)
    return Record({TIME: t + before, VOLTAGE: v, CURRENT: np.where(flowing, current, 0.0)}, Origin("made.csv", "made"))


def joined(*records: Record) -> Record:
    """Records one after the other, each a minute after the one before."""
    times, start = [], 0.0
    for one in records:
        times.append(one.columns[TIME] - one.columns[TIME][0] + start)
        start = float(times[-1][-1]) + 60.0
    columns = {name: np.concatenate([one.columns[name] for one in records]) for name in (VOLTAGE, CURRENT)}
    return Record({TIME: np.concatenate(times), **columns}, Origin("long.csv", "made"))
