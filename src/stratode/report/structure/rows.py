"""Tables of a volume as CSV files: transport, and what goes plane by plane."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from stratode.report.files import whole
from stratode.report.lab_units import MICROMETRE
from stratode.report.structure.sample import Sample
from stratode.report.structure.tables import overview
from stratode.report.tables import Entry


def write_tables(folder: Path, several: Sequence[Sample]) -> tuple[Path, ...]:
    """Every table as a file, whole or not at all; of several volumes each row begins with the volume's name. Returns their paths."""
    table = overview(several)
    paths = [_write(folder / "transport.csv", table.columns, table.rows)]
    many = len(several) > 1
    rows = [((one.name, *row) if many else row) for one in several for row in _profile(one)]
    columns = ("z / um", "Label", "Phase", "Fraction / 1")
    paths.append(_write(folder / "profile.csv", ("Volume", *columns) if many else columns, rows))
    return tuple(paths)


def _profile(one: Sample) -> list[tuple[Entry, ...]]:
    """A row a plane and phase."""
    seen, volume = one.analysis.profile, one.analysis.volume
    return [
        (position * MICROMETRE, str(phase), volume.named(phase), share)
        for position, shares in zip(seen.positions.tolist(), seen.fractions.tolist(), strict=True)
        for phase, share in zip(seen.labels, shares, strict=True)
    ]


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Entry]]) -> Path:
    with whole(path) as aside, aside.open("w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(columns)
        out.writerows([_text(item) for item in row] for row in rows)
    return path


def _text(item: Entry) -> str:
    """A number to nine digits; nothing for what does not exist."""
    if item is None or isinstance(item, str):
        return item or ""
    return f"{item:.9g}" if item - item == 0.0 else ""
