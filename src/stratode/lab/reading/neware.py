"""Neware .nda and .ndax, decoded by fastnda."""

from __future__ import annotations

import logging
import tempfile
import warnings
import zlib
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from stratode.lab.estimate import Caution
from stratode.lab.reading.content import Content
from stratode.lab.reading.damage import Decoding, quoted, unreadable
from stratode.lab.reading.known import STEP_COUNT, STEP_TIME, UNIX_TIME
from stratode.lab.reading.signs import Sign, check_signs
from stratode.lab.reading.timing import check_time
from stratode.lab.reading.workbooks import check_packed
from stratode.lab.record import CURRENT, CYCLE, STEP, TIME, VOLTAGE, Origin, Record
from stratode.recipe.extras import need

COLUMNS = {  # of fastnda: (name of ours, factor)
    "total_time_s": (TIME, 1.0),
    "voltage_V": (VOLTAGE, 1.0),
    "current_mA": (CURRENT, 1e-3),
    "cycle_count": (CYCLE, 1.0),
    "step_index": (STEP, 1.0),
    "step_count": (STEP_COUNT, 1.0),
    "step_time_s": (STEP_TIME, 1.0),
    "unix_time_s": (UNIX_TIME, 1.0),
    "capacity_mAh": ("Step Net Capacity / Ah", 1e-3),
    "energy_mWh": ("Step Net Energy / Wh", 1e-3),
}


def read_neware(path: Path, content: Content) -> Record:
    """The record of a file.

    Raises:
        ValueError: it cannot be decoded.
        MissingExtra: fastnda is not installed.
    """
    need("fastnda", "polars", extra="lab")
    name = Content.NDAX if content is Content.NDAX else Content.NDA
    if content is Content.NDAX:
        check_packed(path)
    with Decoding(path.name, name.value):
        columns, cautions = _decoded(path, ".ndax" if content is Content.NDAX else ".nda")
    lines = np.arange(1, len(columns[VOLTAGE]) + 1, dtype=np.int32)
    if lines.size == 0:
        raise unreadable(path.name, "must hold rows", "none", "The test had not begun, or the file was cut off.")
    columns, signs = check_signs(columns, Sign.CHARGING, None)
    columns, timed, skipped = check_time(columns, lines, path.name)
    return Record(columns, Origin(path.name, name.value, MappingProxyType({}), skipped, (*cautions, *signs, *timed)))


def _library() -> Any:
    """fastnda, without what importing it changes for the whole process.

    It puts functions of another library into zlib, which fail on damaged archives with an error that no reader of archives knows.
    """
    kept = zlib.decompress, zlib.decompressobj
    try:
        import fastnda
        import fastnda.ndax
    finally:
        zlib.decompress, zlib.decompressobj = kept
    return fastnda


def _decoded(path: Path, suffix: str) -> tuple[dict[str, np.ndarray], list[Caution]]:
    fastnda = _library()
    logging.getLogger("fastnda").setLevel(logging.CRITICAL + 1)  # what it logs is told here
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        named = path
        if path.suffix.lower() != suffix:  # it goes by the name; we go by the content
            named = Path(folder) / f"copy{suffix}"
            named.symlink_to(path.resolve())
        table = fastnda.read(named)
    cautions = [Caution("format_unverified", quoted(str(one.message))) for one in caught[:1]]
    found = {}
    for source, (target, factor) in COLUMNS.items():
        if source in table.columns:
            column = table[source].cast(float)
            found[target] = column.to_numpy().astype(float) * factor
    for required in (TIME, VOLTAGE, CURRENT):
        if not np.isfinite(found[required]).all():
            raise ValueError(f"rows without {required}")
    return found, cautions
