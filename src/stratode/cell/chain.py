"""Slabs in a row: from the right end to the left one the cell is condensed, slab by slab, to what its left face sees.

Unit current charges: it enters at the right terminal and leaves at the left one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.cell.interfaces import Wall
from stratode.cell.lines import ETA, FIELDS, SALT, Ladder, Line, ladder
from stratode.cell.slabs import Slab

Array = NDArray[np.float64]
Complex = NDArray[np.complex128]

CURRENT = -1.0  # A/m2, towards the right


@dataclass(frozen=True, slots=True)
class _Seen:
    """All that lies to the right of a face, as the face sees it: flows (i_s, J) = matrix z - known, and the right terminal over phi_e
    of the face = beyond z + fixed."""

    matrix: Complex  # (F, 2, 2) S/m2
    known: Complex  # (F, 2) A/m2
    beyond: Complex  # (F, 2)
    fixed: Complex  # (F,) V


def through(
    row: Sequence[Slab], lines: Sequence[Line], walls: Sequence[Wall], porous: Sequence[bool], anions: float, omega: Array
) -> Complex:
    """The impedance from terminal to terminal, (F,) ohm m2; not finite where no current can pass.

    Args:
        row: the slabs from left to right, and `lines` their constants.
        walls: the left and the right end.
        porous: whether each end is a collector that touches the solid, or a plane that touches the electrolyte.
        anions: share of a plane's double layer that they charge, 1 - t+.
        omega: (F,) 1/s.

    Raises:
        ValueError: a layer conducts no ions, or solids that must not touch do.
    """
    seen = _beyond_the_last(walls[1], porous[1], anions, lines[-1])
    for k in range(len(row) - 1, -1, -1):
        seen = _before(ladder(lines[k], omega), seen)
        if k > 0:
            seen = _at_face(seen, row[k - 1], row[k], lines[k - 1].has, lines[k].has)
    entering = _flows(walls[0], porous[0], anions, lines[0])
    z = _solve(seen.matrix, (entering + seen.known)[:, :, None])[:, :, 0]
    beyond = seen.beyond - np.array([1.0, 0.0]) if porous[0] else seen.beyond
    found: Complex = np.einsum("fi,fi->f", beyond, z) + seen.fixed + walls[0].impedance
    return found


def _flows(wall: Wall, porous: bool, anions: float, line: Line) -> Complex:
    """(F, 2) electronic current and anion flux, both to the right, that an end imposes: its double layer takes anions too."""
    flows = np.zeros((wall.impedance.size, FIELDS), dtype=complex)
    if porous:
        flows[:, ETA] = CURRENT
    elif line.has[SALT]:
        flows[:, SALT] = -anions * wall.double_layer * CURRENT
    return flows


def _beyond_the_last(wall: Wall, porous: bool, anions: float, line: Line) -> _Seen:
    """What the last slab's right face sees: flows that the end imposes, whatever the fields."""
    flows = _flows(wall, porous, anions, line)
    beyond = np.zeros_like(flows)
    beyond[:, ETA] = 1.0 if porous else 0.0
    return _Seen(np.zeros((*flows.shape, FIELDS), dtype=complex), -flows, beyond, -CURRENT * wall.impedance)


def _before(slab: Ladder, seen: _Seen) -> _Seen:
    """What the left face of a slab sees, from what its right face sees; no difference of large numbers is taken.

    (Q + G + R) z_right = Q z_left + known, so that the left face sees G + Q (Q + G + R)^-1 (G + R).
    """
    behind = slab.shunt + seen.matrix
    known = seen.known + slab.share * CURRENT
    solved = _solve(slab.series + behind, np.concatenate([slab.series, behind, known[:, :, None]], axis=2))
    onward, back, offset = solved[:, :, :FIELDS], solved[:, :, FIELDS:-1], solved[:, :, -1]
    steps = seen.beyond - slab.share
    return _Seen(
        slab.shunt + slab.series @ back,
        np.einsum("fij,fj->fi", slab.series, offset) - slab.share * CURRENT,
        slab.share + np.einsum("fi,fij->fj", steps, onward),
        seen.fixed - slab.ohmic * CURRENT + np.einsum("fi,fi->f", steps, offset),
    )


def _at_face(seen: _Seen, left: Slab, right: Slab, has_left: Sequence[bool], has_right: Sequence[bool]) -> _Seen:
    """What the slab on the left of a face sees through it: a field that only one of both sides has ends here without flow."""
    for field in range(FIELDS):
        if not has_right[field]:
            seen = _absent(seen, field)
        elif not has_left[field]:
            seen = _in_series(seen, field, 1.0 / seen.matrix[:, field, field])
    if has_left[ETA] and has_right[ETA]:
        if left.solid != right.solid:
            raise ValueError(
                "middle: an electrode and a layer whose solid touches no collector must lie apart; received them face to face; "
                "put a separator between them"
            )
        seen = _in_series(seen, ETA, right.contact / (1.0 + right.contact * seen.matrix[:, ETA, ETA]))
    return seen


def _in_series(seen: _Seen, field: int, weight: Complex) -> _Seen:
    """With a resistance R before one field: weight R / (1 + R matrix[field, field]), its limit where nothing flows."""
    row, column = seen.matrix[:, field, :], seen.matrix[:, :, field] * weight[:, None]
    known, beyond = seen.known[:, field], seen.beyond[:, field] * weight
    return _Seen(
        seen.matrix - column[:, :, None] * row[:, None, :],
        seen.known - column * known[:, None],
        seen.beyond - beyond[:, None] * row,
        seen.fixed + beyond * known,
    )


def _absent(seen: _Seen, field: int) -> _Seen:
    """With a field that does not exist on the right, so that nothing of it flows there."""
    there = np.ones(FIELDS)
    there[field] = 0.0
    return _Seen(seen.matrix * np.outer(there, there), seen.known * there, seen.beyond * there, seen.fixed)


def _solve(matrix: Complex, right: Complex) -> Complex:
    """2x2 systems by Cramer's rule, (F, 2, n); infinite where singular."""
    a, b, c, d = (matrix[:, i, j, None] for i, j in ((0, 0), (0, 1), (1, 0), (1, 1)))
    scale = a * d - b * c
    return np.stack([(d * right[:, 0] - b * right[:, 1]) / scale, (a * right[:, 1] - c * right[:, 0]) / scale], axis=1)
