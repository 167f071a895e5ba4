"""Whether a volume is large enough: how a quantity scatters over sub-volumes of growing size, and what that says of the whole.

Kanit et al., Int. J. Solids Struct. 40 (2003) 3647: the variance over volumes of size V falls as K V^-alpha, alpha = 1 for structures
whose correlations have a finite range (Matheron's integral range A3 = K / point variance), less for long fibres and channels
(Dirrenberger, Forest & Jeulin, Int. J. Solids Struct. 51 (2014) 359). Parts of one volume scatter less than volumes of their size at
large, by the variance of the whole (Krige's relation): D2(v in V) = K (v^-alpha - V^-alpha), which is what is fitted here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.structure.volume import AXES, Volume

Array = NDArray[np.float64]
Quantity = Callable[[Volume], float]
Progress = Callable[[float, str], None]
DIVISIONS = (2, 3, 4, 5, 6, 8)  # parts along every edge
SMALLEST = 8  # voxels along an edge of a part
EXPONENTS = np.linspace(0.3, 1.0, 71)
GRADED = 0.25  # share of the parts' variance that their place along one axis explains


@dataclass(frozen=True, slots=True, eq=False)
class Representative:
    """Scatter over sub-volumes and the standard error of the whole volume's value that follows.

    Args:
        value: of the whole volume.
        volumes: (n,) of the parts, m3, falling.
        parts: (n,) how many there are.
        means: (n,) over the parts; that they differ from `value` shows an effect of the parts' faces.
        deviations: (n,) standard deviation over the parts of one volume.
        exponent: alpha of the fit, 0.3 to 1.
        scale: K of the fit, in squared units of the quantity times m^(3 alpha).
        error: standard error of `value` as an estimate for the structure at large; 95 % of such volumes lie within twice that.
        trends: share of the variance over the smallest parts that their place along z, y and x explains (eta squared of the analysis
            of variance); about 1 / n^2 by chance, n parts along an edge.
    """

    value: float
    volumes: Array
    parts: NDArray[np.int64]
    means: Array
    deviations: Array
    exponent: float
    scale: float
    error: float
    trends: tuple[float, float, float]

    @property
    def graded(self) -> str:
        """The axes along which the structure changes: "z", "zx"; "" for none. Where it does, `error` says little: measure layers apart."""
        return "".join(axis for axis, share in zip(AXES, self.trends, strict=True) if share > GRADED)

    def volume_for(self, error: float) -> float:
        """How large a volume gives the quantity with this standard error, m3.

        Args:
            error: in units of the quantity, positive.

        Raises:
            ValueError: an error that is not positive.
        """
        if not error > 0.0:
            raise ValueError(f"error: must be positive, in units of the quantity; received {error:g}.")
        return float((self.scale / error**2) ** (1.0 / self.exponent))


def representative(
    volume: Volume, quantity: Quantity | int, divisions: Sequence[int] = DIVISIONS, progress: Progress | None = None
) -> Representative:
    """Cuts the volume into 2 x 2 x 2, 3 x 3 x 3, ... parts, measures each, and fits the scatter.

    Args:
        volume: labels.
        quantity: what to measure of a volume, a finite number; a label stands for its volume fraction.
        divisions: parts along every edge; those that leave a part fewer than 8 voxels are left out.
        progress: told the share done and what is under way.

    Raises:
        ValueError: fewer than two divisions are possible; a quantity that is no finite number.
    """
    cuts = sorted({int(n) for n in divisions if n >= 2 and min(volume.shape) // n >= SMALLEST})
    if len(cuts) < 2:
        raise ValueError(
            f"representative volume: needs at least two divisions into parts of {SMALLEST} voxels an edge; received {tuple(divisions)} "
            f"for a volume of {volume.shape}. Take a larger volume, or smaller divisions."
        )
    measure = _fraction_of(quantity) if isinstance(quantity, int) else quantity
    told = progress or _silent
    value = _finite(measure(volume), volume)
    done, total = 1, 1 + sum(n**3 for n in cuts)
    samples = []
    for n in cuts:
        samples.append(_measured(measure, volume, n, told, done, total))
        done += n**3
    told(1.0, "done")
    sizes = np.array([np.prod([m // n * edge for m, edge in zip(volume.shape, volume.voxel, strict=True)]) for n in cuts])
    parts, deviations = np.array(cuts, dtype=np.int64) ** 3, np.array([sample.std() for sample in samples])
    whole = float(np.prod(volume.lengths))
    exponent, scale = _fitted(sizes, deviations**2, parts, whole)
    error = float(np.sqrt(scale * whole**-exponent))
    means = np.array([sample.mean() for sample in samples])
    return Representative(value, sizes, parts, means, deviations, exponent, scale, error, _trends(samples[-1]))


def _measured(measure: Quantity, volume: Volume, n: int, told: Progress, done: int, total: int) -> Array:
    """(n, n, n) the quantity of n^3 parts of the same size; what is left over at the far faces stays out."""
    nz, ny, nx = (k // n for k in volume.shape)
    found = np.empty((n, n, n))
    for place, (z, y, x) in enumerate(np.ndindex(n, n, n)):
        told((done + place) / total, f"part {place + 1} of {n**3}")
        labels = volume.labels[z * nz : (z + 1) * nz, y * ny : (y + 1) * ny, x * nx : (x + 1) * nx]
        part = Volume(labels, volume.voxel, f"{volume.name}, part", volume.source, volume.phases)
        found[z, y, x] = _finite(measure(part), part)
    return found


def _trends(sample: Array) -> tuple[float, float, float]:
    """Eta squared along each axis: 1 - mean variance within planes / variance."""
    variance = float(sample.var())
    if variance == 0.0:
        return 0.0, 0.0, 0.0
    z, y, x = (1.0 - float(np.moveaxis(sample, axis, 0).reshape(len(sample), -1).var(axis=1).mean()) / variance for axis in range(3))
    return z, y, x


def _fitted(sizes: Array, variances: Array, parts: NDArray[np.int64], whole: float) -> tuple[float, float]:
    """(exponent, scale) of variance = scale (size^-exponent - whole^-exponent), least squares of the logarithms.

    A variance out of m parts has a relative error of (2 / (m - 1))^1/2, which weights it.
    """
    seen = variances > 0.0
    if not seen.any():
        return 1.0, 0.0
    logs, weight = np.log(variances[seen]), parts[seen] - 1.0
    best = (np.inf, 1.0, 0.0)
    for exponent in EXPONENTS:
        shape = np.log((sizes[seen] / whole) ** -exponent - 1.0)
        level = float(np.average(logs - shape, weights=weight))
        misfit = float(np.sum(weight * (logs - shape - level) ** 2))
        if misfit < best[0]:
            best = (misfit, float(exponent), float(np.exp(level) * whole**exponent))
    return best[1], best[2]


def _silent(_share: float, _what: str) -> None:
    """Nobody is told."""


def _fraction_of(label: int) -> Quantity:
    return lambda part: float(np.count_nonzero(part.labels == label)) / part.labels.size


def _finite(value: float, volume: Volume) -> float:
    if not np.isfinite(value):
        raise ValueError(
            f"quantity: must be a finite number of every part; received {value} for one of {volume.shape}. Parts may lack a phase or a "
            "path through: take larger parts, or a quantity such as the effective diffusivity that is 0 there."
        )
    return float(value)
