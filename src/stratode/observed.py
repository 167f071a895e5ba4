"""Experiments that were run: recipes with all that was computed for them, as tables, words, files and a notebook's display."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from stratode.cell.experiment import run_experiment
from stratode.cell.solution import ExperimentResult
from stratode.outcome import Progress
from stratode.recipe.parts import Cell, TransportCell
from stratode.report.experiment import tables
from stratode.report.experiment.curves import columns, curves_rows, write_curves
from stratode.report.experiment.observation import Observation
from stratode.report.experiment.page import write_report
from stratode.report.experiment.picture import html_fragment, write_picture
from stratode.report.experiment.rounds import rounds
from stratode.report.experiment.summary import summary
from stratode.report.experiment.words import paragraph
from stratode.report.files import write_text
from stratode.report.markup import table_html
from stratode.report.several import named, together
from stratode.report.sheets import write_sheets
from stratode.report.strict_json import Json, dumps
from stratode.report.table import Table


@dataclass(frozen=True, slots=True, repr=False)
class Observed:
    """One or several recipes with their experiments; shows itself in a notebook.

    Args:
        several: one for each recipe, in the order given.
    """

    several: tuple[Observation, ...]

    @property
    def results(self) -> tuple[ExperimentResult, ...]:
        """The experiment of each recipe: every stage, the curves and the fields, in SI units."""
        return tuple(seen.result for seen in self.several)

    @property
    def unfinished(self) -> tuple[str, ...]:
        """The experiments of which a stage could not be computed, in words; empty when all came to their end."""
        return tuple(f"{seen.cell.name}{_where(seen)}" for seen in self.several if not seen.result.finished)

    def table(self) -> Table:
        """The table that answers first: rounds or stages of one recipe, or several recipes side by side."""
        return tables.first_table(self.several[0]) if len(self.several) == 1 else tables.side_by_side(self.several)

    def tables(self) -> tuple[tuple[str, Table], ...]:
        """All tables, each with a short name for a sheet."""
        many = len(self.several) > 1
        side_by_side = (("experiments", self.table()),) if many else ()
        each = ((f"{name} {seen.cell.name}" if many else name, table) for seen in self.several for name, table in _tables_of(seen))
        return (*side_by_side, *each)

    def words(self) -> tuple[str, ...]:
        """What the numbers say: one paragraph a recipe, of several each begins with its name."""
        return named([seen.cell.name for seen in self.several], [paragraph(seen) for seen in self.several])

    def summary(self, *, profiles: bool = False) -> dict[str, Json]:
        """What `summary.json` holds: of one recipe as it is, of several under `recipes`.

        Args:
            profiles: add the fields through the thickness at the ends of some stages, where they were kept.
        """
        return together([summary(seen, with_profiles=profiles) for seen in self.several])

    def save(self, folder: str | PathLike[str], *, xlsx: bool = False, profiles: bool = False) -> tuple[Path, ...]:
        """Write `summary.json`, `curves.csv` and `report.html`, each whole or not at all; returns their paths.

        Args:
            folder: made where it is missing; files of these names are replaced.
            xlsx: write the tables and curves as `tables.xlsx` too (extra `xlsx`).
            profiles: add the fields through the thickness to `summary.json`.

        Raises:
            OSError: the folder cannot be written to.
            ImportError: a workbook is asked for and openpyxl is not installed; the other files are written.
        """
        names = ("summary.json", "curves.csv", "report.html", *(("tables.xlsx",) if xlsx else ()))
        paths = tuple(Path(folder) / name for name in names)
        write_text(paths[0], dumps(self.summary(profiles=profiles)) + "\n")
        write_curves(paths[1], self.several)
        write_report(paths[2], self.several)
        if xlsx:
            curves = [
                (f"curves {seen.cell.name}" if len(self.several) > 1 else "curves", columns(seen), curves_rows(seen))
                for seen in self.several
            ]
            write_sheets(paths[3], self.tables(), curves)
        return paths

    def picture(self, path: str | PathLike[str]) -> Path:
        """Draw the first recipe's experiment over time as a `.png` or `.svg` file; returns its path."""
        write_picture(Path(path), self.several[0])
        return Path(path)

    def __repr__(self) -> str:
        """One line: which recipes, how many stages."""
        runs = "; ".join(f"{seen.cell.name}: {len(seen.result.stages)} stages" for seen in self.several)
        return f"<Observed of {runs}>"

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        whole = "".join(html_fragment(seen) for seen in self.several)
        return table_html(self.table()) + whole if len(self.several) > 1 else whole


def observed(cells: Sequence[Cell | TransportCell], progress: Progress) -> Observed:
    """Run the experiment of each cell.

    Args:
        cells: closed recipes, each with an experiment.
        progress: called with (share done, what is under way) over all of them.
    """
    several = []
    for i, cell in enumerate(cells):

        def share_of_all(share: float, doing: str, before: int = i, name: str = cell.name) -> None:
            progress((before + share) / len(cells), f"{name}: {doing}")

        several.append(Observation(cell, run_experiment(cell, progress=share_of_all)))
    return Observed(tuple(several))


def _where(seen: Observation) -> str:
    stages = seen.result.stages
    return f" in stage {stages[-1].number} ({stages[-1].label})" if stages else " at its beginning"


def _tables_of(seen: Observation) -> tuple[tuple[str, Table], ...]:
    found = [("stages", tables.stages_table(seen))]
    if rounds(seen):
        found.append(("rounds", tables.rounds_table(seen)))
    if seen.result.heat is not None:
        found.append(("heat", tables.heat_of(seen)))
    found += [("trust", tables.trust_table(seen)), ("beyond data", tables.held_table(seen))]
    return (*found, ("assumptions", tables.assumptions_table(seen)))
