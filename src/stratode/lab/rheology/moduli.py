"""Storage and loss modulus over angular frequency, checked."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from stratode.lab.columns import Wanted, column, find
from stratode.lab.estimate import Caution
from stratode.lab.record import Array, Origin, Record, Skipped
from stratode.lab.rows import rows_with_numbers, without_rows

OMEGA = Wanted("Angular Frequency / rad/s", ("angular frequency", "ang. frequency", "omega", "ω", "w", "ang freq"))
HERTZ = Wanted("Frequency / Hz", ("frequency", "f", "freq"), ("ang",))
STORAGE = Wanted("Storage Modulus / Pa", ("storage modulus", "g'", "g′", "gp", "g1"))
LOSS = Wanted("Loss Modulus / Pa", ("loss modulus", "g''", 'g"', "g″", "gpp", "g2"))
ETA = Wanted("Complex Viscosity / Pa s", ("complex viscosity", "|eta*|", "eta*", "|η*|", "η*", "|n*|"))
FEWEST = 5  # frequencies
APART = 0.02  # of the complex viscosity from |G*| / omega that is told
TURN = 2.0 * math.pi


@dataclass(frozen=True, slots=True, eq=False)
class Moduli:
    """A frequency sweep.

    Args:
        omega: rad/s, rising, (N,).
        storage, loss: G' and G'', Pa, (N,).
        viscosity: |eta*| = |G*| / omega, Pa s, (N,), from the moduli.
        stated: |eta*| of the file, Pa s, (N,); None where it has none.
        origin: where it came from.
        cautions: what was found on reading.
    """

    omega: Array
    storage: Array
    loss: Array
    viscosity: Array
    stated: Array | None
    origin: Origin
    cautions: tuple[Caution, ...]

    @property
    def tangent(self) -> Array:
        """tan delta = G'' / G', (N,)."""
        return self.loss / self.storage


def moduli_of(record: Record) -> Moduli:
    """The record as a frequency sweep; rows with a modulus that is not positive are left out and counted.

    Raises:
        ValueError: a column is missing, or fewer than five frequencies are left.
    """
    omega, told = _omega(record)
    (storage, a), (loss, b) = column(record, STORAGE), column(record, LOSS)
    eta = find(record, ETA)
    stated = None if eta is None else eta[0]
    good = rows_with_numbers(omega, storage, loss)
    origin = without_rows(record.origin, good)
    positive = good & (omega > 0.0) & (storage > 0.0) & (loss > 0.0)
    low = good & ~positive
    if low.any():
        rows = tuple(int(k) + 1 for k in np.flatnonzero(low)[:20])
        origin = _and(
            origin, Skipped("a modulus or frequency is not above zero: below the torque the instrument resolves", rows, int(low.sum()))
        )
    if positive.sum() < FEWEST:
        raise ValueError(
            f"{origin.file}: needs at least {FEWEST} frequencies with moduli above 0; received {int(positive.sum())}. Check the columns."
        )
    order = np.argsort(omega[positive], kind="stable")
    w, g1, g2 = (c[positive][order] for c in (omega, storage, loss))
    if (np.diff(w) <= 0.0).any():
        raise ValueError(
            f"{origin.file}: each frequency must stand once; received {w[1:][np.diff(w) <= 0.0][0]:.4g} rad/s twice. Keep one sweep."
        )
    kept = None if stated is None else stated[positive][order]
    viscosity = np.hypot(g1, g2) / w
    more = () if eta is None or kept is None else (*eta[1], *_consistent(viscosity, kept))
    return Moduli(w, g1, g2, viscosity, kept, origin, (*told, *a, *b, *more))


def _omega(record: Record) -> tuple[Array, tuple[Caution, ...]]:
    """Angular frequency, or a frequency in Hz times 2 pi, which is told."""
    found = find(record, OMEGA)
    if found is not None:
        return found
    hertz = find(record, HERTZ)
    if hertz is None:
        return column(record, OMEGA)
    words = f"{record.origin.file}: frequencies are in Hz; they were multiplied by 2 pi."
    return hertz[0] * TURN, (*hertz[1], Caution("frequency_in_hertz", words))


def _consistent(viscosity: Array, stated: Array) -> tuple[Caution, ...]:
    """Whether the file's |eta*| is |G*| / omega."""
    known = np.isfinite(stated) & (stated > 0.0)
    if not known.any():
        return ()
    factor = float(np.exp(np.median(np.log(stated[known] / viscosity[known]))))
    worst = float(np.max(np.abs(np.log(stated[known] / viscosity[known] / factor))))
    if abs(math.log(factor)) <= APART and worst <= 5.0 * APART:
        return ()
    likely = next(
        (why for f, why in ((TURN, "2 pi: frequencies in Hz?"), (1e3, "1000: units?"), (10.0, "10: poise?")) if _near(factor, f)), ""
    )
    words = (
        f"the file's complex viscosity is {factor:.4g} times |G*| / omega (median; up to {worst:.1%} off that)"
        + (f", near a factor of {likely}" if likely else "")
        + ". That from the moduli was used; check the units of moduli, frequency and viscosity."
    )
    return (Caution("eta_inconsistent", words),)


def _near(factor: float, other: float) -> bool:
    return min(abs(math.log(factor / other)), abs(math.log(factor * other))) < 0.02


def _and(origin: Origin, skipped: Skipped) -> Origin:

    return replace(origin, skipped=(*origin.skipped, skipped))
