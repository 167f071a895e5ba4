"""A diffraction pattern: counts over two theta, checked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stratode.lab.columns import Wanted, two_columns
from stratode.lab.estimate import Caution
from stratode.lab.record import Array, Origin, Record
from stratode.lab.rows import rows_with_numbers, without_rows

ANGLE = Wanted(
    "Two Theta / deg", ("two theta", "2theta", "2-theta", "2 theta", "2θ", "2th", "angle", "twotheta", "two_theta", "pos.", "pos. [°2th.]")
)
COUNTED = Wanted("Counts / 1", ("counts", "intensity", "cts", "yobs", "y_obs", "i", "iobs", "detector"))
FEWEST = 50  # points


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """Counts over angle.

    Args:
        two_theta: degrees, rising, (N,).
        counts: (N,).
        origin: where it came from.
        cautions: what was found on reading.
    """

    two_theta: Array
    counts: Array
    origin: Origin
    cautions: tuple[Caution, ...] = ()

    @property
    def step(self) -> float:
        """Median step, degrees."""
        return float(np.median(np.diff(self.two_theta)))


def pattern_of(record: Record) -> Pattern:
    """The record as a pattern.

    Raises:
        ValueError: no such columns, too few points, angles that are no two theta, counts below zero.
    """
    x, y, told = two_columns(record, ANGLE, COUNTED)
    good = rows_with_numbers(x, y)
    origin = without_rows(record.origin, good)
    x, y = x[good], y[good]
    where = origin.file
    if x.size < FEWEST:
        raise ValueError(f"{where}: a pattern needs at least {FEWEST} points; received {x.size}. Measure more densely.")
    if not (x.min() > 0.0 and x.max() < 180.0):
        raise ValueError(
            f"{where}: two theta must lie between 0 and 180 degrees; received {x.min():.4g} to {x.max():.4g}. Check the columns."
        )
    if y.min() < 0.0:
        raise ValueError(f"{where}: counts must not be negative; received {y.min():.4g}. Give counts before a background was subtracted.")
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    if (np.diff(x) <= 0.0).any():
        raise ValueError(f"{where}: each angle must stand once; received {x[1:][np.diff(x) <= 0.0][0]:.4g} degrees twice. Keep one scan.")
    if np.ptp(y) == 0.0:
        raise ValueError(f"{where}: counts must vary; received {y[0]:g} at every angle. Check the columns.")
    return Pattern(x, y, origin, told)
