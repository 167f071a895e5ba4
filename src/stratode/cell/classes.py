"""Whether enough particle sizes stand for a distribution: the same discharge with fewer and with more of them."""

from __future__ import annotations

from collections.abc import Mapping

from stratode.cell.batch import discharge_many
from stratode.cell.protocol import Precision
from stratode.cell.solution import ClassChange as ClassChange
from stratode.recipe.parts import Cell

STEPS = (-2, 2)  # sizes fewer and more


def distributed(cell: Cell) -> bool:
    """Whether sizes of the cell stand for a distribution that other numbers of sizes could stand for too."""
    return any(noted.field.endswith(".diameter.classes") for noted in cell.assumptions)


def class_changes(cell: Cell, others: Mapping[int, Cell], c_rate: float, precision: Precision | None = None) -> tuple[ClassChange, ...]:
    """How the capacity of a discharge changes with the number of particle sizes.

    Args:
        cell: with its own number of sizes.
        others: the same cell with so many sizes more or fewer: ``{n: read_cell(path, more_classes=n) for n in STEPS}``.
        c_rate: the rate under test.
        precision: mesh and tolerance; a run's own where not given.

    Returns:
        One change for each of the others, in their order.

    Raises:
        ValueError: the cell itself delivers nothing at this rate, so that nothing can be compared with it.
    """
    own, *found = discharge_many((cell, *others.values()), c_rate, precision or Precision())
    if own.problem or own.capacity <= 0.0:
        raise ValueError(
            f"{cell.name}: must deliver a capacity to compare with; received {own.problem or 'none'} at {c_rate:g}C; choose a lower rate"
        )
    return tuple(
        ClassChange(more, c_rate, other.capacity, other.capacity / own.capacity - 1.0, other.problem)
        for more, other in zip(others, found, strict=True)
    )
