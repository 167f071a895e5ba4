"""The outcome of a run: recipes with all that was computed for them, as tables, words, files and a notebook's display."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path

from stratode.cell import simulate
from stratode.cell.classes import class_changes
from stratode.cell.solution import CellResult, Ending
from stratode.design.explain import Explanation, explain
from stratode.design.ledger import Ledger, ledger
from stratode.design.limits import limits
from stratode.recipe.parts import Cell
from stratode.report import tables
from stratode.report.bill_of_mass import energy_table, ledger_table
from stratode.report.case import Case, telling_rate
from stratode.report.curves import write_curves
from stratode.report.explanation import explanation_summary, explanation_table
from stratode.report.files import write_text
from stratode.report.heat import rates_heat
from stratode.report.lab_units import rate
from stratode.report.markup import table_html
from stratode.report.measured import Measured
from stratode.report.page import write_report
from stratode.report.picture import write_picture
from stratode.report.several import named, together
from stratode.report.show import html_fragment
from stratode.report.strict_json import Json, dumps
from stratode.report.summary import summary
from stratode.report.table import Table
from stratode.report.words import comparison, paragraph
from stratode.report.workbook import write_workbook

Progress = Callable[[float, str], None]  # share done (0 to 1), and what is under way


@dataclass(frozen=True, slots=True, repr=False)
class Outcome:
    """One or several recipes with their runs; shows itself in a notebook.

    Args:
        cases: one for each recipe, in the order given.
    """

    cases: tuple[Case, ...]

    @property
    def results(self) -> tuple[CellResult, ...]:
        """The run of each recipe: every rate with its fields, losses and waterfall, in SI units."""
        return tuple(case.result for case in self.cases)

    @property
    def unfinished(self) -> tuple[str, ...]:
        """The discharges that came to no physical end, in words; empty when all did."""
        runs = ((case.cell.name, run) for case in self.cases for run in case.result.rates)
        return tuple(f"{name} at {rate(run.c_rate)}" for name, run in runs if run.ended_by is Ending.COULD_NOT_FINISH)

    def table(self) -> Table:
        """The table that answers first: every rate of one recipe, or several recipes side by side."""
        return tables.rates_table(self.results[0]) if len(self.cases) == 1 else tables.comparison_table(self.cases)

    def tables(self) -> tuple[tuple[str, Table], ...]:
        """All tables, each with a short name for a sheet."""
        side_by_side = (("recipes", self.table()),) if len(self.cases) > 1 else ()
        return (*side_by_side, *(one for case in self.cases for one in _tables_of(case, len(self.cases) > 1)))

    def words(self) -> tuple[str, ...]:
        """What the numbers say: one paragraph, or of several recipes one each that begins with its name, and one that compares them."""
        each = named([case.cell.name for case in self.cases], [paragraph(case.cell, case.result) for case in self.cases])
        return each if len(each) == 1 else (*each, comparison(self.cases))

    def summary(self, *, profiles: bool = False) -> dict[str, Json]:
        """What `summary.json` holds: of one recipe as it is, of several under `recipes`.

        Args:
            profiles: add the fields through the thickness.
        """
        each = [summary(c.cell, c.result, c.ledger, c.limits, with_profiles=profiles) for c in self.cases]
        return together(each)

    def save(
        self, folder: str | PathLike[str], *, xlsx: bool = False, profiles: bool = False, measured: Measured | None = None
    ) -> tuple[Path, ...]:
        """Write `summary.json`, `curves.csv` and `report.html`, each whole or not at all; returns their paths.

        Args:
            folder: made where it is missing; files of these names are replaced.
            xlsx: write the tables and curves as `tables.xlsx` too (extra `xlsx`).
            profiles: add the fields through the thickness to `summary.json`.
            measured: capacities or curves to lay over the computed ones in the report.

        Raises:
            OSError: the folder cannot be written to.
            ImportError: a workbook is asked for and openpyxl is not installed; the other files are written.
        """
        names = ("summary.json", "curves.csv", "report.html", *(("tables.xlsx",) if xlsx else ()))
        paths = tuple(Path(folder) / name for name in names)
        write_text(paths[0], dumps(self.summary(profiles=profiles)) + "\n")
        write_curves(paths[1], self.cases)
        write_report(paths[2], self.cases, measured)
        if xlsx:
            write_workbook(paths[3], self.tables(), self.cases)
        return paths

    def picture(self, path: str | PathLike[str]) -> Path:
        """Draw the first recipe's run (curves, salt, utilisation, waterfall) as a `.png` or `.svg` file; returns its path."""
        write_picture(Path(path), self.cases[0].cell, self.results[0])
        return Path(path)

    def __repr__(self) -> str:
        """One line: which recipes, at which rates."""
        runs = "; ".join(f"{case.cell.name}: {', '.join(rate(run.c_rate) for run in case.result.rates)}" for case in self.cases)
        return f"<Outcome of {runs}>"

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        whole = "".join(html_fragment(case.result, case.cell) for case in self.cases)
        return table_html(self.table()) + whole if len(self.cases) > 1 else whole


