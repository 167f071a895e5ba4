"""What a report is about: one recipe with everything that was computed for it."""

from __future__ import annotations

from dataclasses import dataclass

from stratode.cell.solution import CellResult, RateResult
from stratode.design.ledger import Ledger
from stratode.design.limits import Limit
from stratode.recipe.parts import Cell, Coin


@dataclass(frozen=True, slots=True)
class Case:
    """One recipe: the closed cell, its run, its bill of mass and volume, and the quick limits."""

    cell: Cell
    result: CellResult
    ledger: Ledger | None  # None where no discharge delivered charge
    limits: tuple[Limit, ...]


def cathode_area(cell: Cell) -> float:
    """Coated cathode area of the whole cell, m2: one face of a coin cell, all faces of a pouch."""
    return cell.format.area if isinstance(cell.format, Coin) else cell.format.area * cell.format.faces


def active_mass(cell: Cell) -> float:
    """Cathode active material of the whole cell, kg."""
    return cathode_area(cell) * sum(layer.active_loading for layer in cell.cathode.layers)


def telling_rate(result: CellResult) -> RateResult | None:
    """The rate that shows most: the highest one that still delivered at least 1 mAh/g; the first one when none did."""
    delivering = [r for r in result.rates if r.specific_capacity >= 1.0]
    return max(delivering, key=lambda r: r.c_rate) if delivering else next(iter(result.rates), None)
