"""Labels out of whatever numbers a file holds them in, and the labels that exist."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stratode.recipe.errors import refused
from stratode.structure.volume import Labels, Volume

MOST_PHASES = 64  # a segmented electrode holds a handful; an 8-bit grey image holds about 200
SEGMENT = "Segment it first, for example in two or three phases by Otsu's thresholds."


def as_labels(values: NDArray[Any], field: str) -> Labels:
    """`values` as 8-bit labels.

    Args:
        values: of any shape and real type.
        field: whose they are, for the message.

    Raises:
        ValueError: not whole numbers from 0 to 255.
    """
    if values.dtype == np.uint8:
        return values
    if values.dtype == np.bool_:
        return values.view(np.uint8) if values.flags.c_contiguous else values.astype(np.uint8)
    if values.dtype.kind not in "iuf":
        raise refused(field, "must hold real numbers", str(values.dtype), SEGMENT)
    low, high = float(values.min()), float(values.max())
    if not (low >= 0.0 and high <= 255.0):  # a NaN fails here too
        raise refused(
            field,
            "must hold labels from 0 to 255",
            f"values from {low:g} to {high:g}",
            f"{SEGMENT} Labels that stand for phases: renumber them.",
        )
    labels = values.astype(np.uint8)
    if values.dtype.kind == "f" and not np.array_equal(labels, values):
        raise refused(field, "must hold labels, which are whole numbers", f"{values[labels != values].flat[0]:g}", SEGMENT)
    return labels


def check_few(counts: NDArray[np.int64], field: str) -> None:
    """Refuses a grey image that would pass for labels.

    Args:
        counts: (256,), voxels of each label.
        field: whose they are, for the message.

    Raises:
        ValueError: more labels than an electrode has phases.
    """
    found = int(np.count_nonzero(counts))
    if found > MOST_PHASES:
        raise refused(field, f"must hold labels, at most {MOST_PHASES} different ones", f"{found} different grey values", SEGMENT)


def existing(volume: Volume) -> tuple[int, ...]:
    """The labels that occur, rising."""
    counts = sum((np.bincount(plane.ravel(), minlength=256) for plane in volume.labels), np.zeros(256, np.int64))
    return tuple(int(label) for label in np.flatnonzero(counts))


def check_labels(volume: Volume, asked: Iterable[int]) -> None:
    """Stops where a label is asked for that no voxel bears.

    Raises:
        ValueError: it names those that exist.
    """
    found = existing(volume)
    missing = [label for label in asked if label not in found]
    if missing:
        held = ", ".join(map(str, found))
        raise refused(
            "phases", f"must be labels of {volume.name}, which are {held}", ", ".join(map(str, missing)), f"Write for example {found[0]}."
        )
