"""How much each residual of a fit counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from stratode.lab.impedance.elements import Array, Complex

LEAST = 0.01  # of |Z|, below which a part is not trusted to be known better


def _modulus(z: Complex) -> Array:
    return np.tile(1.0 / np.abs(z), (2, 1))


def _unit(z: Complex) -> Array:
    return np.full((2, z.size), 1.0 / float(np.median(np.abs(z))))


def _proportional(z: Complex) -> Array:
    return 1.0 / np.maximum(np.abs(np.stack([z.real, z.imag])), LEAST * np.abs(z))


WEIGHTS: Mapping[str, Callable[[Complex], Array]] = MappingProxyType({"modulus": _modulus, "unit": _unit, "proportional": _proportional})
MEANING: Mapping[str, str] = MappingProxyType(
    {
        "modulus": "each part of a residual over |Z|: noise in proportion to |Z|",
        "unit": "all residuals alike: noise of one size in ohm",
        "proportional": f"real parts over |Z'|, imaginary ones over |Z''|, at least {LEAST:.0%} of |Z|",
    }
)


def weights_of(name: str, z: Complex) -> Array:
    """Of real and imaginary residuals, (2, F), 1/ohm.

    Raises:
        ValueError: no such weights.
    """
    if name not in WEIGHTS:
        raise ValueError(f"weights: must be {', '.join(WEIGHTS)}; received {name!r}. Write for example modulus.")
    return WEIGHTS[name](z)
