"""Reads a drive profile: a CSV file with a column of times and one of what to apply, BDF names first."""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from stratode.recipe.errors import RecipeError, refused
from stratode.recipe.parts import Driven
from stratode.recipe.units import NUMBER, convert

LARGEST = 20_000_000  # bytes
MOST_ROWS = 500_000
LARGEST_VALUE = 1e9  # of any column, SI
VOLTAGES = (-10.0, 10.0)  # V
TIMES = ("test time", "time", "elapsed time", "total time", "t")
UNITS = {
    "current": ("A", Driven.CURRENT),
    "current density": ("A/m2", Driven.CURRENT),
    "c-rate": ("C", Driven.CURRENT),
    "power": ("W", Driven.POWER),
    "power density": ("W/m2", Driven.POWER),
    "voltage": ("V", Driven.VOLTAGE),
}
ACCEPTED = "Give 'Test Time / s' and one of 'Current / A', 'Current Density / mA.cm-2', 'C-rate', 'Power / W', 'Voltage / V'."
_HEADER = re.compile(r"\s*(?P<name>[^/\[(]*?)\s*(?:[/\[(]\s*(?P<unit>.*?)\s*[\])]?)?\s*")
_NUMBER = re.compile(NUMBER)


@dataclass(frozen=True, slots=True)
class Drive:
    """What a profile's file holds, in SI; `values` as written: of the whole cell, per area, or as C-rates, which `unit` tells."""

    driven: Driven
    unit: str  # "A", "A/m2", "C", "W", "W/m2", "V"
    times: tuple[float, ...]  # s, rising, from 0
    values: tuple[float, ...]
    shift: float  # s, time of the first row in the file


@dataclass(frozen=True, slots=True)
class Column:
    """A column that can be followed."""

    header: str
    place: int
    unit: str
    driven: Driven
    factor: float  # to SI


def read_profile(name: str, folder: Path | None, column: str | None = None) -> Drive:
    """The profile in a file beside the recipe.

    Args:
        name: path within `folder`.
        folder: where the recipe lies; None where it was not read from a file.
        column: header of the column to follow; None: the only one there is.

    Raises:
        RecipeError: no such file, not text in UTF-8, no such column, a value that is no number, times that do not rise.
    """
    header, rows = _table(_text(_path(name, folder)), name)
    place, factor = _time_column(header, name)
    chosen = _chosen(header, column, name)
    times = [_number(row, i, place, header, name) * factor for i, row in enumerate(rows)]
    values = [_number(row, i, chosen.place, header, name) * chosen.factor for i, row in enumerate(rows)]
    for i in range(1, len(times)):
        if times[i] <= times[i - 1]:
            raise refused(
                "", f"must have times that rise; row {i + 2} of {name} does not", f"{times[i]:g} s", "Sort the rows, keep each time once."
            )
    if chosen.driven is Driven.VOLTAGE and not all(VOLTAGES[0] <= v <= VOLTAGES[1] for v in values):
        raise refused("", f"must hold voltages from {VOLTAGES[0]:g} to {VOLTAGES[1]:g} V", f"{max(values, key=abs):g} V", "Check the unit.")
    return Drive(chosen.driven, chosen.unit, tuple(t - times[0] for t in times), tuple(values), times[0])


def _path(name: str, folder: Path | None) -> Path:
    """The file's path; it lies beside the recipe or below."""
    if folder is None:
        raise refused("", "needs the folder of the recipe", name, "Read the recipe from its file.")
    parts = (*PurePosixPath(name).parts, *PureWindowsPath(name).parts)
    if PurePosixPath(name).is_absolute() or PureWindowsPath(name).drive or PureWindowsPath(name).root or ".." in parts or "\0" in name:
        raise refused("", "must be a file beside the recipe, or in a folder there", name, "Copy the file there and give its name.")
    return folder / name


