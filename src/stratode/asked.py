"""What a door asks of a cell beside its recipe: other rates, other steps, a name of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stratode.recipe.parts import Cell, TransportCell

SLOWEST, FASTEST = 1e-4, 1e3  # C-rates that a test may have


class ProtocolChoice(Enum):
    """Which steps a run follows."""

    RECIPE = "recipe"  # the charge and discharge steps that the recipe states
    DISCHARGE = "discharge"  # every discharge starts fully charged and at rest


def choice_of(choice: ProtocolChoice | str) -> ProtocolChoice:
    """Which steps, of what a door was given.

    Raises:
        ValueError: no such choice.
    """
    try:
        return ProtocolChoice(choice)
    except ValueError:
        known = " or ".join(repr(item.value) for item in ProtocolChoice)
        raise ValueError(f"protocol: must be {known}; received {choice!r}. Leave it out to follow the recipe.") from None


def rates_of(given: Sequence[str | float]) -> tuple[float, ...]:
    """C-rates as numbers, in the order given.

    Raises:
        ValueError: one is none, or out of range, or stands twice; there is none.
    """
    from stratode.recipe.quantities import C_RATE
    from stratode.recipe.units import read_quantity

    texts = [text if isinstance(text, str) else f"{text} C" for text in ([given] if isinstance(given, str) else given)]
    found = tuple(read_quantity(text, C_RATE, field="rates").value for text in texts)
    for text, rate in zip(texts, found, strict=True):
        if not SLOWEST <= rate <= FASTEST:
            raise ValueError(f"rates: must lie between {SLOWEST:g} C and {FASTEST:g} C; received '{text}'. Write for example 0.5C,1C.")
    if not found or len(set(found)) < len(found):
        raise ValueError(f"rates: need at least one rate, and each once; received '{','.join(texts)}'. Write for example 0.5C,1C.")
    return found


def as_asked(cell: Cell | TransportCell, rates: tuple[float, ...] | None, choice: ProtocolChoice) -> Cell | TransportCell:
    """The cell with the rates and the steps asked for in place of its own.

    Raises:
        ValueError: it states an experiment, which has none.
    """
    from stratode.recipe.parts import Current, TransportCell

    if isinstance(cell, TransportCell) or cell.experiment is not None:
        if rates is None and choice is ProtocolChoice.RECIPE:
            return cell
        what = "protocol" if rates is None else "rates"
        raise ValueError(f"{what}: must be asked of a rate test; '{cell.name}' states an experiment. Leave it out, or edit the experiment.")
    protocol, stated = cell.protocol, set[str]()
    if rates is not None:
        protocol = replace(protocol, rates=rates)
        stated.add("protocol.rates")
    if choice is ProtocolChoice.DISCHARGE:
        down = Current(c_rate=None, charge=False, until_voltage=protocol.lower_voltage)
        protocol = replace(protocol, charge=(), discharge=(down,))
        stated |= {"protocol.charge", "protocol.discharge"}
    left = tuple(item for item in cell.assumptions if item.field not in stated)
    return replace(cell, protocol=protocol, assumptions=left)


def told_apart(cells: list[Cell | TransportCell]) -> tuple[Cell | TransportCell, ...]:
    """The cells with a number after a name that another one before has too."""
    told: list[Cell | TransportCell] = []
    for cell in cells:
        name, count = cell.name, 2
        while name in {other.name for other in told}:
            name, count = f"{cell.name} ({count})", count + 1
        told.append(cell if name == cell.name else replace(cell, name=name))
    return tuple(told)
