"""Several NumPy arrays in one .npz file, unpacked as a stream: no member is ever in memory as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from zipfile import ZipFile, ZipInfo

import numpy as np
from numpy.typing import NDArray

from stratode.structure.reading.damage import check_mark, damaged, named, reading
from stratode.structure.reading.numpy_files import Header, raw_header, read_header
from stratode.structure.reading.source import Source
from stratode.structure.reading.three_axes import pick

KIND = "NumPy archive (.npz)"
SKIPPED_AT_ONCE = 2**20  # bytes


class Stream:
    """The data of one member, read forwards; to go back it is unpacked anew."""

    def __init__(self, archive: ZipFile, member: ZipInfo, start: int) -> None:
        """Nothing is unpacked yet."""
        self.archive = archive
        self.member = member
        self.start = start
        self.file: IO[bytes] | None = None
        self.position = 0

    def read(self, offset: int, count: int) -> bytes:
        """`count` bytes of the member from `offset` on.

        Raises:
            EOFError: it ends before.
        """
        offset += self.start
        if self.file is None or offset < self.position:
            self.file, self.position = self.archive.open(self.member), 0
        while self.position < offset:
            self._next(min(SKIPPED_AT_ONCE, offset - self.position))
        return self._next(count)

    def _next(self, count: int) -> bytes:
        content = self.file.read(count) if self.file else b""
        self.position += len(content)
        if len(content) < count:
            raise EOFError(f"{self.member.filename} ends after {self.position} bytes")
        return content


@dataclass(frozen=True, eq=False, kw_only=True)
class StreamSource(Source):
    """A member of an .npz file."""

    header: Header
    stream: Stream

    def stored(self, start: int, stop: int) -> NDArray[Any]:
        """As :meth:`Source.stored`."""
        plane = self.header.bytes // self.stored_shape[0]
        with reading(self.path, KIND):
            content = self.stream.read(start * plane, (stop - start) * plane)
        return np.frombuffer(content, self.header.dtype).reshape(-1, *self.stored_shape[1:]).astype(self.dtype)

    def close(self) -> None:
        """As :meth:`Source.close`."""
        self.stream.archive.close()


def open_npz(path: Path, dataset: str | None, axes: str) -> Source:
    """An array of an .npz file.

    Raises:
        ValueError: damaged; none or several arrays of three axes where no name is given; no such name.
    """
    with reading(path, KIND):
        check_mark(path, KIND, b"PK")
        archive = ZipFile(path)
        try:
            return _opened(path, archive, dataset, axes)
        except BaseException:
            archive.close()
            raise


def _opened(path: Path, archive: ZipFile, dataset: str | None, axes: str) -> Source:
    members = {member.filename.removesuffix(".npy"): member for member in archive.infolist()}
    member = members[pick(path, {name: _shape(path, archive, member) for name, member in members.items()}, dataset)]
    where = f"{named(path)}, {member.filename}"
    with archive.open(member) as file:
        header = read_header(file, where)
    if header.start + header.bytes != member.file_size:
        raise damaged(where, KIND, f"{member.file_size} bytes for an array of {header.bytes}")
    return StreamSource(
        path=path,
        stored_shape=header.shape,
        dtype=header.dtype.newbyteorder("="),
        axes=header.ordered(axes),
        header=header,
        stream=Stream(archive, member, header.start),
    )


def _shape(path: Path, archive: ZipFile, member: ZipInfo) -> tuple[int, ...]:
    with archive.open(member) as file:
        return raw_header(file, f"{named(path)}, {member.filename}")[0]
