"""A table of a file to records: columns chosen and converted, rows that cannot be read left out and counted, the rest checked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from stratode.lab.estimate import Caution
from stratode.lab.reading.blocks import Blocks
from stratode.lab.reading.choosing import Asked, Chosen, choose
from stratode.lab.reading.damage import quoted, unreadable
from stratode.lab.reading.derived import derive
from stratode.lab.reading.formats.bdf import LABELS
from stratode.lab.reading.heads import Head
from stratode.lab.reading.known import DATE, ESSENTIAL, LOOP, MODULUS, PHASE, STATE, STEP_TIME, USUAL, Column
from stratode.lab.reading.numbers import CLOCK, DATED, REASONS, Fault, date_form, decimal_comma, looks_like_number
from stratode.lab.reading.signs import Sign, check_signs
from stratode.lab.reading.table import Body, Table, Values, Writing
from stratode.lab.reading.timing import check_time
from stratode.lab.record import FREQUENCY, IMAGINARY, REAL, TIME, Array, Origin, Record, Skipped

MOST_LEFT_OUT = 0.25  # share of the rows that may be unreadable before the file is refused
LINES_NAMED = 20


def record_of(
    table: Table,
    *,
    file: str,
    format: str,
    declared: Sequence[Column] = (),
    asked: Sequence[Asked] = (),
    sign: Sign = Sign.UNKNOWN,
    wanted: Collection[str] | None = None,
) -> Record:
    """The record of a table.

    Args:
        table: as found in the file.
        file: its name.
        format: what it was recognised as.
        declared: the format's columns.
        asked: what the user says of the columns.
        sign: what the format means by a positive current.
        wanted: targets that are needed; None for all, of a large file all that have a name of ours.

    Raises:
        ValueError: no column of numbers, too many rows that cannot be read, or as of :func:`choose`.
    """
    name = f"{file} ({table.title})" if table.title else file
    sample = [row for row in table.body.sample() if any(row)]
    comma = decimal_comma(cell for row in sample for cell in row)
    chosen = [one for one in choose(table.heads, declared, asked, name) if one.target in (STATE,) or _has_numbers(one, sample)]
    chosen, unread = _needed(_settle_dates(chosen, sample), wanted, isinstance(table.body, Blocks))
    numeric = [one for one in chosen if one.target != STATE]
    if not numeric:
        raise unreadable(name, "must hold columns of numbers", "a table without any", "Check what it is, or export it again as text.")
    writings = {one.index: _writing(one, sample, comma) for one in numeric}
    values = table.body.read(writings)
    kept, skipped = _rows_kept(numeric, values, table.heads, name)
    found: list[Caution] = [*table.cautions, *unread, *_of_cells(numeric, values, kept, comma, table.heads, skipped)]
    columns = {one.target: _converted(one, values, writings[one.index], kept) for one in numeric}
    states = next((one.index for one in chosen if one.target == STATE), None)
    columns, more = derive(columns)
    columns, signs = check_signs(columns, sign, None if states is None else lambda: _states(table.body, states, kept))
    columns, timed, late = check_time(columns, values.lines[kept], name)
    cautions = (*found, *more, *signs, *timed)
    return Record(columns, Origin(name, format, MappingProxyType(dict(table.stated)), (*skipped, *late), cautions))


def _has_numbers(one: Chosen, sample: Sequence[Sequence[str]]) -> bool:
    """Whether a column holds numbers at all: texts and empty columns do not."""
    cells = [row[one.index] for row in sample if one.index < len(row) and row[one.index]]
    return 2 * sum(map(looks_like_number, cells)) > len(cells) or (one.target in ESSENTIAL and bool(cells))


def _settle_dates(chosen: list[Chosen], sample: Sequence[Sequence[str]]) -> list[Chosen]:
    """A column of dates is one of dates, whatever it is called; other dates than one are left aside."""
    settled: list[Chosen] = []
    for one in chosen:
        cells = [row[one.index] for row in sample if one.index < len(row) and row[one.index]]
        dated = bool(cells) and 2 * sum(bool(DATED.fullmatch(cell)) for cell in cells) > len(cells)
        if dated:
            if not any(other.target == DATE for other in settled):
                settled.append(Chosen(DATE, one.index))
        elif one.target != DATE:
            settled.append(one)
    return settled


def _writing(one: Chosen, sample: Sequence[Sequence[str]], comma: bool) -> Writing:
    cells = [row[one.index] for row in sample if one.index < len(row) and row[one.index]]
    if one.target == DATE:
        dated = [cell for cell in cells if DATED.fullmatch(cell)]
        return Writing(form=date_form(dated[:50] + dated[50::20]) or "")
    if one.target in (TIME, STEP_TIME):
        clocks = sum(bool(CLOCK.fullmatch(cell)) for cell in cells)
        return Writing(clock=2 * clocks > len(cells), comma=comma)
    return Writing(comma=comma)


def _converted(one: Chosen, values: Values, writing: Writing, kept: NDArray[np.bool_]) -> Array:
    numbers = values.numbers.pop(one.index)  # large files: no second copy of what is not needed
    values.faults.pop(one.index)
    numbers = numbers if kept.all() else numbers[kept]
    if writing.clock or one.target == DATE or (one.factor == 1.0 and one.offset == 0.0):
        return numbers
    return np.asarray(numbers * one.factor + one.offset) if one.offset else np.asarray(numbers * one.factor)


def _states(body: Body, index: int, kept: NDArray[np.bool_]) -> tuple[NDArray[np.int64], list[str]]:
    codes, texts = body.texts(index)
    return codes[kept], texts


def _needed(chosen: list[Chosen], wanted: Collection[str] | None, large: bool) -> tuple[list[Chosen], list[Caution]]:
    """The columns that are needed, and what is told of those of a large file that are left unread."""
    timed = any(one.target == TIME for one in chosen)
    helping = (MODULUS, PHASE, LOOP, STATE) if timed else (MODULUS, PHASE, LOOP, STATE, STEP_TIME, DATE)
    if wanted is not None:
        return [one for one in chosen if one.target in wanted or one.target in helping], []
    if not large:
        return chosen, []
    ours = {column.target for column in USUAL} | set(LABELS)
    kept = [one for one in chosen if one.target in ours and (one.target != DATE or not timed)]
    names = ", ".join(f"'{quoted(one.target)}'" for one in chosen if one not in kept)
    words = f"Of this large file these columns were left unread: {names}. Name them with --columns to read them."
    return kept, [Caution("columns_left_unread", words)] if names else []


def _rows_kept(
    numeric: Sequence[Chosen], values: Values, heads: Sequence[Head], file: str
) -> tuple[NDArray[np.bool_], tuple[Skipped, ...]]:
    """Which rows stay, and why the others do not.

    Raises:
        ValueError: too many do not.
    """
    essential = _essential(numeric)
    reason = np.zeros(values.rows.size, dtype=np.int32)
    for one in reversed(essential):
        if one.target == FREQUENCY:
            values.faults[one.index][values.numbers[one.index] <= 0.0] = Fault.NOT_POSITIVE  # some instruments end a sweep with zeros
        bad = values.faults[one.index] != Fault.FINE
        reason[bad] = 100 * (one.index + 1) + values.faults[one.index][bad].astype(np.int32)
    if not essential:
        empty = np.all([values.faults[one.index] != Fault.FINE for one in numeric], axis=0)
        reason[empty] = 100 * (numeric[0].index + 1) + values.faults[numeric[0].index][empty].astype(np.int32)
    reason[values.rows != Fault.FINE] = values.rows[values.rows != Fault.FINE]
    skipped = []
    for code in np.unique(reason[reason > 0]):
        at = reason == code
        column = f"'{quoted(heads[int(code) // 100 - 1].text)}'" if code >= 100 else ""
        why = REASONS[Fault(int(code) % 100)].format(column)
        skipped.append(Skipped(why, tuple(map(int, values.lines[at][:LINES_NAMED])), int(at.sum())))
    left = int((reason > 0).sum())
    if left > MOST_LEFT_OUT * reason.size or left == reason.size:
        reasons = "; ".join(map(str, skipped)) or "no rows"
        raise unreadable(file, "its rows must be numbers", reasons, "Check those lines, or export the file again.")
    return reason == 0, tuple(skipped)


def _essential(numeric: Sequence[Chosen]) -> list[Chosen]:
    """The columns that no row may lack; modulus and phase only where the parts are missing."""
    parted = {REAL, IMAGINARY} <= {one.target for one in numeric}
    return [one for one in numeric if one.target in ESSENTIAL and not (parted and one.target in (MODULUS, PHASE))]


def _of_cells(
    numeric: Sequence[Chosen],
    values: Values,
    kept: NDArray[np.bool_],
    comma: bool,
    heads: Sequence[Head],
    skipped: Sequence[Skipped],
) -> list[Caution]:
    """What the cells tell of how the file was written."""
    found = []
    if comma:
        found.append(Caution("decimal_comma", "The numbers were read with decimal commas."))
    left = sum(one.count for one in skipped)
    if left:
        found.append(Caution("rows_left_out", f"{left} of {kept.size} rows could not be read and were left out; the lines are named."))
    essential = _essential(numeric)
    gaps = {one.target: int((values.faults[one.index][kept] != Fault.FINE).sum()) for one in numeric if one not in essential}
    told = ", ".join(f"{count} in '{quoted(target)}'" for target, count in gaps.items() if count)
    if told:
        found.append(Caution("missing_values", f"Values are missing: {told}; the rows stay, without them."))
    assumed = ", ".join(f"'{quoted(heads[one.index].text)}' in {one.assumed}" for one in numeric if one.assumed)
    if assumed:
        words = f"The file states no unit of some columns; they were taken as: {assumed}. State others with --columns."
        found.append(Caution("unit_assumed", words))
    return found
