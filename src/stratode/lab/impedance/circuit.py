"""Circuits by description, `R0-p(R1,C1)-p(R2-Wo1,C2)`: read into a tree, never evaluated as a program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from stratode.lab.impedance.elements import ELEMENTS, Array, Complex, Element, Parameter, listed

LABEL = re.compile(r"([A-Za-z]+)([0-9]*)")
LONGEST = 500  # characters of a description
DEEPEST = 20  # brackets within brackets
STEP = 1e-5  # of a logarithm or an exponent, for the slopes of one element


@dataclass(frozen=True, slots=True)
class Leaf:
    """One element of a circuit: its kind, its label ("Wo1") and the place of its first parameter in the circuit's list."""

    element: Element
    label: str
    place: int


@dataclass(frozen=True, slots=True)
class Series:
    """Parts one after the other: impedances add."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Parallel:
    """Parts side by side: admittances add."""

    parts: tuple[Node, ...]


Node = Leaf | Series | Parallel


@dataclass(frozen=True, slots=True)
class Circuit:
    """A circuit that was read.

    Args:
        description: as written, without blanks.
        tree: what it says.
    """

    description: str
    tree: Node
    leaves: tuple[Leaf, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Lists the leaves."""
        object.__setattr__(self, "leaves", tuple(sorted(_leaves(self.tree), key=lambda leaf: leaf.place)))

    @property
    def names(self) -> tuple[str, ...]:
        """Of all parameters: the label, with the parameter's number behind it where the element has several ("Wo1_0", "Wo1_1")."""
        return tuple(name for leaf in self.leaves for name in _names(leaf))

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What each parameter is, in the order of the names."""
        return tuple(parameter for leaf in self.leaves for parameter in leaf.element.parameters)

    def impedance(self, values: Array, omega: Array) -> Complex:
        """Impedance, ohm, (..., F).

        Args:
            values: of the parameters, (..., P), SI.
            omega: angular frequency, rad/s, (F,).
        """
        return _impedance(self.tree, np.moveaxis(values, -1, 0)[..., None], omega)


def _leaves(node: Node) -> Iterator[Leaf]:
    if isinstance(node, Leaf):
        yield node
        return
    for part in node.parts:
        yield from _leaves(part)


def _names(leaf: Leaf) -> tuple[str, ...]:
    count = len(leaf.element.parameters)
    return (leaf.label,) if count == 1 else tuple(f"{leaf.label}_{i}" for i in range(count))


def _impedance(node: Node, values: Array, omega: Array) -> Complex:
    if isinstance(node, Leaf):
        own = values[node.place : node.place + len(node.element.parameters)]
        return np.asarray(node.element.impedance(own, omega), dtype=complex)
    parts = [_impedance(part, values, omega) for part in node.parts]
    if isinstance(node, Series):
        return np.asarray(sum(parts), dtype=complex)
    return np.asarray(1.0 / sum(1.0 / part for part in parts), dtype=complex)


def slopes(circuit: Circuit, values: Array, omega: Array) -> tuple[Complex, Complex]:
    """Impedance (..., F) and its slopes (P, ..., F) over the logarithm of each parameter, over an exponent itself.

    Args:
        circuit: of P parameters.
        values: (..., P).
        omega: angular frequency, rad/s, (F,).
    """
    columns = np.moveaxis(values, -1, 0)[..., None]
    z, by_place = _slopes(circuit.tree, columns, omega)
    return z, np.stack([by_place[place] for place in range(len(circuit.names))])


def _slopes(node: Node, values: Array, omega: Array) -> tuple[Complex, dict[int, Complex]]:
    """Impedance of a part and its slopes by the place of the parameter."""
    if isinstance(node, Leaf):
        return _leaf_slopes(node, values, omega)
    found = [_slopes(part, values, omega) for part in node.parts]
    if isinstance(node, Series):
        return np.asarray(sum(z for z, _ in found), dtype=complex), {k: v for _, own in found for k, v in own.items()}
    whole = np.asarray(1.0 / sum(1.0 / z for z, _ in found), dtype=complex)
    return whole, {k: v * (whole / z) ** 2 for z, own in found for k, v in own.items()}


def _leaf_slopes(leaf: Leaf, values: Array, omega: Array) -> tuple[Complex, dict[int, Complex]]:
    own = values[leaf.place : leaf.place + len(leaf.element.parameters)]
    z = np.asarray(leaf.element.impedance(own, omega), dtype=complex)
    found = {}
    for k, parameter in enumerate(leaf.element.parameters):
        up, down = own.copy(), own.copy()
        if parameter.role == "exponent":
            up[k], down[k] = own[k] + STEP, own[k] - STEP
        else:
            up[k], down[k] = own[k] * np.exp(STEP), own[k] * np.exp(-STEP)
        found[leaf.place + k] = (leaf.element.impedance(up, omega) - leaf.element.impedance(down, omega)) / (2.0 * STEP)
    return z, found


def parse(description: str) -> Circuit:
    """The circuit that a text describes: `-` joins in series, `p(a,b)` in parallel, brackets group.

    Raises:
        ValueError: it cannot be read; the text points at the character and lists the elements.
    """
    text = "".join(description.split())
    reader = _Reader(text)
    if len(text) > LONGEST:
        raise reader.wrong(f"is longer than {LONGEST} characters")
    tree = reader.series(0)
    if reader.at < len(text):
        raise reader.wrong("must go on with '-', ',' or end here")
    return Circuit(text, tree)


class _Reader:
    """Reads a description from left to right."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.place = text, 0, 0
        self.labels: set[str] = set()

    def wrong(self, rule: str) -> ValueError:
        """The error at this character."""
        pointer = f"\n  {self.text[: LONGEST + 1]}\n  {' ' * self.at}^\n"
        shown = repr(self.text[self.at]) if self.at < len(self.text) else "the end"
        return ValueError(
            f"circuit: {rule}; received {shown} at character {self.at + 1}:{pointer}"
            f"Join in series with '-', in parallel with p(a,b), each element with its number, for example R0-p(R1,CPE1). "
            f"Elements: {listed()}."
        )

    def series(self, depth: int) -> Node:
        """Parts joined by '-'."""
        parts = [self.part(depth)]
        while self.ahead("-"):
            parts.append(self.part(depth))
        return parts[0] if len(parts) == 1 else Series(tuple(parts))

    def part(self, depth: int) -> Node:
        """An element, p(...) or (...)."""
        if depth > DEEPEST:
            raise self.wrong(f"must not have more than {DEEPEST} brackets within each other")
        if self.text.startswith("p(", self.at):
            self.at += 2
            parts = [self.series(depth + 1)]
            while self.ahead(","):
                parts.append(self.series(depth + 1))
            self.close()
            if len(parts) == 1:
                raise self.wrong("p( ) must hold at least two parts with ',' between them")
            return Parallel(tuple(parts))
        if self.ahead("("):
            inner = self.series(depth + 1)
            self.close()
            return inner
        return self.leaf()

    def leaf(self) -> Leaf:
        """One element with its number."""
        match = LABEL.match(self.text, self.at)
        if match is None:
            raise self.wrong("must have an element here")
        element = ELEMENTS.get(match[1]) or {name.upper(): one for name, one in ELEMENTS.items() if len(name) > 2}.get(match[1].upper())
        if element is None:
            raise self.wrong(f"knows no element {match[1][:20]!r}")
        label = element.name + match[2]
        if label in self.labels:
            raise self.wrong(f"must name each element once, and {label!r} stands twice")
        self.labels.add(label)
        leaf = Leaf(element, label, self.place)
        self.at, self.place = match.end(), self.place + len(element.parameters)
        return leaf

    def ahead(self, sign: str) -> bool:
        """Steps over `sign` where it stands here."""
        if not self.text.startswith(sign, self.at):
            return False
        self.at += 1
        return True

    def close(self) -> None:
        """Steps over a closing bracket."""
        if not self.ahead(")"):
            raise self.wrong("must close a bracket here with ')'")
