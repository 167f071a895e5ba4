"""Records as a BDF table: labels with units, numbers that read back as they were."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from importlib import util
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stratode.lab.record import Array, Record
from stratode.report.files import whole

MANY = 500_000  # rows from which polars writes, where it is installed
BLOCK = 100_000  # rows written at once


def write_record(path: Path, record: Record, columns: Sequence[str]) -> None:
    """Write some columns of a record as UTF-8 with commas and decimal points, whole or not at all; what is missing stays empty.

    Args:
        path: of the file.
        record: to write.
        columns: of it, in this order.

    Raises:
        OSError: the folder cannot be written to.
    """
    with whole(path) as aside:
        if len(record) >= MANY and util.find_spec("polars"):
            _by_polars(aside, record, columns)
            return
        with aside.open("w", newline="", encoding="utf-8") as stream:
            out = csv.writer(stream, lineterminator="\n")
            out.writerow(columns)
            for start in range(0, len(record), BLOCK):
                out.writerows(zip(*(_texts(record.columns[name][start : start + BLOCK]) for name in columns), strict=True))


def _by_polars(path: Path, record: Record, columns: Sequence[str]) -> None:
    import polars

    def series(name: str) -> polars.Series:
        numbers = record.columns[name]
        whole_numbers = _are_whole(numbers)
        found = polars.Series(name, numbers.astype(np.int64) if whole_numbers else numbers)
        return found if whole_numbers else found.fill_nan(None)

    polars.DataFrame([series(name) for name in columns]).write_csv(path)


def _texts(numbers: Array) -> list[str]:
    """Numbers in the fewest digits that read back the same; whole ones without a point."""
    if _are_whole(numbers):
        return list(map(str, numbers.astype(np.int64).tolist()))
    return ["" if number != number else repr(number) for number in numbers.tolist()]


def _are_whole(numbers: NDArray[np.float64]) -> bool:
    return bool(np.isfinite(numbers).all() and (np.abs(numbers) < 1e15).all() and (numbers == np.round(numbers)).all())
