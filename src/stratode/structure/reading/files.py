"""The door of this room: any file or folder that holds a volume, opened, and read as labels or as grey values."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from stratode.recipe.errors import RecipeError, refused
from stratode.structure.reading.labels import as_labels, check_few
from stratode.structure.reading.numpy_files import open_npy
from stratode.structure.reading.sizes import read_crop, read_voxel
from stratode.structure.reading.source import Source
from stratode.structure.reading.tiff import open_tiff
from stratode.structure.volume import Volume, Voxel

KINDS = "TIFF (.tif, .tiff) and NumPy (.npy)"
Stated = str | float | Sequence[str | float]


def open_source(path: str | Path, *, dataset: str | None = None, axes: str = "zyx") -> Source:
    """The volume in a file or folder, opened but not read.

    Args:
        path: of the file.
        dataset: which one, where the file holds several.
        axes: which axis of the volume each axis of the file is; "zyx": its first is z, through the thickness.

    Raises:
        ValueError: there is no such file, it is of no known kind, or it holds no volume.
        MissingExtra: a library that reads it is not installed.
    """
    path = Path(path)
    if not path.exists():
        raise refused(str(path), "must be a file that exists", None, "Check the path.")
    if path.is_file() and path.stat().st_size == 0:
        raise refused(path.name, "must hold a volume", "an empty file", "Copy or export it again.")
    ending = path.suffix.lower()
    if ending in (".tif", ".tiff"):
        return open_tiff(path, axes)
    if ending == ".npy":
        return open_npy(path, axes)
    raise refused(path.name, f"must be one of {KINDS}", ending or "no ending", "Export the volume as a TIFF stack.")


def read_labels(source: Source, voxel: Stated | None = None, crop: str | None = None, coarsen: int = 1) -> Volume:
    """A segmented volume.

    Args:
        source: an opened file.
        voxel: edges of a voxel along z, y, x; None takes what the file states.
        crop: "0:100,20:200,:" along z, y, x, in voxels or with units; None for everything.
        coarsen: how many voxels along each axis become one, by majority; crop comes first.

    Raises:
        ValueError: a grey volume; an unknown voxel size; a crop outside; damage; more than fits in memory.
    """
    edges = stated_voxel(source, voxel)
    ranges = read_crop(crop, source.shape, edges)
    labels = np.empty(tuple(stop - start for start, stop in ranges), np.uint8)
    counts = np.zeros(256, np.int64)
    as_stored = labels.transpose(np.argsort(source.order))
    first, second, third = (ranges[axis] for axis in np.argsort(source.order))
    for start, block in source.stored_blocks(*first):
        part = as_labels(block[:, slice(*second), slice(*third)], source.path.name)
        counts += np.bincount(part.ravel(), minlength=256)
        as_stored[start - first[0] : start - first[0] + len(part)] = part
    check_few(counts, source.path.name)
    return Volume(labels, edges, source.name, str(source.path))


def stated_voxel(source: Source, voxel: Stated | None) -> Voxel:
    """The edges that were stated, or else those of the file.

    Raises:
        ValueError: neither states them.
    """
    if voxel is not None:
        return read_voxel(voxel)
    if source.voxel is None:
        raise refused(
            "voxel", f"must be stated: {source.path.name} does not say how large its voxels are", None, "Write for example 0.39um."
        )
    return source.voxel


__all__ = ["RecipeError", "Source", "open_source", "read_labels", "stated_voxel"]
