"""Blocks of a circuit that are alike, as the two arcs of R0-p(R1,C1)-p(R2,C2): a fit cannot tell them apart, so they are put in order."""

from __future__ import annotations

import numpy as np

from stratode.lab.impedance.circuit import Circuit, Leaf, Node
from stratode.lab.impedance.elements import Array

GRID = 400  # frequencies at which blocks are compared
BEYOND = 1e4  # times the measured frequencies, to both sides


def ordered(circuit: Circuit, values: Array, omega: Array) -> Array:
    """The parameters with alike neighbours in one series or parallel connection ordered from fast to slow, (P,).

    Args:
        circuit: of P parameters.
        values: (P,).
        omega: measured angular frequencies, rad/s; the speed of a block is where its -Z'' is largest.
    """
    wide = np.geomspace(omega.min() / BEYOND, omega.max() * BEYOND, GRID)
    found = values.copy()
    _order(circuit, circuit.tree, found, wide)
    return found


def _order(circuit: Circuit, node: Node, values: Array, wide: Array) -> None:
    """Orders the parts of a node within `values`, innermost first."""
    if isinstance(node, Leaf):
        return
    for part in node.parts:
        _order(circuit, part, values, wide)
    by_shape: dict[str, list[Node]] = {}
    for part in node.parts:
        by_shape.setdefault(_shape(part), []).append(part)
    for alike in by_shape.values():
        if len(alike) > 1 and not isinstance(alike[0], Leaf):
            places = [_places(part) for part in alike]
            blocks = [values[at].copy() for at in places]
            speeds = [_speed(part, values, wide) for part in alike]
            for at, source in zip(places, np.argsort([-speed for speed in speeds], kind="stable"), strict=True):
                values[at] = blocks[source]
        elif len(alike) > 1:
            _order_leaves([part for part in alike if isinstance(part, Leaf)], values)


def _order_leaves(leaves: list[Leaf], values: Array) -> None:
    """Alike single elements by their last time constant, or where they have none as they are."""
    roles = [p.role for p in leaves[0].element.parameters]
    if "time" not in roles:
        return
    offset = roles.index("time")
    places = [_places(leaf) for leaf in leaves]
    blocks = [values[at].copy() for at in places]
    for at, source in zip(places, np.argsort([block[offset] for block in blocks], kind="stable"), strict=True):
        values[at] = blocks[source]


def _shape(node: Node) -> str:
    if isinstance(node, Leaf):
        return node.element.name
    return f"{type(node).__name__}({','.join(map(_shape, node.parts))})"


def _places(node: Node) -> list[int]:
    """Places of a part's parameters."""
    if isinstance(node, Leaf):
        return list(range(node.place, node.place + len(node.element.parameters)))
    return [place for part in node.parts for place in _places(part)]


def _speed(node: Node, values: Array, wide: Array) -> float:
    z = Circuit("", node).impedance(values, wide)
    return float(wide[int(np.argmax(-z.imag))])
