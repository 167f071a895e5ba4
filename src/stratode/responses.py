"""The outcome of a sensitivity run: recipes with how they answer to their inputs, as a table, words, files and a notebook's display."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from os import PathLike
from pathlib import Path

from stratode.design.inputs import Input
from stratode.design.inputs import inputs as inputs_of
from stratode.design.sensitivity import NothingDelivered, Sensitivities, sensitivities
from stratode.outcome import Progress
from stratode.recipe.parts import Cell, TransportCell
from stratode.report.files import write_text
from stratode.report.lab_units import rate
from stratode.report.markup import table_html
from stratode.report.sensitivity.page import write_report
from stratode.report.sensitivity.response import Response
from stratode.report.sensitivity.rows import write_numbers, write_voltages
from stratode.report.sensitivity.summary import summary
from stratode.report.sensitivity.tables import sensitivities_table
from stratode.report.sensitivity.words import paragraph
from stratode.report.several import named, together
from stratode.report.strict_json import Json, dumps
from stratode.report.table import Table


@dataclass(frozen=True, slots=True, repr=False)
class Responses:
    """One or several recipes with how their discharges answer to their inputs; shows itself in a notebook.

    Args:
        several: one for each recipe, in the order given.
    """

    several: tuple[Response, ...]

    @property
    def results(self) -> tuple[tuple[Sensitivities, ...], ...]:
        """Of each recipe, of each rate: derivatives d/d ln p, in SI units."""
        return tuple(one.results for one in self.several)

    def table(self) -> Table:
        """A row an input: its value, what a little more of it does to capacity, energy and voltage; the strongest first."""
        return sensitivities_table(self.several)

    def words(self) -> tuple[str, ...]:
        """What the numbers say: one paragraph a recipe, of several each begins with its name."""
        return named([one.cell.name for one in self.several], [paragraph(one) for one in self.several])

    def summary(self) -> dict[str, Json]:
        """What `summary.json` holds: of one recipe as it is, of several under `recipes`."""
        return together([summary(one) for one in self.several])

    def save(self, folder: str | PathLike[str]) -> tuple[Path, ...]:
        """Write `summary.json`, `sensitivities.csv`, `voltage_sensitivities.csv` and `report.html`; returns their paths.

        Args:
            folder: made where it is missing; files of these names are replaced, each whole or not at all.

        Raises:
            OSError: the folder cannot be written to.
        """
        names = ("summary.json", "sensitivities.csv", "voltage_sensitivities.csv", "report.html")
        paths = tuple(Path(folder) / name for name in names)
        write_text(paths[0], dumps(self.summary()) + "\n")
        write_numbers(paths[1], self.several)
        write_voltages(paths[2], self.several)
        write_report(paths[3], self.several)
        return paths

    def __repr__(self) -> str:
        """One line: which recipes, at which rates."""
        runs = "; ".join(f"{one.cell.name}: {', '.join(rate(result.c_rate) for result in one.results)}" for one in self.several)
        return f"<Responses of {runs}>"

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return table_html(self.table())


def responses(cells: Sequence[Cell | TransportCell], names: Sequence[str] | None, progress: Progress) -> Responses:
    """The sensitivities of each cell at each of its rates.

    Args:
        cells: closed recipes, of rate tests.
        names: of inputs; all where left out.
        progress: called with (share done, what is under way) over all of them.

    Raises:
        ValueError: a recipe of another kind; a name that is no input of a cell; none of its rates at which it delivers anything.
    """
    tests = rate_tests(cells)
    chosen = [_chosen(cell, names) for cell in tests]
    runs = sum(len(cell.protocol.rates) for cell in tests)
    several, before = [], 0
    for cell, wanted in zip(tests, chosen, strict=True):

        def share_of_all(share: float, doing: str, done: int = before) -> None:
            progress((done + share) / runs, doing)

        several.append(_response(cell, wanted, share_of_all))
        before += len(cell.protocol.rates)
    return Responses(tuple(several))


def _response(cell: Cell, wanted: Sequence[Input], progress: Progress) -> Response:
    """One recipe at each of its rates; those at which nothing is delivered are left out unless no other is left."""
    results, silent = [], []
    for number, c_rate in enumerate(cell.protocol.rates):

        def share_of_all(share: float, doing: str, done: int = number, where: str = f"{cell.name} at {rate(c_rate)}") -> None:
            progress(done + share, f"{where}: {doing}")

        try:
            results.append(sensitivities(cell, c_rate, wanted, share_of_all))
        except NothingDelivered:
            silent.append(c_rate)
            if len(silent) == len(cell.protocol.rates):
                raise
    return Response(cell, tuple(results), tuple(silent))


def rate_tests(cells: Sequence[Cell | TransportCell]) -> tuple[Cell, ...]:
    """The cells, found to be of rate tests all.

    Raises:
        ValueError: one states an experiment, or is a transport cell.
    """
    found = []
    for cell in cells:
        if not isinstance(cell, Cell) or cell.experiment is not None:
            raise ValueError(f"sensitivities: must be asked of a rate test; '{cell.name}' is none. Give a recipe with a protocol of rates.")
        found.append(cell)
    return tuple(found)


def _chosen(cell: Cell, names: Sequence[str] | None) -> tuple[Input, ...]:
    """The inputs of a cell with these names, in the cell's order."""
    found = {one.name: one for one in inputs_of(cell)}
    for name in names or ():
        if name not in found:
            close = "; ".join(get_close_matches(name, found, n=3, cutoff=0.0))
            raise ValueError(f"inputs: must be among those of '{cell.name}'; received '{name}'. Near it are {close}.")
    return tuple(one for one in found.values() if names is None or one.name in names)
