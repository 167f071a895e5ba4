"""What a volume will cost, before anything is read: memory, CPU time, and what would fit where it does not.

Every figure that the predictions rest on stands here, as bytes or CPU seconds for each voxel.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, prod
from pathlib import Path

from stratode.recipe.errors import Problem, RecipeError
from stratode.structure.reading.coarsen import MOST

BASE = 200 * 10**6  # bytes: the interpreter, its libraries and the compiled kernels, whatever the volume
READING_SECONDS = 1.0e-8  # a voxel of a TIFF stack: decoding, checking, copying, coarsening
READING_BLOCKS = 100 * 2**20  # bytes: the block that is read and its copies, whatever the volume
SEGMENTING_BYTES = 8.0  # a grey voxel, its median as float32, the labels
SEGMENTING_SECONDS = 4.0e-7  # a voxel: the median of 27 values takes nearly all of it
PLAIN_BYTES = 24.0  # a voxel: labels, and the fields and coarse levels of conjugate gradients with multigrid in float32
GENERAL_BYTES = 36.0  # a voxel, with conductances on the faces: smoothed faces, or several phases
DOUBLE = 2.0  # float64 fields in place of float32
SOLVING_SECONDS = 1.3e-7  # a voxel, an axis and a way to treat faces, to an error of 0.1 %
GEOMETRY_SECONDS = 2.0e-6  # a voxel: surfaces, distances, particles, chords; 1.3e-6 to 2.7e-6 on two machines
GEOMETRY_BYTES = 45.0  # a voxel: distances and particles, beside the labels
FIELDS_SECONDS = 4.0e-7  # a voxel: a closer solution whose potential and flux are kept, and tau through the thickness
FIELDS_BYTES = 70.0
TENSOR_SOLUTIONS = 6  # in float64: three axes, three sums of two

FALLBACK = 4 * 2**30  # bytes taken to be free where the system does not tell
KEPT_FREE = 0.1  # of the free memory, for everything else
MEMINFO = Path("/proc/meminfo")
STATM = Path("/proc/self/statm")
GROUP = Path("/sys/fs/cgroup")  # limits of a container
UNLIMITED = 2**60
GB = 1e9


@dataclass(frozen=True, slots=True)
class Cost:
    """What a computation takes.

    Args:
        bytes: peak memory.
        seconds: CPU time over all threads, s.
    """

    bytes: int
    seconds: float

    def then(self, other: Cost) -> Cost:
        """This and afterwards the other: the larger memory, both times."""
        return Cost(max(self.bytes, other.bytes), self.seconds + other.seconds)

    def __str__(self) -> str:
        """As it is shown: "1.2 GB of memory, about 40 s of CPU time"."""
        return f"{self.bytes / GB:.2g} GB of memory, about {self.seconds:.2g} s of CPU time"


def reading(shape: Sequence[int], bytes_each: int = 1, coarsen: int = 1) -> Cost:
    """Reading a volume of `shape` as values of `bytes_each` bytes, `coarsen` voxels along each axis as one."""
    kept = prod(n // coarsen for n in shape) * bytes_each
    plane = prod(sorted(shape)[1:]) * 16 * coarsen  # the largest plane, as float64 and its copy
    return Cost(kept + max(READING_BLOCKS, plane), prod(shape) * READING_SECONDS)


def segmenting(shape: Sequence[int], bytes_each: int = 2) -> Cost:
    """Filtering and thresholding a grey volume of `bytes_each` bytes a voxel."""
    return Cost(ceil(prod(shape) * (SEGMENTING_BYTES + bytes_each)), prod(shape) * SEGMENTING_SECONDS)


def measuring(shape: Sequence[int], *, axes: int = 3, modes: int = 2, general: bool = True, double: bool = False) -> Cost:
    """Effective diffusivities of a labelled volume.

    Args:
        shape: voxels.
        axes: how many directions.
        modes: ways to treat faces: 2 for plain and smoothed.
        general: smoothed faces or several conducting phases are among them.
        double: fields in float64, as above a contrast of 1e3.
    """
    each = (GENERAL_BYTES if general else PLAIN_BYTES) * (DOUBLE if double else 1.0)
    return Cost(ceil(prod(shape) * each), prod(shape) * SOLVING_SECONDS * axes * modes * (DOUBLE if double else 1.0))


def predicted(
    shape: Sequence[int],
    *,
    grey: int = 0,
    axes: int = 3,
    modes: int = 2,
    several: bool = False,
    double: bool = False,
    geometry: bool = True,
    fields: bool = False,
    tensor: bool = False,
) -> Cost:
    """All of an analysis but the scatter over sub-volumes: reading, segmenting where grey, geometry, transport; memory of the process.

    Args:
        shape: voxels.
        grey: bytes of a grey voxel, where it has to be segmented first; 0 for labels.
        axes: directions of transport; 0 for none.
        modes: solutions of each: 1 for plain faces alone, 2 for plain and smoothed, 3 with the electrode tortuosity.
        several: more than one phase conducts.
        double: fields in float64.
        geometry: surfaces, sizes and chords.
        fields: potential and flux kept.
        tensor: the whole tensor.
    """
    count = prod(shape)
    cost = reading(shape)
    if grey:
        cost = cost.then(segmenting(shape, grey))
    if axes:
        cost = cost.then(measuring(shape, axes=axes, modes=modes, general=modes > 1 or several, double=double))
    if geometry:
        cost = cost.then(Cost(ceil(GEOMETRY_BYTES * count), count * GEOMETRY_SECONDS))
    if fields:
        cost = cost.then(Cost(ceil(FIELDS_BYTES * count), count * FIELDS_SECONDS))
    if tensor:
        cost = cost.then(Cost(ceil(GENERAL_BYTES * DOUBLE * count), count * SOLVING_SECONDS * TENSOR_SOLUTIONS))
    return Cost(BASE + cost.bytes, cost.seconds)


def available() -> int:
    """Bytes of memory that are free to this process now: of the machine, the container and the shell's limit the least."""
    return min(_machine(), _container(), _limit())


