"""Columns that follow from others: impedance from modulus and phase, time of the test from dates or from times of steps."""

from __future__ import annotations

import numpy as np

from stratode.lab.estimate import Caution
from stratode.lab.reading.known import DATE, MODULUS, PHASE, STEP_TIME, UNIX_TIME
from stratode.lab.record import FREQUENCY, IMAGINARY, REAL, TIME, Array


def derive(columns: dict[str, Array]) -> tuple[dict[str, Array], list[Caution]]:
    """The columns with those that follow, and what was assumed for them."""
    columns = dict(columns)
    found: list[Caution] = []
    dates = columns.pop(DATE, None)
    if dates is not None and np.isnan(dates).all():
        dates = None
    if not {REAL, IMAGINARY} <= columns.keys() and FREQUENCY in columns and {MODULUS, PHASE} <= columns.keys():
        if REAL in columns or IMAGINARY in columns:
            words = "Only one of the real and the imaginary part stands in the file; both were taken from modulus and phase."
            found.append(Caution("from_modulus_and_phase", words))
        angle, modulus = np.deg2rad(columns.pop(PHASE)), columns.pop(MODULUS)
        columns[REAL], columns[IMAGINARY] = modulus * np.cos(angle), modulus * np.sin(angle)
    if TIME not in columns and FREQUENCY not in columns:
        if dates is not None:
            columns[TIME] = dates - dates[np.isfinite(dates)][0]
            found.append(Caution("time_from_dates", "The time of the test was taken from the dates of the rows."))
        elif STEP_TIME in columns:
            columns[TIME] = _through_steps(columns[STEP_TIME])
            words = "The time of the test was put together from the times of its steps; pauses between steps are not in it."
            found.append(Caution("time_from_steps", words))
    if dates is not None and UNIX_TIME not in columns:
        columns[UNIX_TIME] = dates
    return columns, found


def _through_steps(time: Array) -> Array:
    """Step times that begin again at each step, as one time that runs on."""
    step = np.diff(time, prepend=time[:1])
    step = np.where(step < 0.0, np.maximum(time, 0.0), step)
    return np.asarray(np.cumsum(np.nan_to_num(step)) + time[0])
