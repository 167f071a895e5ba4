"""Which arrays are volumes: three axes of real numbers, and more than one plane."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from stratode.recipe.errors import refused
from stratode.structure.reading.source import Shape


def volume_shape(field: str, shape: Sequence[int], dtype: np.dtype[Any]) -> Shape:
    """The three axes of an array; axes of length one beside three others are left out.

    Raises:
        ValueError: not real numbers; an image or a series in place of a volume; no voxels.
    """
    words = " x ".join(map(str, shape)) or "a single number"
    if dtype.kind not in "biuf" or dtype.itemsize > 8:
        raise refused(field, "must hold real numbers", f"an array of {dtype}", "Export grey values or labels.")
    if 0 in shape:
        raise refused(field, "must hold at least one voxel", f"an array of {words}", "Export it again.")
    long = tuple(shape) if len(shape) == 3 else tuple(n for n in shape if n > 1)
    if len(long) == 2:
        raise refused(field, "must be a volume of several planes", f"a single image of {words}", "Give the stack, or the folder of slices.")
    if len(long) != 3:
        raise refused(field, "must have three axes", f"an array of {words}", "Export one volume: one time, one channel.")
    if max(long) < 2 or min(long) < 1:
        raise refused(field, "must be a volume of several planes", f"an array of {words}", "Give the stack, or the folder of slices.")
    return long[0], long[1], long[2]
