"""Sheets of a workbook that belong together: a long channel goes on over several, summaries stand beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from stratode.lab.estimate import Caution
from stratode.lab.reading.damage import quoted
from stratode.lab.record import CURRENT, TIME, VOLTAGE, Record

POINTS = {TIME, VOLTAGE, CURRENT}
SUMMARIES = ("Statistics", "Global_Info")  # of Arbin: one row a cycle


def measured(sheets: Sequence[tuple[str, Record]], unread: Sequence[str], file: str) -> tuple[Record, ...]:
    """The measured tables of a workbook; where some hold time, voltage and current, those that do not are told and left.

    Args:
        sheets: each with its name.
        unread: names of those that cannot be read.
        file: name of the workbook.
    """
    points = [(name, record) for name, record in sheets if record.columns.keys() >= POINTS and not name.startswith(SUMMARIES)]
    if not points:
        return _told(tuple(record for _, record in sheets), unread, "could not be read")
    left = [name for name, _ in sheets if name not in {name for name, _ in points}]
    series: list[list[Record]] = []
    for _, record in points:
        if series and _goes_on(series[-1][-1], record):
            series[-1].append(record)
        else:
            series.append([record])
    found = [_joined(parts, file if len(series) == 1 else parts[0].origin.file) for parts in series]
    return _told(found, [*left, *unread], "hold no rows of time, voltage and current")


def _told(records: Sequence[Record], left: Sequence[str], why: str) -> tuple[Record, ...]:
    """The records with what is said of sheets that are left."""
    if not left:
        return tuple(records)
    names = ", ".join(f"'{quoted(name)}'" for name in dict.fromkeys(left))
    return tuple(record.beware(Caution("sheets_left_out", f"These sheets were left out, they {why}: {names}.")) for record in records)


def _goes_on(earlier: Record, later: Record) -> bool:
    """Whether a sheet continues the one before: the same columns, later times."""
    return earlier.columns.keys() == later.columns.keys() and bool(later.columns[TIME][0] >= earlier.columns[TIME][-1] > 0.0)


def _joined(parts: Sequence[Record], file: str) -> Record:
    if len(parts) == 1:
        return replace(parts[0], origin=replace(parts[0].origin, file=file))
    columns = {name: np.concatenate([part.columns[name] for part in parts]) for name in parts[0].columns}
    cautions = {caution.name: caution for part in parts for caution in part.origin.cautions}
    skipped = tuple(one for part in parts for one in part.origin.skipped)
    joined = Record(columns, replace(parts[0].origin, file=file, skipped=skipped, cautions=tuple(cautions.values())))
    return joined.beware(Caution("sheets_joined", f"{len(parts)} sheets that go on from each other were joined."))
