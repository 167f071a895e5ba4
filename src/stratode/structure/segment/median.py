"""The 3D median of 3x3x3 voxels, which takes noise off a scan and leaves edges where they are; in blocks, so memory stays bounded.

huang2021 smoothed their scans with it before thresholds were chosen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stratode.structure.blocks import Held, Planes, blocks, with_halo
from stratode.structure.segment.histogram import require_finite
from stratode.structure.segment.ranks import medians_of_27
from stratode.structure.volume import Grey


@dataclass(frozen=True, slots=True, eq=False)
class Medians:
    """Planes seen through the median, worked out as they are asked for; beyond the volume's faces its mirror image counts.

    Args:
        source: what is smoothed.
        passes: how many times.
    """

    source: Planes
    passes: int = 1

    @property
    def shape(self) -> tuple[int, int, int]:
        """Voxels along z, y, x."""
        return self.source.shape

    def planes(self, start: int, stop: int) -> NDArray[Any]:
        """Planes `start` to `stop` (excluded).

        Raises:
            ValueError: a value that is no finite number.
        """
        block, at = with_halo(self.source, start, stop, self.passes)
        require_finite(block, start - at)
        for _ in range(self.passes):
            block = medians_of_27(block)
        return block[at : at + stop - start]


def median(grey: Grey, passes: int = 1) -> Grey:
    """The volume with every voxel replaced by the median of the 27 about it.

    Needs one more array of the volume's type, and a block; 0.02 us a voxel and pass (8 bits; 0.1 us of 32).

    Args:
        grey: of any real type.
        passes: how many times, 0 or more.

    Raises:
        ValueError: a negative number of passes; a value that is no finite number.
    """
    if passes < 0:
        raise ValueError(f"medians: must be 0 or more passes; received {passes}. Write 1, or 0 to leave the volume as it is.")
    if passes == 0:
        return grey
    seen = Medians(Held(grey.values), passes)
    values = np.empty_like(grey.values, order="C", subok=False)
    for start, stop in blocks(seen.shape):
        values[start:stop] = seen.planes(start, stop)
    return replace(grey, values=values, source=f"{grey.source}; 3D median 3x3x3" + (f", {passes} times" if passes > 1 else ""))
