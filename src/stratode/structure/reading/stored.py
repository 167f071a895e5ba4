"""HDF5 files and Zarr folders: one array of three axes, read in blocks by a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from math import isfinite, prod
from pathlib import Path
from threading import Timer
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stratode.recipe.extras import need
from stratode.structure.reading.damage import damaged, named, reading, unfit
from stratode.structure.reading.source import Source
from stratode.structure.reading.three_axes import pick, times, volume_shape
from stratode.structure.volume import Voxel

READER = Path(__file__).with_name("stored_process.py")
MARKS = ("zarr.json", ".zarray", ".zgroup")  # a folder that holds one of these is a Zarr
LARGEST_CHUNK = 2**30  # bytes; a chunk is unpacked as a whole
MEMORY = 4 * 2**30  # bytes that the process may take beside what it is asked for
LONGEST = 120.0  # s for one answer, which is a block of some megabytes


class Library:
    """The process that reads one file or folder; `arrays` tells what it holds.

    Args:
        path: of the file or folder.
        kind: "HDF5" or "Zarr".

    Raises:
        ValueError: whatever fails there.
    """

    def __init__(self, path: Path, kind: str) -> None:
        """Starts it."""
        self.path = path
        self.kind = f"{kind} file"
        command = [sys.executable, "-P", str(READER), kind, str(path), str(MEMORY)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            self.arrays: dict[str, dict[str, Any]] = self._answer()["arrays"]
        except BaseException:
            self.close()
            raise

    def read(self, name: str, start: int, stop: int) -> bytearray:
        """The bytes of planes `start` to `stop` of an array."""
        asked = json.dumps({"name": name, "start": start, "stop": stop}).encode() + b"\n"
        try:
            if self.process.stdin is None:
                raise self._broken()
            self.process.stdin.write(asked)
            self.process.stdin.flush()
        except BrokenPipeError as error:
            raise self._broken() from error
        return self._answer()["content"]  # type: ignore[no-any-return]

    def _answer(self) -> dict[str, Any]:
        """The next answer, with its bytes as `content` where it has any."""
        patience = Timer(LONGEST, self.process.kill)
        patience.start()
        try:
            out = self.process.stdout
            line = out.readline() if out else b""
            if not line.endswith(b"\n") or out is None:
                raise self._broken()
            answer: dict[str, Any] = json.loads(line)
            if "error" in answer:
                raise damaged(self.path, self.kind, str(answer["error"]))
            if "bytes" in answer:
                answer["content"] = bytearray(answer["bytes"])
                if out.readinto(answer["content"]) < answer["bytes"]:  # type: ignore[attr-defined]
                    raise self._broken()
            return answer
        finally:
            patience.cancel()

    def _broken(self) -> Exception:
        return damaged(self.path, self.kind, "one on which the format's own library breaks down")

    def close(self) -> None:
        """Ends it."""
        self.process.kill()
        self.process.communicate()


@dataclass(frozen=True, eq=False, kw_only=True)
class StoredSource(Source):
    """An array of an HDF5 file or a Zarr folder."""

    library: Library
    array: str

    def stored(self, start: int, stop: int) -> NDArray[Any]:
        """As :meth:`Source.stored`."""
        with reading(self.path, self.library.kind):
            content = self.library.read(self.array, start, stop)
            return np.frombuffer(content, self.dtype).reshape(stop - start, *self.stored_shape[1:])

    def close(self) -> None:
        """As :meth:`Source.close`."""
        self.library.close()


def open_hdf5(path: Path, dataset: str | None, axes: str) -> Source:
    """A dataset of an HDF5 file.

    Raises:
        ValueError: damaged; none or several of three axes where no name is given; no such name; data in other files.
    """
    need("h5py", extra="image")
    return _opened(path, "HDF5", dataset, axes)


def open_zarr(path: Path, dataset: str | None, axes: str) -> Source:
    """An array of a Zarr folder.

    Raises:
        ValueError: as :func:`open_hdf5`; a codec that does more than turn bytes into numbers.
    """
    need("zarr", extra="image")
    return _opened(path, "Zarr", dataset, axes)


def is_zarr(path: Path) -> bool:
    """Whether a folder is a Zarr, by its name or by what lies in it."""
    return path.suffix.lower() == ".zarr" or any((path / mark).is_file() for mark in MARKS)


def _opened(path: Path, kind: str, asked: str | None, axes: str) -> Source:
    with reading(path, kind):
        library = Library(path, kind)
        try:
            return _source(path, library, asked, axes)
        except BaseException:
            library.close()
            raise


def _source(path: Path, library: Library, asked: str | None, axes: str) -> Source:
    """The array that is meant, if it may be read."""
    name = pick(path, {name: item["shape"] for name, item in library.arrays.items()}, asked)
    item, where = library.arrays[name], f"{named(path)}, {name}"
    dtype = np.dtype(item["dtype"]).newbyteorder("=")
    shape = volume_shape(where, item["shape"], dtype)
    if item["refused"]:
        raise unfit(where, "must hold its data itself, in a common codec", item["refused"], "Export the volume into one file.")
    if item["chunks"] and prod(item["chunks"]) * dtype.itemsize > LARGEST_CHUNK:
        found = f"chunks of {times(item['chunks'])}"
        raise unfit(where, "must be stored in chunks of at most 1 GB", found, "Store it in chunks of about 1 MB.")
    voxel = _voxel(item["edges"])
    return StoredSource(path=path, stored_shape=shape, dtype=dtype, axes=axes, stored_voxel=voxel, library=library, array=name)


def _voxel(edges: list[float]) -> Voxel | None:
    """Edges along the array's axes, m, where it states three positive ones, in um."""
    if len(edges) != 3 or not all(isfinite(edge) and edge > 0.0 for edge in edges):
        return None
    d0, d1, d2 = edges
    return d0 * 1e-6, d1 * 1e-6, d2 * 1e-6
