"""Any table with names, and bare columns of numbers: what is not of an instrument that is known."""

from __future__ import annotations

import numpy as np

from stratode.lab.estimate import Caution
from stratode.lab.reading.damage import quoted, unreadable
from stratode.lab.reading.formats.form import Form, one_table
from stratode.lab.reading.heads import Head, head_of
from stratode.lab.reading.numbers import decimal_comma, number
from stratode.lab.reading.signs import Sign
from stratode.lab.reading.table import Rows, Table
from stratode.lab.reading.text import Text
from stratode.lab.record import FREQUENCY, IMAGINARY, REAL, Array

NAME = "table"
SPREAD = 0.2  # of the steps of ln(frequency), relative to their mean, in a sweep
SHORTEST = 5  # points
WIDEST = 4.0  # steps of ln(frequency); a sweep is finer


def tables(text: Text) -> list[Table]:
    """Its one table, or its one column."""
    found = one_table(text) or _one_column(text)
    for table in found:
        if _doubled(table):
            told = f"rows such as '{quoted(text.lines[0])}'"
            remedy = "Export it with semicolons or tabs between cells, or with decimal points."
            raise unreadable(text.file, "must not have commas both between cells and as decimal signs", told, remedy)
    return [_spectrum(table) for table in found]


def _doubled(table: Table) -> bool:
    """Whether bare columns are the halves of numbers with decimal commas: whole numbers only, every other of constant length."""
    width = len(table.heads)
    if table.heads[0].words != "column 1" or width % 2 or width < 4:
        return False
    rows = [row[:width] for row in table.body.sample() if len(row) >= width]
    if len(rows) < SHORTEST or not all(cell.lstrip("+-").isdigit() for row in rows for cell in row):
        return False
    return all(len({len(row[at]) for row in rows}) == 1 and len(rows[0][at]) > 2 for at in range(1, width, 2))


def _one_column(text: Text) -> list[Table]:
    """A single column of numbers, with or without a name."""
    lines = [(at + 1, line.strip()) for at, line in enumerate(text.lines) if line.strip()]
    if len(lines) < 2:
        return []
    named = np.isnan(number(lines[0][1], False)[0])
    rows = lines[1:] if named else lines
    if sum(np.isfinite(number(cell, False)[0]) for _, cell in rows) < 0.5 * len(rows):
        return []
    head = head_of(lines[0][1]) if named else Head("Column 1", "column 1")
    return [Table((head,), Rows([[cell] for _, cell in rows], [at for at, _ in rows], 1))]


def _spectrum(table: Table) -> Table:
    """Three bare columns whose first is a sweep of frequencies are a spectrum."""
    if len(table.heads) != 3 or table.heads[0].words != "column 1":
        return table
    sample = [row for row in table.body.sample() if len(row) >= 3]
    comma = decimal_comma(cell for row in sample for cell in row)
    if not is_sweep(np.array([number(row[0], comma)[0] for row in sample])):
        return table
    words = "The columns bear no names; they were taken as frequency in Hz, real and imaginary part in ohm. State others with --columns."
    heads = tuple(head_of(label) for label in (FREQUENCY, REAL, IMAGINARY))
    return Table(heads, table.body, table.title, table.stated, (*table.cautions, Caution("columns_assumed", words)))


def is_sweep(frequency: Array) -> bool:
    """Whether numbers are the frequencies of a sweep: positive, in one direction, in even steps of their logarithm."""
    numbers = frequency[np.isfinite(frequency)]
    if numbers.size < SHORTEST or (numbers <= 0.0).any():
        return False
    steps = np.diff(np.log(numbers))
    middle = float(np.median(steps))
    return middle != 0.0 and abs(middle) < WIDEST and float(np.mean(np.abs(steps - middle) < SPREAD * abs(middle))) > 0.7


FORM = Form(NAME, "columns of numbers, with names or bare", lambda text: True, tables, (), Sign.UNKNOWN)
