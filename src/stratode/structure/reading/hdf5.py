"""HDF5 files: one dataset of three axes, read in blocks by a process of its own."""

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

from stratode.structure.reading.damage import damaged, need, reading, unfit
from stratode.structure.reading.source import Source
from stratode.structure.reading.three_axes import pick, times, volume_shape
from stratode.structure.volume import Voxel

KIND = "HDF5 file"
READER = Path(__file__).with_name("hdf5_process.py")
LARGEST_CHUNK = 2**30  # bytes; a chunk is unpacked as a whole
LONGEST = 120.0  # s for one answer, which is a block of some megabytes


class Library:
    """The process that reads one file.

    Args:
        path: of the file.

    Raises:
        ValueError: whatever fails there.
    """

    def __init__(self, path: Path) -> None:
        """Starts it; `datasets` is what the file holds."""
        self.path = path
        command = [sys.executable, "-P", str(READER), str(path)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            self.datasets: dict[str, dict[str, Any]] = self._heard()["datasets"]
        except BaseException:
            self.close()
            raise

    def read(self, name: str, start: int, stop: int) -> bytearray:
        """The bytes of a part of a dataset."""
        asked = json.dumps({"name": name, "start": start, "stop": stop}).encode() + b"\n"
        try:
            if self.process.stdin is None:
                raise self._broken()
            self.process.stdin.write(asked)
            self.process.stdin.flush()
        except BrokenPipeError as error:
            raise self._broken() from error
        return self._heard()["content"]  # type: ignore[no-any-return]

    def _heard(self) -> dict[str, Any]:
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
                raise damaged(self.path, KIND, str(answer["error"]))
            if "bytes" in answer:
                answer["content"] = bytearray(answer["bytes"])
                if out.readinto(answer["content"]) < answer["bytes"]:  # type: ignore[attr-defined]
                    raise self._broken()
            return answer
        finally:
            patience.cancel()

    def _broken(self) -> Exception:
        return damaged(self.path, KIND, "one on which HDF5's own library breaks down")

    def close(self) -> None:
        """Ends it."""
        self.process.kill()
        self.process.communicate()


@dataclass(frozen=True, eq=False, kw_only=True)
class DatasetSource(Source):
    """A dataset of an HDF5 file."""

    library: Library
    dataset: str

    def stored(self, start: int, stop: int) -> NDArray[Any]:
        """As :meth:`Source.stored`."""
        with reading(self.path, KIND):
            content = self.library.read(self.dataset, start, stop)
            return np.frombuffer(content, self.dtype).reshape(stop - start, *self.stored_shape[1:])

    def close(self) -> None:
        """As :meth:`Source.close`."""
        self.library.close()


def open_hdf5(path: Path, dataset: str | None, axes: str) -> Source:
    """A dataset of an HDF5 file.

    Raises:
        ValueError: damaged; none or several of three axes where no name is given; no such name; data in other files.
    """
    need("h5py")
    with reading(path, KIND):
        library = Library(path)
        try:
            return _opened(path, library, dataset, axes)
        except BaseException:
            library.close()
            raise


def _opened(path: Path, library: Library, asked: str | None, axes: str) -> Source:
    name = pick(path, {name: item["shape"] for name, item in library.datasets.items()}, asked)
    item, where = library.datasets[name], f"{path.name}, {name}"
    dtype = np.dtype(item["dtype"]).newbyteorder("=")
    shape = volume_shape(where, item["shape"], dtype)
    if item["elsewhere"]:
        raise unfit(where, "must hold its data itself", "links to other files", "Export the volume into one file.")
    check_chunk(where, item["chunks"], dtype.itemsize)
    voxel = _voxel(item["edges"])
    return DatasetSource(path=path, stored_shape=shape, dtype=dtype, axes=axes, stored_voxel=voxel, library=library, dataset=name)


def check_chunk(where: str, chunks: tuple[int, ...] | None, bytes_each: int) -> None:
    """Stops where a piece that is unpacked as a whole would fill the memory.

    Raises:
        ValueError: it is larger than 1 GB.
    """
    if chunks and prod(chunks) * bytes_each > LARGEST_CHUNK:
        raise unfit(where, "must be stored in chunks of at most 1 GB", f"chunks of {times(chunks)}", "Store it in chunks of about 1 MB.")


def _voxel(edges: list[float]) -> Voxel | None:
    """Edges along the dataset's axes, m, where it states three positive ones, in um."""
    if len(edges) != 3 or not all(isfinite(edge) and edge > 0.0 for edge in edges):
        return None
    d0, d1, d2 = edges
    return d0 * 1e-6, d1 * 1e-6, d2 * 1e-6
