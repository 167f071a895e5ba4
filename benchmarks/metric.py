"""What "error" means here.

Capacity error: (Q - Q_ref) / Q_ref, with Q the charge passed when the voltage meets the cut-off.

Voltage error: root mean square of V(q) - V_ref(q) at equal charge passed q, over 1,000 equally spaced q from 0 to
0.98 min(Q, Q_ref). Both curves are linear between their points, which are dense (ten per solver step). The last 2 % are left out
because there the voltage falls so steeply that the comparison would measure capacity again; capacity is compared beside it,
and both must be quoted together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
SHARE = 0.98
POINTS = 1000


@dataclass(frozen=True, slots=True)
class Curve:
    """A discharge, (K,) each: s, V, C/m2."""

    time: Array
    voltage: Array
    charge: Array

    @property
    def capacity(self) -> float:
        """Charge passed at the end, C/m2."""
        return float(self.charge[-1])


def capacity_error(curve: Curve, reference: Curve) -> float:
    """Relative, signed."""
    return curve.capacity / reference.capacity - 1.0


def voltage_error(curve: Curve, reference: Curve) -> float:
    """V rms, as this module's first lines define it."""
    q = np.linspace(0.0, SHARE * min(curve.capacity, reference.capacity), POINTS)
    difference = np.interp(q, curve.charge, curve.voltage) - np.interp(q, reference.charge, reference.voltage)
    return float(np.sqrt(np.mean(difference**2)))
