"""`stratode lab convert`: an instrument file as a table of the Battery Data Format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from stratode.evaluate.evaluated import File
from stratode.lab.reading.damage import quoted
from stratode.lab.reading.files import AS_FOUND, How, read_records
from stratode.lab.reading.formats.bdf import LABELS, holds_bdf
from stratode.lab.reading.known import LOOP
from stratode.lab.record import FREQUENCY, IMAGINARY, REAL, VOLTAGE, Record
from stratode.report.document import version
from stratode.report.lab.record_csv import write_record
from stratode.report.strict_json import Json
from stratode.report.table import Table

WORTH_WRITING = ({VOLTAGE}, {FREQUENCY, REAL, IMAGINARY})


@dataclass(frozen=True, slots=True)
class Converted:
    """What a file held, as it was written.

    Args:
        record: all rows; of a series of spectra with the number of each.
        written: where to.
        columns: of the record, in the order written.
    """

    record: Record
    written: Path
    columns: tuple[str, ...]

    def table(self) -> Table:
        """The columns with their ends and range."""
        rows = tuple((name, *_ends(self.record, name)) for name in self.columns)
        return Table(
            f"{self.record.origin.file}, read as {self.record.origin.format}", ("Column", "first", "last", "least", "greatest"), rows
        )

    def words(self) -> tuple[str, ...]:
        """What was read, what was left out, and what to beware of."""
        origin = self.record.origin
        told = [f"{len(self.record)} rows of {len(self.columns)} columns were written."]
        return (" ".join(told), *(f"{one}." for one in origin.skipped), *(f"Beware: {one.words}" for one in origin.cautions))

    def summary(self) -> dict[str, Json]:
        """What `--json` prints."""
        origin = self.record.origin
        return {
            "verb": "convert",
            "stratode": version(),
            "file": origin.file,
            "format": origin.format,
            "rows": len(self.record),
            "columns": list(self.columns),
            "stated": dict(origin.stated),
            "skipped": [{"why": one.why, "count": one.count, "lines": list(one.lines)} for one in origin.skipped],
            "cautions": [{"name": one.name, "words": one.words} for one in origin.cautions],
            "written": str(self.written),
        }


def convert(file: File, out: File, *, how: How = AS_FOUND, table: int | None = None) -> Converted:
    """Write an instrument file as a BDF table (.bdf.csv); spectra with frequency, real and imaginary part.

    Args:
        file: to read.
        out: to write; a table of this kind is replaced, any other file is not.
        how: how it is read.
        table: which of several tables, from 1; None where the file holds one, or one series of spectra.

    Returns:
        What was written, with `table()`, `words()` and `summary()`.

    Raises:
        ValueError: it cannot be read, holds neither a voltage nor a spectrum, or would overwrite something else.
    """
    source, target = Path(file), Path(out)
    _check_target(source, target)
    record = _one(read_records(source, how), table, source.name)
    if not any(needed <= record.columns.keys() for needed in WORTH_WRITING):
        names = ", ".join(f"'{quoted(name)}'" for name in record.columns)
        raise ValueError(
            f"{quoted(source.name)}: a BDF table needs a voltage, or frequency with real and imaginary impedance; received {names}. "
            "Name the columns, for example --columns 'Voltage / V=2'."
        )
    columns = tuple(sorted(record.columns, key=lambda name: LABELS.index(name) if name in LABELS else len(LABELS)))
    write_record(target, record, columns)
    return Converted(record, target, columns)


def _check_target(source: Path, target: Path) -> None:
    if not target.exists():
        return
    if source.exists() and target.samefile(source):
        raise ValueError(f"-o: must not be the file that is read; received '{target}'. Choose another name.")
    if target.is_dir():
        raise ValueError(f"-o: must be a file; received the folder '{target}'. Write for example -o {target / 'out.bdf.csv'}.")
    if not holds_bdf(target):
        raise ValueError(f"-o: must be a new file or a BDF table to replace; received '{target}'. Choose another name, or remove it first.")


def _one(records: Sequence[Record], table: int | None, file: str) -> Record:
    """The record to write: the only one, the one asked for, or a series of spectra put together again."""
    if table is not None:
        if not 1 <= table <= len(records):
            raise ValueError(
                f"--table: must lie between 1 and {len(records)} for {quoted(file)}; received {table}. Leave it out to see them."
            )
        return records[table - 1]
    if len(records) == 1:
        return records[0]
    if all(FREQUENCY in record.columns and "loop" in record.origin.stated for record in records):
        return _series(records, file)
    names = ", ".join(f"{count} '{quoted(record.origin.file)}'" for count, record in enumerate(records, 1))
    raise ValueError(
        f"{quoted(file)}: holds {len(records)} tables, of which one is written; received {names}. Choose one with --table NUMBER."
    )


def _series(records: Sequence[Record], file: str) -> Record:
    names = [name for name in records[0].columns if all(name in record.columns for record in records)]
    columns = {name: np.concatenate([record.columns[name] for record in records]) for name in names}
    if LOOP not in columns:
        columns[LOOP] = np.concatenate([np.full(len(record), float(count)) for count, record in enumerate(records, 1)])
    return Record(columns, replace(records[0].origin, file=file, stated={k: v for k, v in records[0].origin.stated.items() if k != "loop"}))


def _ends(record: Record, name: str) -> tuple[float | None, ...]:
    numbers = record.columns[name]
    finite = numbers[np.isfinite(numbers)]
    return (float(finite[0]), float(finite[-1]), float(finite.min()), float(finite.max())) if finite.size else (None,) * 4
