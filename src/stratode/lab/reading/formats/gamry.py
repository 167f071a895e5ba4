"""Gamry .DTA: a head of tagged lines, then tables, each with names, units and rows that begin with a tab."""

from __future__ import annotations

import re
from dataclasses import replace

from stratode.lab.estimate import Caution
from stratode.lab.reading.finding import cells_of
from stratode.lab.reading.formats.form import Form
from stratode.lab.reading.heads import head_of
from stratode.lab.reading.known import MODULUS, PHASE, Column
from stratode.lab.reading.signs import Sign
from stratode.lab.reading.table import Rows, Table
from stratode.lab.reading.text import Text
from stratode.lab.record import AMBIENT, CURRENT, CYCLE, FREQUENCY, IMAGINARY, REAL, TIME, VOLTAGE

NAME = "Gamry DTA"
COLUMNS = (
    Column(REAL, ("zrealdrcor", "zreal"), "ohm"),
    Column(IMAGINARY, ("zimagdrcor", "zimag"), "ohm"),
    Column(FREQUENCY, ("freq",), "Hz"),
    Column(MODULUS, ("zmod",), "ohm"),
    Column(PHASE, ("zphz",), "deg"),
    Column(TIME, ("t", "time"), "s"),
    Column(VOLTAGE, ("vf", "vdc"), "V"),
    Column(CURRENT, ("im", "idc"), "A"),
    Column(CYCLE, ("cycle",), "1"),
    Column(AMBIENT, ("temp",), "degC"),
)
STATED = {"AREA": "area / cm2", "DATE": "date", "TIME": "time", "TAG": "experiment", "PSTAT": "instrument", "TITLE": "title"}
OPEN_CIRCUIT = "OCVCURVE"
TAGGED = re.compile(r"[A-Z][A-Z0-9_]*\t")  # a line that ends a table


def recognise(text: Text) -> bool:
    """Whether it begins as Gamry's files do."""
    return text.lines[0].strip().upper() == "EXPLAIN" or any("\tTABLE" in line and "CURVE" in line.upper() for line in text.lines[:300])


def tables(text: Text) -> list[Table]:
    """The measured tables; the wait at open circuit before them only where there is nothing else."""
    stated, starts, cautions = {}, [], []
    for at, line in enumerate(text.lines):
        cells = line.split("\t")
        if len(cells) > 1 and cells[1].strip().upper() == "TABLE":
            starts.append((at, cells[0].strip(), _count(cells)))
        elif cells[0] in STATED and len(cells) > 2:
            stated[STATED[cells[0]]] = cells[2].strip()
        elif cells[0].strip().upper() == "EXPERIMENTABORTED":
            cautions.append(Caution("aborted", "The experiment was aborted; the rows end where it was."))
    stops = [start for start, _, _ in starts[1:]] + [len(text.lines)]
    found = [
        _table(text, start, name, count, stop, stated, tuple(cautions)) for (start, name, count), stop in zip(starts, stops, strict=False)
    ]
    measured = [table for table in found if not table.title.startswith(OPEN_CIRCUIT)]
    if not measured:
        words = "Only the wait at open circuit stands in the file, not the measurement that was to follow."
        measured = [replace(table, cautions=(*table.cautions, Caution("only_open_circuit", words))) for table in found]
    curves = [table for table in measured if "CURVE" in table.title.upper()] or measured
    if len(curves) > 1 and len({table.heads for table in curves}) == 1:
        curves = [_put_together(curves)]
    if len(curves) == 1:
        curves = [Table(curves[0].heads, curves[0].body, "", curves[0].stated, curves[0].cautions)]
    return curves


def _table(
    text: Text, start: int, title: str, count: int | None, stop: int, stated: dict[str, str], cautions: tuple[Caution, ...]
) -> Table:
    if start + 2 >= len(text.lines):
        return Table((), Rows([], [], 0), title, stated, cautions)
    names, units = cells_of(text.lines[start + 1], "\t"), cells_of(text.lines[start + 2], "\t")
    units += [""] * (len(names) - len(units))
    cells, lines = [], []
    for at in range(start + 3, stop):
        if TAGGED.match(text.lines[at]):
            break
        if text.lines[at].strip():
            cells.append(cells_of(text.lines[at], "\t"))
            lines.append(at + 1)
    if count is not None and len(cells) < count:
        words = f"The table {title} states {count} rows and holds {len(cells)}: the file was cut off, or the experiment stopped."
        cautions = (*cautions, Caution("truncated", words))
    if any("DrCor" in name for name in names):
        cautions = (*cautions, Caution("drift_corrected", "The drift-corrected impedances of the file were taken, not the raw ones."))
    heads = tuple(head_of(name, unit.partition(" vs")[0]) for name, unit in zip(names, units, strict=False))
    return Table(heads, Rows(cells, lines, len(names)), title, stated, cautions)


def _put_together(curves: list[Table]) -> Table:
    """CURVE1, CURVE2, ... of one voltammogram as one table with the number of the curve."""
    rows, lines = [], []
    for number, curve in enumerate(curves, 1):
        body = curve.body
        if isinstance(body, Rows):
            rows += [[*cells[: body.width], *[""] * (body.width - len(cells)), str(number)] for cells in body.cells]
            lines += list(body.lines)
    heads = (*curves[0].heads, head_of("Cycle", "1"))
    cautions = tuple({caution.words: caution for curve in curves for caution in curve.cautions}.values())
    return Table(heads, Rows(rows, lines, len(heads)), "", curves[0].stated, cautions)


def _count(cells: list[str]) -> int | None:
    return int(cells[2]) if len(cells) > 2 and cells[2].strip().isdigit() else None


FORM = Form(
    NAME,
    "its first line EXPLAIN and its lines NAME, TABLE",
    recognise,
    tables,
    COLUMNS,
    Sign.UNKNOWN,
    (frozenset({FREQUENCY, REAL, IMAGINARY}), frozenset({TIME, VOLTAGE}), frozenset({VOLTAGE, CURRENT})),
    ("cp1252",),
    whole=True,
)
