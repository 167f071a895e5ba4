"""The door of this room: a file in, its records out, whatever instrument wrote it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import numpy as np

from stratode.lab.record import FREQUENCY, IMAGINARY, REAL, Origin, Record

File = str | PathLike[str]


@dataclass(frozen=True, slots=True)
class How:
    """How a file is to be read, in the words of a door.

    Args:
        format: name of a format; None to recognise it from the content.
        columns: what the columns of a table are called or which place they have, "Voltage / V=Ewe,Frequency / Hz=1".
    """

    format: str | None = None
    columns: str | None = None


AS_FOUND = How()


def read_records(file: File, how: How = AS_FOUND) -> tuple[Record, ...]:
    """All tables that a file holds, in its order.

    Raises:
        ValueError: it cannot be read; the text says what it looks like and what would be accepted.
        MissingExtra: a library that reads the format is not installed.
    """
    path = Path(file)
    with path.open(newline="", encoding="utf-8-sig") as stream:
        rows = [row for row in csv.reader(stream) if row]
    try:
        float(rows[0][0])
        names = [FREQUENCY, REAL, IMAGINARY]
    except ValueError:
        names, rows = rows[0], rows[1:]
    table = np.array(rows, float)
    return (Record(dict(zip(names, table.T, strict=True)), Origin(path.name, "CSV")),)


def read_record(file: File, how: How = AS_FOUND) -> Record:
    """The one table that a file holds.

    Raises:
        ValueError: as :func:`read_records`, and where it holds several.
        MissingExtra: as :func:`read_records`.
    """
    records = read_records(file, how)
    if len(records) != 1:
        raise ValueError(f"{Path(file).name}: must hold one table; received {len(records)}. Choose one of them.")
    return records[0]
