"""The volumes of the transport suites; pore is label 0."""

from __future__ import annotations

from tests.structure import volumes
from tests.structure.volumes import Case

SIZES = (100, 200)
LARGEST = 500


def cases(n: int) -> list[Case]:
    """Four volumes of n voxels a side, of the same features in voxels at every size."""
    return [blobs(n), bed(n), edge(n), electrode(n)]


def blobs(n: int) -> Case:
    return Case(f"blobs {n}^3", volumes.blobs(volumes.cube(n), 0.4, 4.0, 1))


def bed(n: int) -> Case:
    """Spheres of 30 voxels that overlap a little."""
    return Case(f"sphere bed {n}^3", volumes.spheres(volumes.cube(n), 0.4, 15.0, 2, apart=0.8))


def edge(n: int) -> Case:
    """Blobs at a porosity where some of them are cut off from all others."""
    return Case(f"near percolation {n}^3", volumes.blobs(volumes.cube(n), 0.18, 4.0, 3))


def electrode(n: int) -> Case:
    """Pore and, a twentieth as well, the carbon and binder; the active spheres insulate."""
    active = volumes.spheres(volumes.cube(n), 0.5, 9.0, 4, apart=0.8)
    binder = volumes.blobs(volumes.cube(n), 0.66, 4.0, 5)
    return Case(f"three phases {n}^3", (active + 2 * (binder & (active == 0))).astype("uint8"), {0: 1.0, 2: 0.05})
