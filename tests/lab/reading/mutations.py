"""What can happen to an instrument's file on its way, each with the outcome it must have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from tests.lab.reading.made import POINTS, Made

from stratode.lab.record import FREQUENCY

MIDDLE = 7  # a row within the first charge


@dataclass(frozen=True)
class Outcome:
    """What reading must give.

    Args:
        refused: words of the refusal; "" where the file is read.
        cautions: that must be among those given, beyond those of the sound file.
        lost: indices of rows that are left out.
        without: targets that are no longer there.
        turned: the signed column comes out negated.
        loose: further cautions may be given.
    """

    refused: str = ""
    cautions: frozenset[str] = frozenset()
    lost: tuple[int, ...] = ()
    without: bool = False
    turned: bool = False
    loose: bool = False


SAME = Outcome()
LOST = Outcome(cautions=frozenset({"rows_left_out"}), lost=(MIDDLE,))
NO_ROWS = Outcome(refused="must")
Mutation = Callable[[Made], tuple[bytes, Outcome] | None]


def _set(made: Made, row: int, column: int, cell: str) -> Made:
    rows = [list(cells) for cells in made.rows]
    rows[row][column] = cell
    return made.with_rows(rows)


def _cell(cell: str) -> Mutation:
    """A cell that the row cannot do without is replaced."""
    return lambda made: (_set(made, MIDDLE, made.guarded, cell).data(), LOST)


def _each(made: Made, change: Callable[[list[str]], list[str]]) -> Made:
    return made.with_rows([change(list(row)) for row in made.rows])


def _raw(change: Callable[[str], str], outcome: Outcome = SAME) -> Mutation:
    return lambda made: (change(made.text()).encode(made.encoding), outcome)


def _line(made: Made, change: Callable[[list[str], int], None]) -> bytes:
    lines = made.text().splitlines()
    change(lines, made.first - 1 + MIDDLE)
    return ("\n".join(lines) + "\n").encode(made.encoding)


def _encoded(encoding: str, told: bool = False, mark: str = "") -> Mutation:
    def mutate(made: Made) -> tuple[bytes, Outcome] | None:
        outcome = Outcome(cautions=frozenset({"encoding_guessed"}) if told else frozenset())
        return (mark + made.text()).encode(encoding), outcome

    return mutate


def western_bytes(made: Made) -> tuple[bytes, Outcome] | None:
    """A comment in Latin-1 above the table; formats that write it so themselves need no caution."""
    if made.encoding == "gb18030" or not made.names:
        return None
    told = frozenset() if made.encoding == "cp1252" else frozenset({"encoding_guessed"})
    if made.head:
        made = replace(made, head=(made.head[0], *made.head[1:-1], made.head[-1]))
    text = made.text()
    if made.format == "BioLogic mpt":
        return text.replace("Comments : ", "Comments : 5 µm, 20 °C").encode("cp1252"), Outcome(cautions=told)
    at = text.index("\n") + 1 if made.head else 0
    return (text[:at] + "NOTE 5 µm 20 °C\n" + text[at:]).encode("cp1252"), Outcome(cautions=told)


def cut_within_the_last_row(made: Made) -> tuple[bytes, Outcome]:
    """The computer stopped while it wrote."""
    text = made.text().rstrip("\n")
    last = made.before + made.delimiter.join(made.rows[-1])
    kept = made.before + made.delimiter.join(made.rows[-1][: made.guarded])
    told = frozenset({"rows_left_out"})
    if "ZCURVE\tTABLE\t" in text:
        return (text[: -len(last)] + kept).encode(made.encoding), Outcome(cautions=told, lost=(POINTS - 1,))
    return (text[: -len(last)] + kept).encode(made.encoding), Outcome(cautions=told, lost=(POINTS - 1,))


def cut_in_the_head(made: Made) -> tuple[bytes, Outcome] | None:
    """Only what stands above the table is left; a wait at open circuit is a table."""
    return None if not made.head or "ocv" in made.name else ("\n".join(made.head[:-1]).encode(made.encoding), NO_ROWS)


def cut_below_the_names(made: Made) -> tuple[bytes, Outcome] | None:
    """No row is left."""
    return (made.with_rows([]).data(), NO_ROWS) if made.names else None


def decimal_commas(made: Made) -> tuple[bytes, Outcome] | None:
    """Numbers as Europe writes them; between commas no reader can tell them apart."""
    if made.comma:
        return None
    changed = _each(made, lambda row: [cell.replace(".", ",") for cell in row])
    if made.delimiter == ",":
        return changed.data(), Outcome(refused="rows must be numbers|must hold|needs|must not have commas both")
    return changed.data(), Outcome(cautions=frozenset({"decimal_comma"}))


def one_row_of_other_decimals(made: Made) -> tuple[bytes, Outcome]:
    """Two computers wrote one file."""
    cell = made.rows[MIDDLE][made.guarded]
    other = cell.replace(",", ".") if made.comma else cell.replace(".", ",")
    return _set(made, MIDDLE, made.guarded, other).data(), LOST


def a_free_value_missing(made: Made) -> tuple[bytes, Outcome] | None:
    """A value that a record does without."""
    if made.free is None:
        return None
    return _set(made, MIDDLE, made.free, "NaN").data(), Outcome(cautions=frozenset({"missing_values"}))


def half_of_the_values_are_words(made: Made) -> tuple[bytes, Outcome]:
    """The column is not what its name says."""
    rows = [list(row) for row in made.rows]
    for row in rows[::2]:
        row[made.guarded] = "overload"
    return made.with_rows(rows).data(), Outcome(refused="rows must be numbers")


def a_time_twice(made: Made) -> tuple[bytes, Outcome] | None:
    """Two rows at one time, as at the end of a step."""
    if made.time is None:
        return None
    found = _set(made, MIDDLE, made.time, made.rows[MIDDLE - 1][made.time])
    return found.data(), Outcome(cautions=frozenset({"duplicate_time"}), loose=True)


def a_time_backward(made: Made) -> tuple[bytes, Outcome] | None:
    """One row of an earlier time."""
    if made.time is None:
        return None
    found = _set(made, MIDDLE, made.time, made.rows[MIDDLE - 3][made.time])
    return found.data(), Outcome(cautions=frozenset({"backward_time"}), lost=(MIDDLE,))


def a_clock_set_anew(made: Made) -> tuple[bytes, Outcome] | None:
    """The second half begins again."""
    if made.time is None:
        return None
    rows = [list(row) for row in made.rows]
    for at in range(POINTS // 2, POINTS):
        rows[at][made.time] = made.rows[at - POINTS // 2][made.time]
    return made.with_rows(rows).data(), Outcome(refused="time must run forward")


def _without(made: Made, column: int) -> Made:
    def less(row: Sequence[str]) -> list[str]:
        return [*row[:column], *row[column + 1 :]]

    return replace(made, names=less(made.names), units=less(made.units) if made.units else (), rows=[less(row) for row in made.rows])


def _needs(made: Made) -> Outcome:
    if made.format != "table" and FREQUENCY in made.truth and made.format != "BDF":
        return Outcome(cautions=frozenset({"from_modulus_and_phase"}))
    return Outcome(refused="needs") if made.needs else Outcome(without=True, loose=True)


def a_column_missing(made: Made) -> tuple[bytes, Outcome] | None:
    """It was not chosen for the export."""
    return (_without(made, made.guarded).data(), _needs(made)) if made.names else None


def a_column_renamed(made: Made) -> tuple[bytes, Outcome] | None:
    """To what nobody knows."""
    if not made.names:
        return None
    names = [*made.names]
    names[made.guarded] = "quux"
    return replace(made, names=names).data(), _needs(made)


def a_unit_of_another_kind(made: Made) -> tuple[bytes, Outcome] | None:
    """A voltage in kilograms is none."""
    name = made.names[made.guarded] if made.names else ""
    if made.units:
        units = [*made.units]
        units[made.guarded] = "kg"
        return replace(made, units=units).data(), _needs(made)
    for old in ("/V", "(V)", "/Ohm", "/ohm", "(ohm)", "[mV]", "[deg]", " / V", " / ohm"):
        if name.endswith(old):
            names = [*made.names]
            names[made.guarded] = name.removesuffix(old) + old[0] + "kg" + {"(": ")", "[": "]"}.get(old[0], "")
            if old.startswith(" / "):
                names[made.guarded] = name.removesuffix(old) + " / kg"
            return replace(made, names=names).data(), _needs(made)
    return None


def a_smaller_unit(made: Made) -> tuple[bytes, Outcome] | None:
    """The same numbers in thousandths."""
    name = made.names[made.guarded] if made.names else ""
    for old, new in (("/V", "/mV"), ("(V)", "(mV)"), ("/Ohm", "/mOhm"), ("/ohm", "/mohm"), ("(ohm)", "(mohm)")):
        if name.endswith(old) and not made.units:
            names = [*made.names]
            names[made.guarded] = name.removesuffix(old) + new
            rows = [list(row) for row in made.rows]
            for row in rows:
                number = 1e3 * float(row[made.guarded].replace(",", "."))
                row[made.guarded] = f"{number:.7f}".replace(".", "," if made.comma else ".")
            return replace(made, names=names, rows=rows).data(), SAME
    return None


def the_sign_swapped(made: Made) -> tuple[bytes, Outcome] | None:
    """The current, or the reactance, the wrong way round; where states tell the sign there is none to swap."""
    if "sign_from_states" in made.told or made.name in ("modulus and phase", "chi cv"):
        return None

    def swap(row: list[str]) -> list[str]:
        cell = row[made.signed]
        row[made.signed] = cell[1:] if cell.startswith("-") else f"-{cell}"
        return row

    return _each(made, swap).data(), Outcome(cautions=frozenset({"sign_suspect"}), turned=True)


def zeros_from_a_power_cut(made: Made) -> tuple[bytes, Outcome]:
    """A disk that was to hold a row holds NUL."""

    def change(lines: list[str], at: int) -> None:
        lines[at] = "\x00" * len(lines[at])

    return _line(made, change), Outcome(cautions=frozenset({"rows_left_out"}), lost=(MIDDLE,), loose=True)


def junk_in_a_row(made: Made) -> tuple[bytes, Outcome]:
    """Bytes that are no text of any encoding."""
    data = _set(made, MIDDLE, made.guarded, "@@@").data()
    return data.replace(b"@@@", b"\xff\x81\x01"), Outcome(cautions=frozenset({"rows_left_out"}), lost=(MIDDLE,), loose=True)


def names_again(made: Made) -> tuple[bytes, Outcome] | None:
    """Two exports put together."""
    if not made.names or made.before:
        return None

    def change(lines: list[str], at: int) -> None:
        lines.insert(at, made.delimiter.join(made.names))

    return _line(made, change), Outcome(cautions=frozenset({"rows_left_out"}))


def a_cell_too_many(made: Made) -> tuple[bytes, Outcome]:
    """A row with more cells than names."""
    rows = [list(row) for row in made.rows]
    rows[MIDDLE].append("5")
    return made.with_rows(rows).data(), LOST


def a_row_too_short(made: Made) -> tuple[bytes, Outcome]:
    """A row that ends early."""
    rows = [list(row) for row in made.rows]
    rows[MIDDLE] = rows[MIDDLE][: made.guarded]
    return made.with_rows(rows).data(), LOST


def a_word_below(made: Made) -> tuple[bytes, Outcome]:
    """What a program writes when it has done."""
    return replace(made, tail=("End of data",)).data(), Outcome(cautions=frozenset({"rows_left_out"}))


def columns_in_another_order(made: Made) -> tuple[bytes, Outcome] | None:
    """As another template exports them; the first stays, which tells some formats."""
    if not made.names:
        return None

    def turned(row: Sequence[str]) -> list[str]:
        return [row[0], *reversed(row[1:])]

    units = turned(made.units) if made.units else ()
    return replace(made, names=turned(made.names), units=units, rows=[turned(row) for row in made.rows]).data(), SAME


def quoted_cells(made: Made) -> tuple[bytes, Outcome] | None:
    """As a spreadsheet may write them."""
    if made.delimiter == "\t" or '"' in "".join(made.names):
        return None
    return _each(made, lambda row: [f'"{cell}"' for cell in row]).data(), SAME


def names_in_capitals(made: Made) -> tuple[bytes, Outcome] | None:
    """The words of names in capitals, their units as they were; formats told by their names are told no more."""
    if made.format != "table" or not made.names or made.comma:
        return None
    found = [name[:-5].upper() + name[-5:] if len(name) > 8 else name for name in made.names]
    return replace(made, names=found).data(), SAME


MUTATIONS: dict[str, Mutation] = {
    "nothing": lambda made: (made.data(), SAME),
    "line ends of Windows": _raw(lambda text: text.replace("\n", "\r\n")),
    "line ends of old Macs": _raw(lambda text: text.replace("\n", "\r")),
    "no last line end": _raw(lambda text: text.rstrip("\n")),
    "empty lines between": lambda made: (_line(made, lambda lines, at: lines.insert(at, "")), SAME),
    "empty lines below": _raw(lambda text: text + "\n\n\n"),
    "spaces around cells": lambda made: (_each(made, lambda row: [f" {cell} " for cell in row]).data(), SAME),
    "a delimiter at each end": lambda made: (_each(made, lambda row: [*row, ""]).data(), SAME),
    "UTF-8": _encoded("utf-8"),
    "UTF-8 with a mark": _encoded("utf-8-sig"),
    "UTF-16 with a mark": _encoded("utf-16"),
    "UTF-16 of the other order, marked": _encoded("utf-16-be", mark="\ufeff"),
    "UTF-16 unmarked": _encoded("utf-16-le", told=True),
    "Western bytes": western_bytes,
    "cut within the last row": cut_within_the_last_row,
    "cut in the head": cut_in_the_head,
    "cut below the names": cut_below_the_names,
    "decimal commas": decimal_commas,
    "one row of other decimals": one_row_of_other_decimals,
    "NaN": _cell("NaN"),
    "an empty cell": _cell(""),
    "a word": _cell("overload"),
    "infinity": _cell("inf"),
    "a number too large": _cell("1e999"),
    "an underscore": _cell("1_0"),
    "a formula": _cell("=A1"),
    "a spreadsheet's error": _cell("#DIV/0!"),
    "a free value missing": a_free_value_missing,
    "half of the values are words": half_of_the_values_are_words,
    "a time twice": a_time_twice,
    "a time backward": a_time_backward,
    "a clock set anew": a_clock_set_anew,
    "a column missing": a_column_missing,
    "a column renamed": a_column_renamed,
    "a unit of another kind": a_unit_of_another_kind,
    "a smaller unit": a_smaller_unit,
    "the sign swapped": the_sign_swapped,
    "zeros from a power cut": zeros_from_a_power_cut,
    "junk in a row": junk_in_a_row,
    "names again": names_again,
    "a cell too many": a_cell_too_many,
    "a row too short": a_row_too_short,
    "a word below": a_word_below,
    "columns in another order": columns_in_another_order,
    "quoted cells": quoted_cells,
    "names in capitals": names_in_capitals,
    "emptied": lambda made: (b"", Outcome(refused="an empty file")),
    "only line ends": lambda made: (b"\n\r\n\n", NO_ROWS),
    "overwritten by noise": lambda made: (np.random.default_rng(len(made.name)).bytes(4000), Outcome(refused="binary data")),
    "its page of the web": lambda made: (b"<!DOCTYPE html>\n<html><body>" + made.data(), Outcome(refused="HTML")),
}


def mutated(kinds: Sequence[Made]) -> Iterator[tuple[str, str, Made, bytes, Outcome]]:
    """(kind, mutation, sound file, bytes, outcome) of each that applies."""
    for made in kinds:
        for name, mutate in MUTATIONS.items():
            found = mutate(made)
            if found is not None:
                yield made.name, name, made, *found
