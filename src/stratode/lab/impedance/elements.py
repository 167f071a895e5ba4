"""The elements that circuits are made of, each with its parameters and its impedance; names as in impedance.py (Murbach et al. 2020)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Complex = NDArray[np.complex128]
LARGE = 40.0  # real part of an argument beyond which coth and tanh are 1 to the last digit


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of an element.

    Args:
        symbol: the field's.
        role: what scale its starting value has: "resistance", "capacitance", "inductance", "time", "exponent", "warburg".
        unit: for people.
        meaning: in words.
    """

    symbol: str
    role: str
    unit: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Element:
    """A kind of element.

    Args:
        name: as it stands in a description.
        words: what it is.
        parameters: in order.
        impedance: of (values (P, ..., 1), angular frequency (F,) rad/s), ohm, (..., F).
    """

    name: str
    words: str
    parameters: tuple[Parameter, ...]
    impedance: Callable[[Array, Array], Complex]


def coth(x: Complex) -> Complex:
    """Hyperbolic cotangent without overflow; Re x > 0."""
    small = np.exp(-2.0 * np.where(x.real > LARGE, LARGE, x))
    return np.asarray((1.0 + small) / (1.0 - small), dtype=complex)


def tanh(x: Complex) -> Complex:
    """Hyperbolic tangent without overflow; Re x > 0."""
    small = np.exp(-2.0 * np.where(x.real > LARGE, LARGE, x))
    return np.asarray((1.0 - small) / (1.0 + small), dtype=complex)


def power(omega_tau: Array, n: Array | float) -> Complex:
    """(j omega tau)^n by its magnitude and angle."""
    grown = np.power(omega_tau, n) * np.exp(0.5j * np.pi * np.asarray(n))
    return np.asarray(grown, dtype=complex)


def _cpe(p: Array, w: Array) -> Complex:
    return np.asarray(1.0 / (p[0] * power(w, p[1])), dtype=complex)


def _open(p: Array, w: Array) -> Complex:
    root = power(w * p[1], 0.5)
    return np.asarray(p[0] * coth(root) / root, dtype=complex)


def _short(p: Array, w: Array) -> Complex:
    root = power(w * p[1], 0.5)
    return np.asarray(p[0] * tanh(root) / root, dtype=complex)


def _finite_gerischer(p: Array, w: Array) -> Complex:
    root = np.sqrt(1.0 + 1j * w * p[1])
    return np.asarray(p[0] * coth(p[2] * root) / root, dtype=complex)


def _blocking_line(p: Array, w: Array) -> Complex:
    wall = 1.0 / (p[1] * power(w, p[2]))
    return np.asarray(np.sqrt(p[0] * wall) * coth(np.sqrt(p[0] / wall)), dtype=complex)


def _reacting_line(p: Array, w: Array) -> Complex:
    wall = 1.0 / (1.0 / p[1] + p[2] * power(w, p[3]))
    return np.asarray(np.sqrt(p[0] * wall) * coth(np.sqrt(p[0] / wall)), dtype=complex)


_N = Parameter("n", "exponent", "1", "exponent")
_Q = Parameter("Q", "capacitance", "S s^n", "pseudo-capacitance")
_TAU = Parameter("tau", "time", "s", "time constant")
_ION = Parameter("R_ion", "resistance", "ohm", "resistance of the pores to ions")

_ALL = (
    Element("R", "resistor", (Parameter("R", "resistance", "ohm", "resistance"),), lambda p, w: p[0] + 0j * w),
    Element("C", "capacitor", (Parameter("C", "capacitance", "F", "capacitance"),), lambda p, w: -1j / (w * p[0])),
    Element("L", "inductor", (Parameter("L", "inductance", "H", "inductance"),), lambda p, w: 1j * w * p[0]),
    Element("CPE", "constant-phase element, 1/(Q (jw)^n)", (_Q, _N), _cpe),
    Element(
        "W",
        "semi-infinite Warburg diffusion, sigma (1 - j)/sqrt(w)",
        (Parameter("sigma", "warburg", "ohm s^-1/2", "Warburg coefficient"),),
        lambda p, w: p[0] * (1.0 - 1.0j) / np.sqrt(w),
    ),
    Element(
        "Wo",
        "diffusion that ends at a wall, Z0 coth(sqrt(jw tau))/sqrt(jw tau)",
        (Parameter("Z0", "resistance", "ohm", "diffusion resistance"), _TAU),
        _open,
    ),
    Element(
        "Ws",
        "diffusion that ends at a reservoir, Z0 tanh(sqrt(jw tau))/sqrt(jw tau)",
        (Parameter("Z0", "resistance", "ohm", "diffusion resistance"), _TAU),
        _short,
    ),
    Element(
        "G",
        "Gerischer, R/sqrt(1 + jw tau)",
        (Parameter("R", "resistance", "ohm", "resistance"), _TAU),
        lambda p, w: p[0] / np.sqrt(1.0 + 1j * w * p[1]),
    ),
    Element(
        "Gs",
        "Gerischer of finite length, R coth(phi sqrt(1 + jw tau))/sqrt(1 + jw tau)",
        (Parameter("R", "resistance", "ohm", "resistance"), _TAU, Parameter("phi", "number", "1", "length over reaction length")),
        _finite_gerischer,
    ),
    Element(
        "K",
        "one relaxation, R/(1 + jw tau)",
        (Parameter("R", "resistance", "ohm", "resistance"), _TAU),
        lambda p, w: p[0] / (1.0 + 1j * w * p[1]),
    ),
    Element(
        "Zarc",
        "depressed arc, R/(1 + (jw tau)^n) (Cole & Cole 1941)",
        (Parameter("R", "resistance", "ohm", "resistance"), _TAU, _N),
        lambda p, w: p[0] / (1.0 + power(w * p[1], p[2])),
    ),
    Element(
        "TLMQ",
        "transmission line of a blocking porous electrode (de Levie 1963), walls Q, n",
        (_ION, _Q, _N),
        _blocking_line,
    ),
    Element(
        "TLMR",
        "transmission line of a porous electrode with charge transfer at its walls, R_ct parallel to Q, n",
        (_ION, Parameter("R_ct", "resistance", "ohm", "charge-transfer resistance of all walls"), _Q, _N),
        _reacting_line,
    ),
)
ELEMENTS: Mapping[str, Element] = MappingProxyType({element.name: element for element in _ALL})


def listed() -> str:
    """All names with what they are, for messages."""
    return "; ".join(f"{one.name} ({', '.join(p.symbol for p in one.parameters)}): {one.words}" for one in _ALL)
