"""What a recipe is built with: the materials within reach, and a list of what had to be assumed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from stratode.recipe import defaults, library, parts
from stratode.recipe.defaults import Default
from stratode.recipe.errors import Problem, RecipeError, refused
from stratode.recipe.units import Quantity
from stratode.recipe.volumes import Measure, VolumeNumbers, VolumeStatement


@dataclass(frozen=True, slots=True)
class Bench:
    """One building of one recipe.

    Args:
        folder: where the user's own material files lie; None: the library alone.
        assumptions: what was assumed so far, in order; it grows while building.
        more_classes: particle sizes more (or fewer) than stated for every distribution, to see what their number matters.
        measurer: measures volumes; None: recipes that name one are refused.
    """

    folder: Path | None
    assumptions: list[parts.Assumption] = field(default_factory=list)
    more_classes: int = 0
    measurer: Measure | None = None

    def assume(self, where: str, value: str, source: str) -> None:
        """Notes a value that was not stated."""
        self.assumptions.append(parts.Assumption(where, value, source))

    def assume_once(self, where: str, value: str, source: str) -> None:
        """Notes a value that holds at many places, at the first of them."""
        if not any(noted.field == where for noted in self.assumptions):
            self.assume(where, value, source)

    def note_measured(self, where: str, value: str, source: str, caution: str = "") -> None:
        """Notes a value that was measured on a volume."""
        self.assumptions.append(parts.Assumption(where, value, source, True, caution))

    def measure(self, statement: VolumeStatement, where: str) -> VolumeNumbers:
        """What is measured on a volume.

        Raises:
            RecipeError: it cannot be read or used, at the field `where`; nothing here measures volumes.
        """
        if self.measurer is None:
            remedy = "Read the recipe with stratode.read, or hand in measure=stratode.structure.handover.measured."
            raise refused(f"{where}.volume", "must be read by a door that measures volumes", statement.path.name, remedy)
        try:
            return self.measurer(statement)
        except RecipeError as error:
            raise RecipeError(tuple(replace(p, field=f"{where}.{p.field or 'volume'}", line=None) for p in error.problems)) from error

    def double_layer(self, stated: Quantity | None) -> float:
        """The stated double-layer capacitance, or the usual one, noted once for all interfaces; F/m2."""
        if stated is not None:
            return stated.value
        self.assume_once("double_layer", defaults.DOUBLE_LAYER.text, defaults.DOUBLE_LAYER.source)
        return defaults.DOUBLE_LAYER.value

    def value(self, stated: Quantity | None, default: Default, where: str) -> float:
        """The stated value, or the default, noted; SI."""
        if stated is not None:
            return stated.value
        self.assume(where, default.text, default.source)
        return default.value

    def material(self, name: str, where: str, kind: str | None = None) -> Any:
        """The material called `name`, of a kind where only that will do.

        Raises:
            RecipeError: there is none, at the field `where`.
        """
        try:
            return library.find(name, self.folder, kind)
        except RecipeError as error:
            outer = error.within(where)
            if not error.source:
                raise outer from error
            named = tuple(replace(p, rule=f"in the material file {error.source}{_line(p)}, {p.rule}", line=None) for p in outer.problems)
            raise RecipeError(named) from error


def _line(problem: Problem) -> str:
    return f" (line {problem.line})" if problem.line else ""
