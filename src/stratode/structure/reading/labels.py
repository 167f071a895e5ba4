"""Labels out of whatever numbers a file holds them in, and the labels that exist."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stratode.kernels.voxels.labels import count_labels
from stratode.recipe.errors import refused
from stratode.structure.reading.damage import unfit
from stratode.structure.volume import Labels, Volume

MOST_PHASES = 64  # a segmented electrode holds a handful; an 8-bit grey image holds about 200
SEGMENT = "Segment it first, for example by Otsu's thresholds; labels of phases that are numbered otherwise: renumber them from 0."
Counts = NDArray[np.int64]


class Census:
    """Turns a volume into labels, part by part, and stops where it is grey after all.

    Args:
        field: whose they are, for the message.
    """

    def __init__(self, field: str) -> None:
        """Nothing counted yet."""
        self.field = field
        self.seen = np.zeros(256, bool)

    def labels(self, values: NDArray[Any]) -> Labels:
        """`values`, of any real type, as 8-bit labels of the same shape.

        Raises:
            ValueError: not whole numbers from 0 to 255; more different ones, over all parts, than an electrode has phases.
        """
        labels = as_labels(values, self.field)
        self.seen |= counted(labels) > 0
        found = int(np.count_nonzero(self.seen))
        if found > MOST_PHASES:
            raise unfit(self.field, f"must hold labels, at most {MOST_PHASES} different ones", f"{found} or more grey values", SEGMENT)
        return labels


def as_labels(values: NDArray[Any], field: str) -> Labels:
    """`values`, of any shape and real type, as 8-bit labels.

    Raises:
        ValueError: not whole numbers from 0 to 255.
    """
    if values.dtype == np.uint8 or values.dtype == np.bool_:
        return values.astype(np.uint8, copy=False)
    low, high = values.min(), values.max()
    if np.isnan(low):
        raise unfit(field, "must hold labels from 0 to 255", "values that are no numbers (NaN)", SEGMENT)
    if not (low >= 0 and high <= 255):
        raise unfit(field, "must hold labels from 0 to 255", f"values from {low:g} to {high:g}", SEGMENT)
    labels = values.astype(np.uint8)
    if values.dtype.kind == "f" and not np.array_equal(labels, values):
        raise unfit(field, "must hold labels, which are whole numbers", f"{values[labels != values][0]:g}", SEGMENT)
    return labels


def counted(labels: Labels) -> Counts:
    """(256,) voxels of each label, plane by plane."""
    counts = np.zeros((4, 256), np.int64)
    for plane in labels:
        count_labels(plane.reshape(-1), counts)
    whole: Counts = counts.sum(axis=0)
    return whole


def existing(volume: Volume) -> tuple[int, ...]:
    """The labels that occur, rising."""
    return tuple(int(label) for label in np.flatnonzero(counted(volume.labels)))


def check_labels(volume: Volume, asked: Iterable[int]) -> None:
    """Stops where a label is asked for that no voxel bears.

    Raises:
        ValueError: it names those that exist.
    """
    found = existing(volume)
    missing = [label for label in asked if label not in found]
    if missing:
        held = ", ".join(map(str, found))
        rule = f"must be labels that occur in {volume.name}: {held}"
        raise refused("phases", rule, missing[0] if len(missing) == 1 else missing, f"Write for example {found[0]}.")
