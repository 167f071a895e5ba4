"""NumPy's own files: .npy mapped into memory; never anything that is pickled."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stratode.structure.reading.damage import reading
from stratode.structure.reading.source import Source
from stratode.structure.reading.three_axes import volume_shape


@dataclass(frozen=True, eq=False)
class ArraySource(Source):
    """An array, in memory or mapped from a file."""

    array: NDArray[Any] = field(default_factory=lambda: np.empty((1, 1, 1)))

    def stored(self, start: int, stop: int) -> NDArray[Any]:
        """As :meth:`Source.stored`."""
        block = self.array[start:stop]
        return np.ascontiguousarray(block, dtype=self.dtype)

    def close(self) -> None:
        """Nothing: the map goes with the array."""


def open_npy(path: Path, axes: str) -> Source:
    """An .npy file, mapped.

    Raises:
        ValueError: damaged; not three axes; no real numbers.
    """
    with reading(path, "NumPy file (.npy)"):
        array = np.load(path, mmap_mode="r", allow_pickle=False)
        shape = volume_shape(path.name, array.shape, array.dtype)
    return ArraySource(path, shape, array.dtype.newbyteorder("="), axes=axes, array=array.reshape(shape))
