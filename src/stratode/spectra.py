"""The outcome of an impedance run: recipes with their spectra, as a table, words, files and a notebook's display."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import numpy as np

from stratode.cell.impedance import impedance
from stratode.cell.solution import ImpedanceResult
from stratode.outcome import Progress
from stratode.recipe.parts import Cell, TransportCell
from stratode.report.files import write_text
from stratode.report.impedance.measurement import Measurement
from stratode.report.impedance.page import write_report
from stratode.report.impedance.rows import write_impedance
from stratode.report.impedance.summary import summary
from stratode.report.impedance.tables import spectra_table
from stratode.report.impedance.words import paragraph
from stratode.report.markup import table_html
from stratode.report.several import named, together
from stratode.report.strict_json import Json, dumps
from stratode.report.table import Table


@dataclass(frozen=True, slots=True, repr=False)
class Spectra:
    """One or several recipes with their spectra; shows itself in a notebook.

    Args:
        several: one for each recipe, in the order given.
    """

    several: tuple[Measurement, ...]

    @property
    def results(self) -> tuple[ImpedanceResult, ...]:
        """The spectra of each recipe, in SI units."""
        return tuple(one.result for one in self.several)

    def table(self) -> Table:
        """A row a spectrum: rest voltage, real parts at both ends, width of the arcs."""
        return spectra_table(self.several)

    def words(self) -> tuple[str, ...]:
        """What the numbers say: one paragraph a recipe, of several each begins with its name."""
        return named([one.cell.name for one in self.several], [paragraph(one) for one in self.several])

    def summary(self) -> dict[str, Json]:
        """What `summary.json` holds: of one recipe as it is, of several under `recipes`."""
        return together([summary(one) for one in self.several])

    def save(self, folder: str | PathLike[str]) -> tuple[Path, ...]:
        """Write `summary.json`, `impedance.csv` and `report.html`, each whole or not at all; returns their paths.

        Args:
            folder: made where it is missing; files of these names are replaced.

        Raises:
            OSError: the folder cannot be written to.
        """
        paths = tuple(Path(folder) / name for name in ("summary.json", "impedance.csv", "report.html"))
        write_text(paths[0], dumps(self.summary()) + "\n")
        write_impedance(paths[1], self.several)
        write_report(paths[2], self.several)
        return paths

    def __repr__(self) -> str:
        """One line: which recipes, how many spectra."""
        runs = "; ".join(f"{one.cell.name}: {len(one.result.spectra)} spectra" for one in self.several)
        return f"<Spectra of {runs}>"

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return table_html(self.table())


def spectra(cells: Sequence[Cell | TransportCell], socs: Sequence[float], frequencies: Sequence[float], progress: Progress) -> Spectra:
    """The impedance of each cell.

    Args:
        cells: closed recipes.
        socs: states of charge, 0 to 1; transport cells have their own.
        frequencies: Hz.
        progress: called with (share done, what is under way) over all of them.
    """
    several = []
    for i, cell in enumerate(cells):

        def share_of_all(share: float, doing: str, before: int = i, name: str = cell.name) -> None:
            progress((before + share) / len(cells), f"{name}: {doing}")

        several.append(Measurement(cell, impedance(cell, socs, np.array(frequencies), share_of_all)))
    return Spectra(tuple(several))
