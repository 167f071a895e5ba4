"""The door of this room: any file or folder that holds a volume, opened, and read as labels or as grey values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stratode.recipe.errors import refused
from stratode.structure import cost
from stratode.structure.reading.coarsen import MOST, majority, mean
from stratode.structure.reading.damage import named, unfit
from stratode.structure.reading.folder import open_folder
from stratode.structure.reading.labels import Census
from stratode.structure.reading.numpy_files import open_npy
from stratode.structure.reading.numpy_zip import open_npz
from stratode.structure.reading.sizes import EXAMPLES, Range, read_crop, read_voxel
from stratode.structure.reading.source import Source
from stratode.structure.reading.stored import is_zarr, open_hdf5, open_zarr
from stratode.structure.reading.tiff import open_tiff
from stratode.structure.volume import Grey, Volume, Voxel

Stated = str | float | Sequence[str | float]
Ranges = tuple[Range, Range, Range]
SINGLE: dict[str, Callable[[Path, str], Source]] = {".tif": open_tiff, ".tiff": open_tiff, ".npy": open_npy}
SEVERAL: dict[str, Callable[[Path, str | None, str], Source]] = {
    ".npz": open_npz,
    **dict.fromkeys((".h5", ".hdf5", ".hdf", ".he5", ".nxs"), open_hdf5),
}
KINDS = "TIFF (.tif), NumPy (.npy, .npz), HDF5 (.h5), Zarr (.zarr) or a folder of slices"


def open_source(path: str | Path, *, dataset: str | None = None, axes: str = "zyx") -> Source:
    """The volume in a file or folder, opened but not read.

    Args:
        path: of the file or folder.
        dataset: its name, where the file holds several; the only one of three axes needs none.
        axes: which axis of the volume each axis of the file is; "zyx": its first is z, through the thickness.

    Raises:
        ValueError: there is no such file, it is of no known kind, is damaged, or holds no volume.
        MissingExtra: a library that reads it is not installed.
    """
    path = Path(path)
    ending = path.suffix.lower()
    _check_there(path)
    if path.is_dir():
        return open_zarr(path, dataset, axes) if is_zarr(path) else _without(dataset, path, open_folder)(path, axes)
    if ending in SEVERAL:
        return SEVERAL[ending](path, dataset, axes)
    if ending in SINGLE:
        return _without(dataset, path, SINGLE[ending])(path, axes)
    raise unfit(path, f"must be {KINDS}", f"the ending {ending}" if ending else "no ending", "Export the volume as a TIFF stack.")


def _check_there(path: Path) -> None:
    """The path leads to a folder, or to a regular file with something in it that may be read."""
    try:
        there, empty = path.is_dir() or path.is_file(), path.is_file() and path.stat().st_size == 0
        if path.is_file():
            path.open("rb").close()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise unfit(path, f"must be a file that can be read ({reason})", "", "Check the path and its permissions.") from error
    if not there:
        raise unfit(path, "must be a file or folder that exists", "", "Check the path.")
    if empty:
        raise unfit(path, "must hold a volume", "an empty file", "Copy or export it again.")


def _without(dataset: str | None, path: Path, opener: Callable[[Path, str], Source]) -> Callable[[Path, str], Source]:
    """`opener`, where no dataset was named: what it opens holds one volume and no names."""
    if dataset is not None:
        raise refused("dataset", f"must be left out: {named(path)} holds one volume, without a name", dataset, "Leave it out.")
    return opener


def read_labels(source: Source, voxel: Stated | None = None, crop: str | None = None, coarsen: int = 1) -> Volume:
    """A segmented volume.

    Args:
        source: an opened file.
        voxel: edges of a voxel of the file along z, y, x; None takes what the file states.
        crop: "0:100,20:200,:" along z, y, x, in voxels or with units; None for everything.
        coarsen: how many voxels along each axis become one, by majority, after the crop; what is left over at the far ends is left out.

    Raises:
        ValueError: a grey volume; no voxel size; a crop outside the volume; a damaged file; more than fits in memory.
    """
    edges, ranges = asked_part(source, voxel, crop, coarsen)
    cost.check_fits([stop - start for start, stop in ranges], partial(cost.reading, coarsen=coarsen), named(source.path), coarsen)
    census = Census(named(source.path))
    labels = np.empty(tuple((stop - start) // coarsen for start, stop in ranges), np.uint8)
    _gather(source, ranges, coarsen, labels, lambda part, first: majority(census.labels(part), coarsen, first))
    return Volume(labels, _coarser(edges, coarsen), source.name, str(source.path))


def read_grey(source: Source, voxel: Stated | None = None, crop: str | None = None, coarsen: int = 1) -> Grey:
    """A grey volume; arguments as of :func:`read_labels`, blocks become their mean (float32).

    Raises:
        ValueError: as :func:`read_labels`; grey values that are not finite.
    """
    edges, ranges = asked_part(source, voxel, crop, coarsen)
    dtype = source.dtype if coarsen == 1 else np.dtype(np.float32)
    needs = partial(cost.reading, bytes_each=dtype.itemsize, coarsen=coarsen)
    cost.check_fits([stop - start for start, stop in ranges], needs, named(source.path), coarsen)
    values = np.empty(tuple((stop - start) // coarsen for start, stop in ranges), dtype)

    def convert(part: NDArray[Any], _: int) -> NDArray[Any]:
        if part.dtype.kind == "f" and not np.isfinite(part).all():
            raise unfit(source.path, "must hold finite grey values", "some that are not", "Replace them, or crop to where all are finite.")
        return part if coarsen == 1 else mean(part, coarsen)

    _gather(source, ranges, coarsen, values, convert)
    return Grey(values, _coarser(edges, coarsen), source.name, str(source.path))


def stated_voxel(source: Source, voxel: Stated | None) -> Voxel:
    """The edges along z, y, x, m, that were stated, or else those of the file.

    Raises:
        ValueError: neither states them.
    """
    if voxel is not None:
        return read_voxel(voxel)
    if source.voxel is None:
        hint = f", only {source.hint}" if source.hint else ""
        raise refused("voxel", f"must be stated: {named(source.path)} does not say how large its voxels are{hint}", None, EXAMPLES)
    return source.voxel


def asked_part(source: Source, voxel: Stated | None, crop: str | None, coarsen: int) -> tuple[Voxel, Ranges]:
    """Edges of a voxel, m, and the ranges along z, y, x, cut to whole blocks.

    Raises:
        ValueError: no voxel size; a crop outside the volume; a coarsening by more than there is.
    """
    edges = stated_voxel(source, voxel)
    ranges = read_crop(crop, source.shape, edges)
    most = min(MOST, *(stop - start for start, stop in ranges))
    if not 1 <= coarsen <= most:
        raise refused("coarsen", f"must be a whole number from 1 to {most}", coarsen, "Write 2 to halve the resolution.")
    z, y, x = ((start, stop - (stop - start) % coarsen) for start, stop in ranges)
    return edges, (z, y, x)


def _coarser(voxel: Voxel, factor: int) -> Voxel:
    dz, dy, dx = voxel
    return dz * factor, dy * factor, dx * factor


def _gather(source: Source, ranges: Ranges, coarsen: int, out: NDArray[Any], convert: Callable[[NDArray[Any], int], NDArray[Any]]) -> None:
    """Fills `out` (along z, y, x) block by block, each block's crop through `convert`, which is told the number of its first layer."""
    stored = np.argsort(source.order)
    as_stored = out.transpose(stored)
    (low, high), second, third = (ranges[axis] for axis in stored)
    for start, block in source.stored_blocks(low, high, coarsen):
        first = (start - low) // coarsen
        part = convert(block[:, slice(*second), slice(*third)], first)
        as_stored[first : first + len(part)] = part