def _text(path: Path) -> str:
    """The file's text."""
    try:
        if not path.is_file():
            raise refused("", "must be a file beside the recipe", path.name, f"Put it into {path.parent}, or correct the name.")
        size = path.stat().st_size
        if size > LARGEST:
            raise refused("", f"must not be larger than {LARGEST // 1_000_000} MB", f"{size / 1e6:.0f} MB", "Give fewer rows.")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refused("", "must be text in UTF-8", f"byte {error.start}", "Save the table as CSV UTF-8.") from error
    except (OSError, ValueError) as error:
        if isinstance(error, RecipeError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise refused("", f"must be a file that can be read ({reason})", path.name, "Check the name.") from error


def _table(text: str, name: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows; columns parted by comma, semicolon or tab."""
    head = text.lstrip().split("\n", 1)[0]
    mark = max("\t;,", key=head.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        rows = [row for _, row in zip(range(MOST_ROWS + 2), (r for r in reader if any(c.strip() for c in r)), strict=False)]
    except csv.Error as error:
        raise refused("", f"must be a CSV table ({error})", name, ACCEPTED) from error
    if len(rows) < 3:
        raise refused("", "must hold a header and at least two rows", f"{max(len(rows) - 1, 0)} rows", ACCEPTED)
    if len(rows) > MOST_ROWS + 1:
        raise refused("", f"must not hold more than {MOST_ROWS} rows", name, "Give fewer points.")
    header = [cell.strip() for cell in rows[0]]
    for i, row in enumerate(rows[1:], start=2):
        if len(row) != len(header):
            remedy = "Write decimal points; part columns by one kind of mark." if mark == "," else "Complete the row."
            raise refused("", f"must have {len(header)} values in every row; row {i} has {len(row)}", mark.join(row), remedy)
    return header, rows[1:]


def _unit(header: str) -> tuple[str, str]:
    """(name, unit) of a header: "Test Time / s", "Time (min)", "C-rate"; the name in lower case."""
    found = _HEADER.fullmatch(header[:100])
    if found is None:
        return header[:100].lower(), ""
    unit = re.sub(r"(?<=[A-Za-z0-9])\.(?=[A-Za-z])", "·", found["unit"] or "")
    return found["name"].lower(), unit


def _time_column(header: list[str], name: str) -> tuple[int, float]:
    """(place, factor to s) of the time."""
    named = [(i, *_unit(text)) for i, text in enumerate(header)]
    found = [(i, unit) for i, label, unit in named if label in TIMES]
    if not found:
        raise refused("", "must have a column of times", ", ".join(header), ACCEPTED)
    if len(found) > 1:
        raise refused("", "must have one column of times", ", ".join(header[i] for i, _ in found), "Remove the others.")
    place, unit = found[0]
    if not unit:
        raise refused("", "must name the unit of its times", header[place], "Write for example 'Test Time / s' in the header.")
    return place, _factor(unit, "s", header[place])


def _factor(unit: str, si: str, header: str) -> float:
    try:
        return convert(1.0, unit, si)
    except RecipeError as error:
        raise refused("", f"must have a unit of {si} in its header", header, ACCEPTED) from error


def _chosen(header: list[str], wanted: str | None, name: str) -> Column:
    """The column to follow: the one asked for, or the only one that can be."""
    known = [(i, text, *_unit(text)) for i, text in enumerate(header)]
    found = [(i, text, label, unit) for i, text, label, unit in known if label in UNITS]
    if wanted is not None:
        found = [item for item in found if item[1].casefold() == wanted.strip().casefold()]
    if not found:
        rule = "must have a column to follow" if wanted is None else f"must have the column '{wanted[:40]}'"
        raise refused("", rule, ", ".join(header), ACCEPTED)
    if len(found) > 1:
        names = " or ".join(f"'{item[1]}'" for item in found)
        raise refused("", "must have one column to follow, or say which", names, f"Add column: {found[0][1]}.")
    place, text, label, unit = found[0]
    si, driven = UNITS[label]
    if si == "C":
        return Column(text, place, si, driven, 1.0)
    if not unit:
        raise refused("", "must name the unit of its values", text, f"Write for example '{label.title()} / {si}' in the header.")
    return _with_area(text, place, unit, si, driven)


def _with_area(text: str, place: int, unit: str, si: str, driven: Driven) -> Column:
    """A column in its unit; a current or power whose unit is per area counts per area."""
    if si in ("A", "W"):
        try:
            return Column(text, place, f"{si}/m2", driven, convert(1.0, unit, f"{si}/m2"))
        except RecipeError:
            pass
    return Column(text, place, si, driven, _factor(unit, si, text))


def _number(row: list[str], i: int, place: int, header: list[str], name: str) -> float:
    """A value of the table, as written."""
    text = row[place].strip()
    if _NUMBER.fullmatch(text) is None:
        where = f"'{header[place]}' of row {i + 2}"
        if re.fullmatch(r"[+-]?[0-9]+,[0-9]+(?:[eE][+-]?[0-9]+)?", text):
            raise refused("", f"must use a decimal point, in {where}", text, "Export the table with decimal points.")
        raise refused("", f"must hold a number, in {where}", text, "Correct the value, or remove the row.")
    value = float(text)
    if not math.isfinite(value) or abs(value) > LARGEST_VALUE:
        raise refused("", f"must be finite and not larger than {LARGEST_VALUE:g}, in '{header[place]}' of row {i + 2}", text, "Correct it.")
    return value
