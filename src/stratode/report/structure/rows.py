"""Tables of a volume as CSV files: transport, and what goes plane by plane."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from stratode.report.csv_files import write_csv
from stratode.report.lab_units import MICROMETRE
from stratode.report.structure.sample import Sample
from stratode.report.structure.tables import overview
from stratode.report.table import Entry


def write_tables(folder: Path, several: Sequence[Sample]) -> tuple[Path, ...]:
    """Every table as a file, whole or not at all; of several volumes each row begins with the volume's name. Returns their paths."""
    table = overview(several)
    paths = [write_csv(folder / "transport.csv", table.columns, table.rows)]
    many = len(several) > 1
    rows = [((one.name, *row) if many else row) for one in several for row in _profile(one)]
    columns = ("z / um", "Label", "Phase", "Fraction / 1")
    paths.append(write_csv(folder / "profile.csv", ("Volume", *columns) if many else columns, rows))
    return tuple(paths)


def _profile(one: Sample) -> list[tuple[Entry, ...]]:
    """A row a plane and phase."""
    seen, volume = one.analysis.profile, one.analysis.volume
    return [
        (position * MICROMETRE, str(phase), volume.named(phase), share)
        for position, shares in zip(seen.positions.tolist(), seen.fractions.tolist(), strict=True)
        for phase, share in zip(seen.labels, shares, strict=True)
    ]
