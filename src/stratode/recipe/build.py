"""Builds a cell from a recipe: everything closed, looked up, and filled in; what was assumed is listed in the cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from stratode.recipe import defaults, parts
from stratode.recipe.bench import Bench
from stratode.recipe.build_ends import CATHODE, build_anode, build_electrode
from stratode.recipe.build_housing import build_housing, build_thermal
from stratode.recipe.build_middle import build_electrolyte, build_separator
from stratode.recipe.build_protocol import build_protocol, cell_experiment
from stratode.recipe.errors import Problem, RecipeError
from stratode.recipe.schema import Recipe
from stratode.recipe.schema_cell import Separator
from stratode.recipe.volumes import Measure


class Together:
    """Collects the problems of parts that are built one by one, so that all are told at once."""

    def __init__(self) -> None:
        """No problem yet."""
        self.problems: list[Problem] = []

    def part(self, make: Callable[[], Any]) -> Any:
        """What `make` builds; None where it was refused."""
        try:
            return make()
        except RecipeError as error:
            self.problems.extend(error.problems)
            return None

    def check(self) -> None:
        """Raises RecipeError with all problems so far."""
        if self.problems:
            raise RecipeError(tuple(self.problems))


def build(recipe: Recipe, folder: str | Path | None = None, more_classes: int = 0, measure: Measure | None = None) -> parts.Cell:
    """The cell that a recipe describes.

    Args:
        recipe: as loaded.
        folder: where the recipe's own material files lie.
        more_classes: particle sizes more (or fewer) than stated for every distribution, to see what their number matters.
        measure: measures the volumes that layers name; None: there are none.

    Raises:
        RecipeError: unknown materials, layers that do not close, with the path of each field.
    """
    bench = Bench(Path(folder) if folder is not None else None, more_classes=more_classes, measurer=measure)
    together = Together()
    cathode = together.part(lambda: build_electrode(recipe.cathode, CATHODE, bench, "cathode"))
    anode = together.part(lambda: build_anode(recipe.anode, bench))
    separator = together.part(lambda: build_separator(recipe.separator or Separator(), bench))
    electrolyte = together.part(lambda: build_electrolyte(recipe.electrolyte, bench))
    together.check()
    cell = parts.Cell(
        name=recipe.name or "recipe",
        cathode=cathode,
        anode=anode,
        separator=separator,
        electrolyte=electrolyte,
        format=build_housing(recipe.cell, electrolyte, bench),
        temperature=bench.value(recipe.temperature, defaults.TEMPERATURE, "temperature"),
        protocol=build_protocol(recipe.protocol, cathode, bench),
    )
    thermal = build_thermal(recipe.thermal, cell, bench)
    experiment = cell_experiment(recipe.protocol, cell.protocol, cathode, cell.format, bench)
    return replace(cell, thermal=thermal, experiment=experiment, assumptions=tuple(bench.assumptions))