@dataclass(frozen=True, slots=True)
class Explained:
    """Which differing inputs cause how much of the difference between two cells; shows itself in a notebook."""

    explanation: Explanation

    def table(self) -> Table:
        """Causes, largest first."""
        return explanation_table(self.explanation)

    def summary(self) -> dict[str, Json]:
        """The same as plain JSON types."""
        return explanation_summary(self.explanation)

    def _repr_html_(self) -> str:
        return table_html(self.table())


def computed(cells: Sequence[Cell], progress: Progress, others: Sequence[Mapping[int, Cell]] = ()) -> Outcome:
    """Run each cell and weigh it.

    Args:
        cells: closed recipes.
        progress: called with (share done, what is under way) over all of them.
        others: of each cell the same with so many particle sizes more or fewer, none where their number is not asked about.
    """
    cases = []
    for i, cell in enumerate(cells):

        def share_of_all(share: float, doing: str, before: int = i, name: str = cell.name) -> None:
            progress((before + share) / len(cells), f"{name}: {doing}")

        result = simulate(cell, progress=share_of_all)
        if others and others[i]:
            result = _with_class_changes(cell, result, others[i])
        cases.append(Case(cell, result, weighed(cell, result), limits(cell)))
    return Outcome(tuple(cases))


def _with_class_changes(cell: Cell, result: CellResult, others: Mapping[int, Cell]) -> CellResult:
    """The result with what the number of particle sizes changes at the fastest rate that delivers."""
    fastest = telling_rate(result)
    if fastest is None or fastest.specific_capacity < 1.0 or fastest.ended_by is Ending.COULD_NOT_FINISH:
        return result
    return replace(result, class_changes=class_changes(cell, others, fastest.c_rate))


def explained(first: Cell, second: Cell, progress: Progress) -> Explained:
    """Split the difference of two cells' capacities at the first cell's only rate over the inputs that differ."""
    (c_rate,) = first.protocol.rates

    def capacity(cell: Cell) -> float:
        return float(simulate(cell, explain=False).rates[0].specific_capacity)

    def counted(done: int, most: int) -> None:
        progress(done / most, f"cell {done} of {most}")

    return Explained(explain(first, second, capacity, f"capacity at {rate(c_rate)}, mAh/g", progress=counted))


def weighed(cell: Cell, result: CellResult) -> Ledger | None:
    """The ledger of a cell on its slowest discharge that delivered anything; None where none did."""
    delivered = [run for run in result.rates if run.capacity > 0.0 and run.mean_voltage > 0.0]
    if not delivered:
        return None
    slowest = min(delivered, key=lambda run: run.c_rate)
    return ledger(cell, slowest.capacity, slowest.mean_voltage)


def _tables_of(case: Case, several: bool) -> tuple[tuple[str, Table], ...]:
    result = case.result
    found = [
        ("rates", tables.rates_table(result)),
        ("waterfall", tables.waterfall_table(result)),
        ("losses", tables.losses_table(result)),
        ("utilisation", tables.utilisation_table(result)),
        ("trust", tables.trust_table(result)),
        ("assumptions", tables.assumptions_table(case.cell)),
    ]
    if any(run.heat for run in result.rates):
        found.append(("heat", rates_heat(case)))
    if case.ledger is not None:
        found += [("energy", energy_table(case.ledger)), ("mass and volume", ledger_table(case.ledger))]
    return tuple((f"{name} {case.cell.name}" if several else name, table) for name, table in found)
