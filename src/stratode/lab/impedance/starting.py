"""Where fits begin and how far they may go: scales read off the spectrum, spread evenly by a fixed sequence, so that results repeat."""

from __future__ import annotations

import numpy as np

from stratode.lab.impedance.circuit import Circuit
from stratode.lab.impedance.elements import Array, Complex

EXPONENTS = (0.3, 1.0)
NUMBERS = (1e-2, 1e2)


def bounds(circuit: Circuit, omega: Array, z: Complex) -> tuple[Array, Array]:
    """Smallest and largest value of each parameter, (P,): decades beyond what a spectrum of these frequencies can show.

    Args:
        circuit: of P parameters.
        omega: rad/s, (F,).
        z: ohm, (F,).
    """
    slow, fast = float(omega.min()), float(omega.max())
    least, most = float(np.abs(z).min()), float(np.abs(z).max())
    ranges = {
        "resistance": (1e-4 * least, 1e4 * most),
        "capacitance": (1e-4 / (fast * most), 1e4 / (slow * least)),
        "inductance": (1e-4 * least / fast, 1e2 * most / slow),
        "time": (1e-3 / fast, 1e4 / slow),
        "warburg": (1e-4 * least * np.sqrt(slow), 1e3 * most * np.sqrt(fast)),
        "number": NUMBERS,
        "exponent": EXPONENTS,
    }
    pairs = np.array([ranges[p.role] for p in circuit.parameters], float)
    return pairs[:, 0], pairs[:, 1]


def starts(circuit: Circuit, omega: Array, z: Complex, count: int) -> Array:
    """Starting values, (count, P), from a fixed sequence that fills their ranges evenly.

    Resistances within those of the spectrum, time constants within its frequencies; a capacitance is a time constant over a resistance.

    Args:
        circuit: of P parameters.
        omega: rad/s, (F,).
        z: ohm, (F,).
        count: how many.
    """
    slow, fast = np.log(0.3 * float(omega.min())), np.log(3.0 * float(omega.max()))
    size = np.abs(z)
    span = max(float(np.ptp(z.real)), 0.1 * float(size.max()))
    small, large = np.log(0.3 * float(min(size.min(), 0.1 * span))), np.log(3.0 * span)
    drawn = even(count, 2 * len(circuit.names))
    first, second = drawn[:, 0::2], drawn[:, 1::2]
    resistance, time = np.exp(small + (large - small) * first), np.exp(-(slow + (fast - slow) * second))
    by_role = {
        "resistance": resistance,
        "capacitance": time / resistance,
        "inductance": resistance * 0.1 / np.exp(fast),
        "time": time,
        "warburg": resistance / np.sqrt(time),
        "number": np.exp(np.log(0.3) + (np.log(10.0) - np.log(0.3)) * first),
        "exponent": 0.5 + 0.5 * first,
    }
    return np.stack([by_role[p.role][:, k] for k, p in enumerate(circuit.parameters)], axis=1)


def even(count: int, width: int) -> Array:
    """Points that fill the unit cube of `width` dimensions evenly, (count, width): multiples of irrational steps, modulo 1.

    The steps are powers of the positive root of x^(width + 1) = x + 1, which generalise the golden ratio.
    """
    root = 2.0
    for _ in range(40):
        root = (1.0 + root) ** (1.0 / (width + 1))
    steps = root ** -np.arange(1.0, width + 1.0)
    return np.asarray((0.5 + np.outer(np.arange(1.0, count + 1.0), steps)) % 1.0)
