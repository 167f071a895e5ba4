"""Which points of a file are evaluated: one spectrum or all of a series, a range of frequencies, inductive points or not; all told."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from stratode.lab.estimate import Caution
from stratode.lab.record import CYCLE, FREQUENCY, Record
from stratode.lab.spectrum import FEWEST, MeasuredSpectrum, spectrum_of

BACK = 0.5  # of the span of log f, by which frequency must go back for another sweep to begin


@dataclass(frozen=True, slots=True)
class Selection:
    """Which points are used.

    Args:
        fmin, fmax: Hz, both ends included; None for no limit.
        drop_inductive: leave out points above the real axis (Z'' > 0).
    """

    fmin: float | None = None
    fmax: float | None = None
    drop_inductive: bool = False

    def __post_init__(self) -> None:
        """Checks the range."""
        if self.fmin is not None and self.fmax is not None and not self.fmin < self.fmax:
            raise ValueError(f"--fmin: must be below --fmax; received {self.fmin:g} Hz and {self.fmax:g} Hz. Exchange them.")


ALL = Selection()


def spectra_of(record: Record) -> tuple[MeasuredSpectrum, ...]:
    """Every sweep of a record as a spectrum, named with its number where there are several.

    Raises:
        ValueError: as :func:`stratode.lab.spectrum.spectrum_of`.
    """
    f = record.column(FREQUENCY)
    cycles = record.columns.get(CYCLE)
    steps = np.diff(np.log(np.maximum(f, 1e-300)))
    downward = np.sign(np.sum(np.sign(steps))) or -1.0
    begins = -downward * steps > BACK * np.ptp(np.log(np.maximum(f, 1e-300))) if f.size > 1 else np.zeros(0, bool)
    if cycles is not None:
        begins = begins | (np.diff(cycles) != 0.0)
    pieces = np.split(np.arange(f.size), np.flatnonzero(begins) + 1)
    if cycles is None and min(piece.size for piece in pieces) < FEWEST and np.unique(f).size == f.size:
        words = "The frequencies come in no order; as each stands once, they were sorted and taken as one spectrum."
        return (spectrum_of(record.beware(Caution("frequencies_sorted", words))),)
    if len(pieces) == 1:
        return (spectrum_of(record),)
    return tuple(_named(record.rows(piece), k) for k, piece in enumerate(pieces, 1))


def _named(record: Record, number: int) -> MeasuredSpectrum:
    origin = replace(record.origin, file=f"{record.origin.file} #{number}")
    return spectrum_of(replace(record, origin=origin))


def selected(spectrum: MeasuredSpectrum, selection: Selection) -> tuple[MeasuredSpectrum, tuple[Caution, ...]]:
    """The points that are used, and what was left out on request.

    Raises:
        ValueError: too few points are left.
    """
    f, z = spectrum.frequency, spectrum.impedance
    within = (f >= (selection.fmin or 0.0) * (1.0 - 1e-9)) & (f <= (selection.fmax or np.inf) * (1.0 + 1e-9))
    cautions = []
    if not within.all():
        words = f"{int((~within).sum())} of {f.size} points lie outside the range of frequencies asked for and were left out."
        cautions.append(Caution("range_asked", words))
    inductive = within & (z.imag > 0.0)
    if selection.drop_inductive and inductive.any():
        span = f"{f[inductive].min():.4g} to {f[inductive].max():.4g} Hz"
        words = f"{int(inductive.sum())} inductive points (Z'' > 0, {span}) were left out, as asked."
        cautions.append(Caution("inductive_points_dropped", words))
        within &= ~inductive
    kept = MeasuredSpectrum(f[within], z[within], spectrum.origin) if not within.all() else spectrum
    return kept, tuple(cautions)


def inductive_points(spectrum: MeasuredSpectrum) -> tuple[Caution, ...]:
    """What to know of points above the real axis that were not left out."""
    f, high = spectrum.frequency, spectrum.impedance.imag > 0.0
    if not high.any():
        return ()
    words = (
        f"{int(high.sum())} points are inductive (Z'' > 0, {f[high].min():.4g} to {f[high].max():.4g} Hz) and were used; a circuit needs "
        "an inductor (L0-...) to follow them. Leave them out with --drop-inductive."
    )
    return (Caution("inductive_points", words),)
