"""What a report of sensitivities is about: one recipe, how each of its discharges answers to its inputs."""

from __future__ import annotations

from dataclasses import dataclass

from stratode.design.sensitivity import Sensitivities, Sensitivity
from stratode.recipe.parts import Cell
from stratode.report.lab_units import MA_PER_CM2, MG_PER_CM2, MICROMETRE, number

LEAST = 1e-5  # relative, per relative change of an input: what is below plays no part
LAB = {
    "kg/m2": ("mg/cm²", MG_PER_CM2),
    "m": ("µm", MICROMETRE),
    "ohm m2": ("ohm cm²", 1e4),
    "F/m2": ("µF/cm²", 1e2),
    "S/m": ("mS/cm", 10.0),
    "A/m2": ("mA/cm²", MA_PER_CM2),
    "mol/m3": ("mol/L", 1e-3),
    "m2/s": ("cm²/s", 1e4),
}
FREEZING = 273.15  # K


@dataclass(frozen=True, slots=True)
class Response:
    """One recipe: the closed cell and the sensitivities of its discharge at each rate."""

    cell: Cell
    results: tuple[Sensitivities, ...]
    silent: tuple[float, ...] = ()  # C-rates asked for at which nothing is delivered


def in_words(value: float, unit: str) -> str:
    """An input's value as a lab writes it."""
    if unit == "K":
        return f"{number(value - FREEZING)} °C"
    if unit == "1":
        return number(value)
    word, factor = LAB.get(unit, (unit, 1.0))
    return f"{number(value * factor)} {word}"


def acting(result: Sensitivities) -> tuple[Sensitivity, ...]:
    """The inputs that do anything to a discharge."""
    return tuple(one for one in result.each if _acts(one, result))


def idle(result: Sensitivities) -> tuple[str, ...]:
    """The names of the inputs that play no part in it."""
    return tuple(one.input.name for one in result.each if not _acts(one, result))


def _acts(one: Sensitivity, result: Sensitivities) -> bool:
    relative = (
        one.specific_capacity / result.specific_capacity,
        one.energy / result.energy,
        one.mean_voltage / result.mean_voltage,
        one.initial_voltage / result.mean_voltage,
    )
    return max(map(abs, relative)) > LEAST