def _machine() -> int:
    try:
        for line in MEMINFO.read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    except (AttributeError, OSError, ValueError):
        return FALLBACK


def _container() -> int:
    try:
        limit = (GROUP / "memory.max").read_text(encoding="ascii").strip()
        used = (GROUP / "memory.current").read_text(encoding="ascii").strip()
        return max(int(limit) - int(used), 0)
    except (OSError, ValueError):  # no container, or "max"
        return UNLIMITED


def _limit() -> int:
    try:
        import resource
    except ImportError:  # not a Unix
        return UNLIMITED
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    if soft == resource.RLIM_INFINITY:
        return UNLIMITED
    try:
        used = int(STATM.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        used = 0
    return max(soft - used, 0)


def check_fits(shape: Sequence[int], cost: Callable[[Sequence[int]], Cost], field: str = "volume", coarsen: int = 1) -> None:
    """Stops before a volume that does not fit in memory is begun.

    Args:
        shape: voxels.
        cost: what a volume of a given shape takes.
        field: what to name in the message.
        coarsen: by how much it is coarsened already, for the message.

    Raises:
        ValueError: it does not fit; it names a coarsening and a crop that would.
    """
    free = int(available() * (1.0 - KEPT_FREE))
    needed = cost(shape).bytes
    if needed <= free:
        return
    received = f"{' x '.join(map(str, shape))} voxels, which need {needed / GB:,.1f} GB of {free / GB:,.1f} GB that are free"
    raise RecipeError((Problem(field, "must fit in memory", received, _what_fits(shape, cost, free, coarsen)),))


def _what_fits(shape: Sequence[int], cost: Callable[[Sequence[int]], Cost], free: int, coarsen: int) -> str:
    """A coarsening and a crop that would fit, as a remedy."""
    factors = range(2, min(MOST, *shape) + 1)
    factor = next((n for n in factors if cost([length // n for length in shape]).bytes <= free), None)
    shares = (share / 100 for share in range(95, 0, -5))
    crop = next((c for c in ([max(1, int(n * share)) for n in shape] for share in shares) if cost(c).bytes <= free), None)
    ways = [f"coarsen by {factor * coarsen}"] if factor else []
    ways += [f"crop to {' x '.join(map(str, crop))} voxels"] if crop else []
    return f"Free memory, or {' or '.join(ways)}." if ways else "Free memory, or use a larger machine."
