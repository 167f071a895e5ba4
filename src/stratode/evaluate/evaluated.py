"""What every verb of the laboratory gives: measurements with their numbers, as a table, words, files and a notebook's display."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from stratode.lab.estimate import Estimate, found
from stratode.report.csv_files import write_csv
from stratode.report.files import write_text
from stratode.report.lab.page import report_page
from stratode.report.lab.sheet import Drawing, Sheet, all_cautions
from stratode.report.lab.summary import summary
from stratode.report.lab.tables import comparison_table, estimates_table, values_table
from stratode.report.markup import table_html
from stratode.report.several import named
from stratode.report.sheets import write_sheets
from stratode.report.strict_json import Json, dumps
from stratode.report.table import Table

File = str | PathLike[str]


def nothing_together(sheets: Sequence[Sheet]) -> Sequence[Drawing]:
    """No figures of several."""
    return ()


def no_tables_together(sheets: Sequence[Sheet]) -> Sequence[tuple[str, Table]]:
    """No tables of several."""
    return ()


@dataclass(frozen=True, slots=True, repr=False)
class Evaluated:
    """One or several measurements with what came out of them; shows itself in a notebook.

    Args:
        verb: of the laboratory, "eis".
        sheets: one a measurement, in the order given.
        together: draws several over each other; called when a page of several is made.
        tables_together: further files of several, each with its name; called when several are saved.
    """

    verb: str
    sheets: tuple[Sheet, ...]
    together: Callable[[Sequence[Sheet]], Sequence[Drawing]] = nothing_together
    tables_together: Callable[[Sequence[Sheet]], Sequence[tuple[str, Table]]] = no_tables_together

    @property
    def results(self) -> tuple[Any, ...]:
        """What the analysis of each measurement returned, in SI units."""
        return tuple(sheet.result for sheet in self.sheets)

    def estimate(self, symbol: str, measurement: int = 0) -> Estimate:
        """One number, in SI units.

        Raises:
            KeyError: there is none of that symbol.
        """
        return found(self.sheets[measurement].estimates, symbol)

    def table(self) -> Table:
        """The numbers of one measurement with their intervals, or of several side by side."""
        return estimates_table(self.sheets[0]) if len(self.sheets) == 1 else comparison_table(self.sheets)

    def words(self) -> tuple[str, ...]:
        """What the numbers say and what to beware of, rows left out included; of several each paragraph begins with its name."""
        return named([sheet.name for sheet in self.sheets], [" ".join(_told(sheet)) for sheet in self.sheets])

    def summary(self) -> dict[str, Json]:
        """What `summary.json` holds: of one measurement as it is, of several under `measurements`."""
        return summary(self.verb, self.sheets)

    def save(self, folder: File, *, xlsx: bool = False) -> tuple[Path, ...]:
        """Write `summary.json`, `estimates.csv`, further tables (.csv) and `report.html`, each whole or not at all; returns their paths.

        What a recipe can take is written as `for_recipe.yaml`.

        Args:
            folder: made where it is missing; files of these names are replaced.
            xlsx: write all tables as `tables.xlsx` too.

        Raises:
            OSError: the folder cannot be written to.
            MissingExtra: openpyxl is not installed (extra `lab`).
        """
        place, tables = Path(folder), self._tables()
        paths = [place / "summary.json", place / "report.html"]
        write_text(paths[0], dumps(self.summary()) + "\n")
        drawn = self.together(self.sheets) if len(self.sheets) > 1 else ()
        write_text(paths[1], report_page(self.verb, self.sheets, drawn))
        paths += [write_csv(place / f"{_file_name(name)}.csv", table.columns, table.rows) for name, table in tables]
        if xlsx:
            paths.append(place / "tables.xlsx")
            write_sheets(paths[-1], tables, [])
        lines = [f"# {sheet.name}\n{sheet.recipe.rstrip()}\n" for sheet in self.sheets if sheet.recipe]
        if lines:
            paths.append(place / "for_recipe.yaml")
            write_text(paths[-1], "\n".join(lines))
        return tuple(paths)

    def _tables(self) -> list[tuple[str, Table]]:
        """All tables by name; of several measurements those of one begin with its name."""
        many = len(self.sheets) > 1
        each = [(f"{sheet.name} {name}" if many else name, table) for sheet in self.sheets for name, table in (*sheet.tables, *sheet.data)]
        return [("estimates", values_table(self.sheets)), *(self.tables_together(self.sheets) if many else ()), *each]

    def __repr__(self) -> str:
        """One line: the verb and the measurements."""
        return f"<Evaluated {self.verb} of {', '.join(sheet.name for sheet in self.sheets)}>"

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return table_html(self.table())


def _told(sheet: Sheet) -> tuple[str, ...]:
    left_out = (f"{origin.file}: {skipped}." for origin in sheet.origins for skipped in origin.skipped)
    return (*sheet.words, *(f"Beware: {caution.words}" for caution in all_cautions(sheet)), *left_out)


def _file_name(text: str) -> str:
    """A name that every file system takes."""
    return "".join(c if c.isalnum() or c in "-_." else "_" for c in text)
