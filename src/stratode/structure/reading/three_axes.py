"""Which arrays are volumes: three axes of real numbers; and which array is meant where a file holds several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from stratode.recipe.errors import refused
from stratode.structure.reading.damage import named, unfit
from stratode.structure.reading.source import Shape

MOST_VOXELS = 10**13  # 10 TB of labels: what claims more is damaged, or no volume
MOST_NAMED = 8  # arrays listed in a message
IMAGE = "Give the stack, or the folder that holds all slices."


def volume_shape(where: str | Path, shape: Sequence[int], dtype: np.dtype[Any]) -> Shape:
    """The three axes of an array; axes of length one beside them are left out.

    Raises:
        ValueError: not real numbers; a single image, or a series, in place of a volume; no voxels or absurdly many.
    """
    words = times(shape)
    if dtype.kind not in "biuf" or dtype.itemsize > 8:
        raise unfit(where, "must hold real numbers", f"an array of {dtype}", "Export grey values or labels.")
    if any(n < 1 for n in shape):
        raise unfit(where, "must hold at least one voxel", f"an array of {words}", "Export it again.")
    long = long_axes(shape)
    if len(long) < 3:
        raise unfit(where, "must be a volume of several planes", f"a single image or list of {words}", IMAGE)
    if len(long) > 3:
        raise unfit(where, "must have three axes", f"an array of {words}", "Export one volume: one time, one channel.")
    nz, ny, nx = long
    if nz * ny * nx > MOST_VOXELS:
        raise unfit(where, f"must hold at most {MOST_VOXELS:.0e} voxels", words, "It is damaged, or no volume: export it again.")
    return nz, ny, nx


def long_axes(shape: Sequence[int]) -> tuple[int, ...]:
    """The axes that count: those longer than one."""
    return tuple(int(n) for n in shape if n > 1)


def times(shape: Sequence[int]) -> str:
    """A shape in words: "3 x 4 x 5"."""
    return " x ".join(map(str, shape)) or "a single number"


def pick(path: Path, shapes: Mapping[str, Sequence[int]], asked: str | None) -> str:
    """The name of the array that is meant: the one that is asked for, or else the only one of three axes.

    Args:
        path: of the file, for the message.
        shapes: of all its arrays.
        asked: a name, or None.

    Raises:
        ValueError: no such name; none or several of three axes.
    """
    volumes = [name for name, shape in shapes.items() if len(long_axes(shape)) == 3]
    listed = ", ".join(f"{name} ({times(shapes[name])})" for name in list(shapes)[:MOST_NAMED]) or "no array"
    listed += ", ..." if len(shapes) > MOST_NAMED else ""
    if asked is not None:
        exact = next((name for name in (asked, asked.strip("/")) if name in shapes), None)
        if exact is None:
            raise refused("dataset", f"must be one of those in {named(path)}, which are {listed}", asked, "Write one of these names.")
        return exact
    if len(volumes) == 1:
        return volumes[0]
    if not volumes:
        raise unfit(path, "must hold an array of three axes", listed, "Export a volume.")
    raise unfit(path, "holds several volumes, of which one must be named as dataset", listed, f"Write for example {volumes[0]}.")
