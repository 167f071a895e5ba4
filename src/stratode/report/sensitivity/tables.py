"""Sensitivities as a table: what a little more of each input does."""

from __future__ import annotations

from collections.abc import Sequence

from stratode.design.sensitivity import Method, Sensitivities
from stratode.report.lab_units import MILLIVOLT, PERCENT, number
from stratode.report.sensitivity.response import Response, acting, idle, in_words
from stratode.report.table import C_RATE, Entry, Table

COLUMNS = (
    "Input",
    "Value",
    "Change",
    "Capacity / mAh/g",
    "Capacity / %",
    "Energy / %",
    "Mean voltage / mV",
    "At switch-on / mV",
)
HOW = "Found by"  # a column where not all were found alike
FOUND = {Method.STEPS_FOLLOWED: "steps followed", Method.RERUNS: "reruns"}
NOTE = "One input changes, all others and the current per area stay; energy per area. A layer's porosity and shares keep its loading."


def sensitivities_table(several: Sequence[Response]) -> Table:
    """What a little more of each input does, the strongest on capacity first; of several recipes or rates each row says which."""
    many, rates = len(several) > 1, max(len(one.results) for one in several) > 1
    mixed = any(s.method is Method.RERUNS for one in several for result in one.results for s in result.each)
    columns = (*(("Recipe",) if many else ()), *((C_RATE,) if rates else ()), *COLUMNS, *((HOW,) if mixed else ()))
    rows = []
    for one in several:
        for result in one.results:
            before = (*((one.cell.name,) if many else ()), *((result.c_rate,) if rates else ()))
            rows += [(*before, *row[: len(columns) - len(before)]) for row in _rows(result)]
    alone = several[0].results[0] if len(several) == 1 and not rates else None
    title = "What a little more of each input does"
    if alone is not None:
        title += f" at {alone.c_rate:g}C, where the cell gives {number(alone.specific_capacity)} mAh/g"
    return Table(title, columns, tuple(rows), " ".join((NOTE, *_without_effect(several))))


def _rows(result: Sensitivities) -> list[tuple[Entry, ...]]:
    rows: list[tuple[Entry, ...]] = []
    for one in acting(result):
        kick = one.input.kick
        rows.append(
            (
                one.input.name,
                in_words(one.input.value, one.input.unit),
                one.input.kicked,
                one.specific_capacity * kick,
                one.specific_capacity / result.specific_capacity * kick * PERCENT,
                one.energy / result.energy * kick * PERCENT,
                one.mean_voltage * kick * MILLIVOLT,
                one.initial_voltage * kick * MILLIVOLT,
                FOUND[one.method],
            )
        )
    return rows


def _without_effect(several: Sequence[Response]) -> list[str]:
    """The inputs that play no part in any discharge, as a sentence."""
    silent = [set(idle(result)) for one in several for result in one.results]
    common = set.intersection(*silent) if silent else set()
    named = [name for name in (idle(several[0].results[0]) if several[0].results else ()) if name in common]
    return [f"Without effect here: {', '.join(named)}."] if named else []
