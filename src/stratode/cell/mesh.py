"""The through-thickness mesh: finite volumes aligned to the faces of layers and of mixed zones, packed where a monitor asks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.recipe.parts import BlockingElectrode, Cell, Electrode, Layer, LithiumMetal, Separator, TransportCell

Array = NDArray[np.float64]

ANODE, SEPARATOR, CATHODE = -1, 0, 1
FLOATING = 2  # and above: solids in touch with no collector, one number for each stretch of joined layers
THINNEST = 1e-9  # of a layer: what mixed zones leave of it below this is round-off


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of the stack over which the share of `second` runs linearly from `share_left` to `share_right`; pure where both are 0."""

    left: float  # m
    right: float
    region: int
    first: int  # index into Stack.layers, in a separator into Stack.separators
    second: int
    share_left: float
    share_right: float


@dataclass(frozen=True, slots=True)
class Stack:
    """The cell laid out along x, from the anode side to the cathode's collector."""

    layers: tuple[Layer, ...]  # anode's from its collector, then the cathode's from the separator
    names: tuple[str, ...]  # of the layers, then of the separators
    zones: tuple[Zone, ...]
    joints: tuple[tuple[float, float], ...]  # (x, electronic contact resistance ohm m2) between layers
    separators: tuple[Separator, ...]
    left: LithiumMetal | BlockingElectrode | Electrode
    right: LithiumMetal | BlockingElectrode | Electrode

    @property
    def thickness(self) -> float:
        """From the anode side to the cathode's collector, m."""
        return self.zones[-1].right


def lay_out(cell: Cell | TransportCell) -> Stack:
    """Order layers along x and cut zones at the faces of layers and of mixed interfaces."""
    left, right, middle, sides = _ends(cell)
    zones: list[Zone] = []
    joints: list[tuple[float, float]] = []
    layers: list[Layer] = []
    names: list[str] = []
    separators: list[Separator] = []
    x, region = 0.0, FLOATING
    if isinstance(left, Electrode):
        x = _electrode(list(left.layers), False, ANODE, sides[0], x, layers, names, zones, joints)
    joined: list[Layer] = []
    for part in (*middle, None):
        if isinstance(part, Layer):
            joined.append(part)
            continue
        if joined:
            x = _electrode(joined, False, region, "middle", x, layers, names, zones, joints)
            joined, region = [], region + 1
        if part is not None:
            zones.append(Zone(x, x + part.thickness, SEPARATOR, len(separators), len(separators), 0.0, 0.0))
            separators.append(part)
            x += part.thickness
    if isinstance(right, Electrode):
        _electrode(list(right.layers), True, CATHODE, sides[1], x, layers, names, zones, joints)
    gaps = ["separator" if len(separators) == 1 else f"separator {k}" for k in range(1, len(separators) + 1)]
    return Stack(tuple(layers), (*names, *gaps), tuple(zones), tuple(joints), tuple(separators), left, right)


Side = LithiumMetal | BlockingElectrode | Electrode


def _ends(cell: Cell | TransportCell) -> tuple[Side, Side, tuple[Separator | Layer, ...], tuple[str, str]]:
    """(left end, right end, what lies between, the words for both ends)."""
    if isinstance(cell, Cell):
        return cell.anode, cell.cathode, (cell.separator,), ("anode", "cathode")
    return cell.left, cell.right, cell.middle, ("left", "right")


def _electrode(
    listed: list[Layer],
    backwards: bool,
    region: int,
    word: str,
    x: float,
    layers: list[Layer],
    names: list[str],
    zones: list[Zone],
    joints: list[tuple[float, float]],
) -> float:
    """Append one electrode; `listed` runs from the collector, `backwards` turns it to run from the separator."""
    order = listed[::-1] if backwards else listed
    start = len(layers)
    layers.extend(order)
    names.extend(f"{word}: {layer.name}" for layer in order)
    faces = x + np.concatenate([[0.0], np.cumsum([layer.thickness for layer in order])])
    # the interface between order[k] and order[k+1] is stated on whichever lies farther from the collector
    meets = [(order[k] if backwards else order[k + 1]).interface for k in range(len(order) - 1)]
    half = [min(0.5 * m.mixed_over, 0.5 * order[k].thickness, 0.5 * order[k + 1].thickness) for k, m in enumerate(meets)]
    for k in range(len(order)):
        left = faces[k] + (half[k - 1] if k else 0.0)
        right = faces[k + 1] - (half[k] if k < len(meets) else 0.0)
        if right - left > THINNEST * order[k].thickness:
            zones.append(Zone(left, right, region, start + k, start + k, 0.0, 0.0))
        if k < len(meets):
            joints.append((float(faces[k + 1]), meets[k].contact_resistance))
            if half[k] > 0.0:
                zones.append(Zone(right, faces[k + 1], region, start + k, start + k + 1, 0.0, 0.5))
                zones.append(Zone(faces[k + 1], faces[k + 1] + half[k], region, start + k, start + k + 1, 0.5, 1.0))
    return float(faces[-1])


def first_edges(stack: Stack, count: int) -> Array:
    """Edges of a mesh with about `count` nodes before anything is known: by thickness, packed towards the separator's faces."""
    total = stack.thickness
    x = np.linspace(0.0, total, 401)
    mid = 0.5 * (x[1:] + x[:-1])
    monitor = np.full_like(mid, 1.0 / total)
    for zone in stack.zones:
        if zone.region == SEPARATOR:
            for face in (zone.left, zone.right):
                scale = 0.1 * total
                monitor += 2.0 / total / (1.0 + ((mid - face) / (0.3 * scale)) ** 2) ** 0.5
    return packed_edges(stack, count, x, monitor)


def packed_edges(stack: Stack, count: int, x: Array, monitor: Array) -> Array:
    """Edges with about `count` nodes whose density follows `monitor` (one positive number per interval of x), at least 3 a zone.

    Within a zone the monitor's integral is divided into equal parts; zone faces are always edges.
    """
    integral = np.concatenate([[0.0], np.cumsum(monitor * np.diff(x))])
    faces = np.array([zone.left for zone in stack.zones] + [stack.zones[-1].right])
    at_faces = np.interp(faces, x, integral)
    parts = np.diff(at_faces) / (at_faces[-1] - at_faces[0])
    numbers = np.maximum(3, np.round(parts * count).astype(int))
    edges = [np.array([faces[0]])]
    for k, number in enumerate(numbers):
        inside = np.interp(np.linspace(at_faces[k], at_faces[k + 1], number + 1), integral, x)
        inside[-1] = faces[k + 1]
        edges.append(inside[1:])
    return np.concatenate(edges)
