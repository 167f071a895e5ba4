"""Properties along a run whose temperature may move: the same numbers that the kernels saw, for arrays."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from stratode.cell.discretise import Discrete
from stratode.cell.solution import Trace
from stratode.cell.tables import Table
from stratode.recipe.constants import FARADAY, GAS_CONSTANT

Array = NDArray[np.float64]


class Following:
    """Tables and numbers of a discretised cell at the temperature of each of K instants."""

    def __init__(self, discrete: Discrete, trace: Trace) -> None:
        """Find the place of each instant's temperature among those that tables are held at."""
        self._model = discrete.model
        self._heat = discrete.heat
        self._isothermal = discrete.cell.temperature
        self._temperature = np.full(trace.time.size, discrete.cell.temperature) if discrete.heat is None else trace.temperature
        self._weights: dict[int, Array] = {}
        if discrete.heat is not None:
            self._weights = _weights((self._temperature - discrete.heat.first) / discrete.heat.spacing, discrete.heat.rate.shape[0])

    @property
    def thermal(self) -> Array:
        """2RT/F, (K, 1), V."""
        value: Array = 2.0 * GAS_CONSTANT / FARADAY * self._temperature[:, None]
        return value

    def table(self, index: int, x: Array) -> Array:
        """A tabulated property at x (K, ...)."""
        m = self._model

        def at(pieces: Array) -> Array:
            return Table(pieces, float(m.table_start[index]), float(m.table_density[index]))(x)

        if self._heat is None:
            return at(m.table[index])
        rows = self._heat.table
        return sum((_beside(w, x) * at(rows[k, index]) for k, w in self._weights.items()), np.zeros_like(x))

    def numbers(self, name: str) -> Array:
        """A number of each site, population, node or end, (K, n): "exchange", "foil_exchange", "path"."""
        if self._heat is None:
            return np.broadcast_to(getattr(self._model, name), (self._temperature.size, getattr(self._model, name).size))
        rows = getattr(self._heat, name)
        return sum((w[:, None] * rows[k] for k, w in self._weights.items()), np.zeros((self._temperature.size, rows.shape[1])))

    def blend(self, values: Callable[[float], Array]) -> Array:
        """What a function of temperature gives at each instant, (K,), from its values at the temperatures of the grid."""
        heat = self._heat
        if heat is None:
            return values(self._isothermal)
        return sum((w * values(heat.first + heat.spacing * k) for k, w in self._weights.items()), np.zeros(self._temperature.size))


def _weights(u: Array, count: int) -> dict[int, Array]:
    """Cubic weights of the grid's temperatures at places u (K,), as `kernels.heat.set_temperature` has them."""
    u = np.clip(u, 0.0, count - 1.0)
    k = np.clip(u.astype(np.int64), 1, count - 3)
    f = u - k
    four = (-f * (f - 1) * (f - 2) / 6, (f * f - 1) * (f - 2) / 2, -f * (f + 1) * (f - 2) / 2, f * (f * f - 1) / 6)
    weights: dict[int, Array] = {}
    for offset, w in enumerate(four, -1):
        for place in np.unique(k + offset):
            weights[int(place)] = weights.get(int(place), np.zeros(u.size)) + np.where(k + offset == place, w, 0.0)
    return weights


def _beside(w: Array, x: Array) -> Array:
    """w (K,) shaped to multiply x (K, ...)."""
    return w.reshape(w.shape + (1,) * (x.ndim - 1))
