"""How large a volume is and what it is made of, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stratode.report.lab_units import MICROMETRE, PERCENT, number
from stratode.structure.volume import Volume

CLOSING = "z is the array's first axis: through the thickness, from the collector on."


def percent(share: float, digits: int = 3) -> str:
    """A share as it is spoken."""
    return f"{number(share * PERCENT, digits)} %"


def size_and_shares(volume: Volume, shares: Mapping[int, float]) -> str:
    """How large a volume is and what it is made of."""
    lengths = " x ".join(number(length * MICROMETRE) for length in volume.lengths)
    voxels = " x ".join(map(str, volume.shape))
    edges = [number(edge * MICROMETRE) for edge in volume.voxel]
    edge = edges[0] if len(set(edges)) == 1 else " x ".join(edges)
    told = ", ".join(f"{volume.named(phase)} {percent(share)}" for phase, share in shares.items())
    return f"{voxels} voxels of {edge} µm, {lengths} µm (z, y, x). By volume: {told}."


def tidy(value: float) -> float:
    """A length in µm without the rounding noise of its unit."""
    return float(f"{value:.12g}")


def listed(words: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
