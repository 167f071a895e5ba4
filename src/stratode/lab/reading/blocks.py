"""Rows of a file too large to hold as text: read in blocks, numbers only, by polars; a block that is not regular is read row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from stratode.lab.reading.finding import Place, cells_of, rows_from
from stratode.lab.reading.numbers import CLOCK, Fault
from stratode.lab.reading.table import Rows, Values, Writing
from stratode.lab.reading.text import lines_of
from stratode.lab.record import Array

if TYPE_CHECKING:
    import polars

BLOCK = 16 * 1024**2  # bytes read at once
NEWLINE, RETURN = 10, 13


@dataclass(frozen=True, slots=True)
class Blocks:
    """Rows in a file.

    Args:
        path: of the file.
        encoding: of its text, one in which ASCII is ASCII.
        place: where the table stands.
        head: first lines of the file, as far as they were read.
    """

    path: Path
    encoding: str
    place: Place
    head: Sequence[str]

    def sample(self) -> Sequence[Sequence[str]]:
        """The first rows."""
        return rows_from(self.head, self.place).sample()

    def read(self, columns: Mapping[int, Writing]) -> Values:
        """The numbers of these columns."""
        most = sum(data.count(b"\n") + 1 for _, data in self._blocks())
        numbers = {index: np.empty(most) for index in columns}  # filled in place: parts put together later would need both at once
        faults = {index: np.zeros(most, dtype=np.uint8) for index in columns}
        rows, lines = np.zeros(most, dtype=np.uint8), np.empty(most, dtype=np.int32)
        count = 0
        for first, data in self._blocks():
            part = self._values(first, data, columns)
            here = slice(count, count + part.rows.size)
            for index in columns:
                numbers[index][here], faults[index][here] = part.numbers[index], part.faults[index]
            rows[here], lines[here] = part.rows, part.lines
            count = here.stop
        trimmed = {index: column[:count] for index, column in numbers.items()}
        return Values(trimmed, {index: fault[:count] for index, fault in faults.items()}, rows[:count], lines[:count])

    def texts(self, column: int) -> tuple[NDArray[np.int64], list[str]]:
        """A column as numbers of texts, and the texts."""
        of: dict[str, int] = {}
        codes = []
        for first, data in self._blocks():
            cells = self._cells(column, data) if self._is_regular(data) else None
            found = cells if cells is not None else [row[column] if column < len(row) else "" for row in self._rows(first, data).cells]
            codes.append(np.array([of.setdefault(cell, len(of)) for cell in found], dtype=np.int64))
        return np.concatenate(codes), list(of)

    def _blocks(self) -> Iterator[tuple[int, bytes]]:
        """(number of the first line, text as UTF-8) of each block of whole lines."""
        line = self.place.first + 1
        with self.path.open("rb") as stream:
            for _ in range(self.place.first):
                stream.readline()
            while data := stream.read(BLOCK):
                data += stream.readline()
                line_after = line + data.count(b"\n")
                yield line, data if self.encoding.startswith("utf-8") else data.decode(self.encoding, errors="replace").encode()
                line = line_after

    def _values(self, first: int, data: bytes, columns: Mapping[int, Writing]) -> Values:
        count = data.count(b"\n") + (not data.endswith(b"\n"))
        frame = self._frame(data, columns) if self._is_regular(data) else None
        if frame is None or frame.height != count:
            return self._rows(first, data).read(columns)
        numbers, faults = {}, {}
        for index, writing in columns.items():
            numbers[index], faults[index] = self._column(frame[_name(index)], index, writing, data)
        lines = np.arange(first, first + count, dtype=np.int32)
        return Values(numbers, faults, np.zeros(count, dtype=np.uint8), lines)

    def _rows(self, first: int, data: bytes) -> Rows:
        """A block row by row."""
        lines = lines_of(data.decode(errors="replace"))
        kept = [(first + at, cells_of(line, self.place.delimiter)) for at, line in enumerate(lines) if line.strip()]
        return Rows([cells for _, cells in kept], [line for line, _ in kept], len(self.place.heads), self.place.names)

    def _is_regular(self, data: bytes) -> bool:
        """Whether every line has the delimiters of the first row, and nothing that a quick reader may take otherwise."""
        seen = np.frombuffer(data, dtype=np.uint8)
        again = bool(self.place.names) and self.place.names[0].encode() in data
        if again or b"\x00" in data or b'"' in data:
            return False
        ends = np.flatnonzero(seen == NEWLINE)
        if not data.endswith(b"\n"):
            ends = np.append(ends, seen.size)
        between = np.flatnonzero(seen == ord(self.place.delimiter))
        each = len(self.sample()[0]) - 1
        spare = each + 1 - len(self.place.heads)
        if each < 1 or between.size != each * ends.size or not 0 <= spare <= 1:
            return False
        if spare and not _end_empty(seen, ends, ord(self.place.delimiter)):
            return False
        starts = np.concatenate([[-1], ends[:-1]])
        return bool((between[::each] > starts).all() and (between[each - 1 :: each] < ends).all())

    def _frame(self, data: bytes, columns: Mapping[int, Writing]) -> polars.DataFrame | None:
        import polars

        width = len(self.sample()[0])
        plain = {index for index, writing in columns.items() if writing == Writing()}
        schema = {_name(index): polars.Float64 if index in plain else polars.String for index in range(width)}
        try:
            return polars.read_csv(
                data,
                has_header=False,
                separator=self.place.delimiter,
                schema=schema,
                columns=[_name(index) for index in sorted(columns)],
                quote_char=None,
                ignore_errors=True,
                encoding="utf8-lossy",
            )
        except polars.exceptions.PolarsError:
            return None

    def _cells(self, index: int, data: bytes) -> list[str] | None:
        """The cells of one column as texts."""
        frame = self._frame(data, {index: Writing(form="")})
        return None if frame is None else [(cell or "").strip() for cell in frame[_name(index)].to_list()]

    def _column(self, column: polars.Series, index: int, writing: Writing, data: bytes) -> tuple[Array, NDArray[np.uint8]]:
        if writing.clock:
            column = _seconds(column)
        elif writing.form is not None:
            return _one_by_one([(cell or "").strip() for cell in column.to_list()], writing)
        elif writing.comma:
            column = _of_commas(column)
        numbers = column.cast(float).fill_null(np.nan).to_numpy().astype(float)
        faults = np.zeros(numbers.size, dtype=np.uint8)
        bad = np.flatnonzero(~np.isfinite(numbers))
        if bad.size:
            cells = self._cells(index, data)
            if cells is None:
                raise ValueError(f"column {index + 1} cannot be read as text")
            numbers[bad], faults[bad] = _one_by_one([cells[at] for at in bad], writing)
        return numbers, faults


def _end_empty(seen: NDArray[np.uint8], ends: NDArray[np.int64], delimiter: int) -> bool:
    """Whether every line ends with a delimiter, so that its last cell, which has no name, is empty."""
    last = seen[ends - 1]
    last = np.where(last == RETURN, seen[ends - 2], last)
    return bool((last == delimiter).all())


def _name(index: int) -> str:
    """What polars calls a column that has no name."""
    return f"column_{index + 1}"


def _one_by_one(cells: Sequence[str], writing: Writing) -> tuple[Array, NDArray[np.uint8]]:
    """Cells read each for itself, equal ones once."""
    of: dict[str, tuple[float, Fault]] = {}
    pairs = [of[cell] if cell in of else of.setdefault(cell, writing.read(cell)) for cell in cells]
    return np.array([value for value, _ in pairs], dtype=float), np.array([fault for _, fault in pairs], dtype=np.uint8)


def _of_commas(column: polars.Series) -> polars.Series:
    """Numbers of decimal commas; null where a point stands too (polars would take either)."""
    import polars

    text = column.str.strip_chars()
    numbers = text.str.replace(",", ".", literal=True).cast(polars.Float64, strict=False)
    return polars.select(polars.when(text.str.contains(".", literal=True)).then(None).otherwise(numbers)).to_series()


def _seconds(column: polars.Series) -> polars.Series:
    """Clock times to seconds; null where there is none."""
    import polars

    parts = column.str.strip_chars().str.extract_groups(f"^(?:{CLOCK.pattern})$").struct.unnest()
    days, hours, minutes, seconds = (
        parts[name].str.replace(",", ".").cast(polars.Float64, strict=False) for name in ("days", "h", "m", "s")
    )
    return days.fill_null(0.0) * 86400.0 + hours * 3600.0 + minutes * 60.0 + seconds
