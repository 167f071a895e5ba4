"""What stands against what: the intervals of the two or more numbers of a finding, on one axis."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10
from textwrap import shorten, wrap

import numpy as np
import plotly.graph_objects as go

from stratode.evidence.claims.measures import Measure
from stratode.evidence.finding import Finding, Side
from stratode.evidence.interval import Interval
from stratode.report.figures.style import COLOURS, GREY, figure, label

LINE = 34  # characters of one line beside the axis
LONGEST = 52  # characters beside a row of the figure of all findings
BAR = 12  # px
MOST = 30  # findings in the figure of all of them
ROOM = 0.10  # of the axis, beside the outermost bar
TEXT_ROOM = 0.42  # of the axis, for the value written beside the outermost bar
WIDE = 4.0  # ratio of the ends from which ticks follow the decades


def intervals(finding: Finding) -> go.Figure | None:
    """The intervals of the numbers of a finding that are of one quantity; None where no two are."""
    measure, sides = _comparable(finding)
    if measure is None:
        return None
    held = [_in_lab(interval, measure) for _, interval in sides]
    lines = [_wrapped(side.words) for side, _ in sides]
    axis = f"{measure.noun[:1].upper()}{measure.noun[1:]}" + (f" / {measure.shown_in}" if measure.shown_in else "")
    fig = figure(axis, "", height=100 + len(lines) * (14 + 18 * max(map(len, lines))))
    for place, ((side, _), interval) in enumerate(zip(sides, held, strict=True)):
        _bar(fig, place, interval, COLOURS[place % len(COLOURS)], side.value)
    _rows(fig, lines)
    _axis(fig, held, TEXT_ROOM)
    fig.update_layout(showlegend=False, margin={"t": 10})
    return fig


def together(findings: Sequence[Finding]) -> go.Figure | None:
    """All findings in one figure, each number over the middle of its first; None where there are not two findings to draw."""
    rows = [(finding, ratios) for finding in findings if (ratios := _ratios(finding))][:MOST]
    if len(rows) < 2:
        return None
    lines = [
        [label(shorten(f"{finding.severity.value} {finding.sample}: {_noun(finding)}", LONGEST, placeholder="…"))] for finding, _ in rows
    ]
    fig = figure("Over the number as stated / 1", "", height=130 + 26 * len(lines))
    fig.add_vline(x=1.0, line_width=1, line_color=GREY, line_dash="dot")
    for name, colour in (("as stated", COLOURS[0]), ("by the other numbers", COLOURS[1])):
        fig.add_scatter(x=[None], y=[None], mode="lines", name=name, line={"color": colour, "width": BAR})  # the legend
    for place, (_, ratios) in enumerate(rows):
        for index, interval in enumerate(ratios):
            _bar(fig, place, interval, COLOURS[min(index, 1)], "")
    _rows(fig, lines)
    _axis(fig, [interval for _, ratios in rows for interval in ratios], ROOM)
    return fig


def _comparable(finding: Finding) -> tuple[Measure | None, list[tuple[Side, Interval]]]:
    """The first quantity that two or more numbers of a finding are of, with those numbers."""
    for first in finding.sides:
        same = [(side, side.interval) for side in finding.sides if side.measure is first.measure and side.interval is not None]
        if first.measure is not None and len(same) > 1:
            return first.measure, same
    return None, []


def _noun(finding: Finding) -> str:
    measure, _ = _comparable(finding)
    return measure.noun if measure is not None else finding.title


def _ratios(finding: Finding) -> list[Interval]:
    """The intervals of comparable numbers over the middle of the first; none where they are not all positive."""
    measure, sides = _comparable(finding)
    if measure is None or measure.signed or any(interval.low <= 0.0 for _, interval in sides):
        return []
    middle = sides[0][1].middle
    return [Interval(interval.low / middle, interval.high / middle) for _, interval in sides]


def _in_lab(interval: Interval, measure: Measure) -> Interval:
    """SI to the lab's unit."""
    return Interval(measure.shown(interval.low), measure.shown(interval.high))


def _wrapped(words: str) -> list[str]:
    return [label(line) for line in wrap(" ".join(words.split()), LINE)[:4]]


def _bar(fig: go.Figure, row: int, interval: Interval, colour: str, value: str) -> None:
    """One interval as a thick line, with a tick at each end so that a number without width is seen too."""
    fig.add_scatter(
        x=[float(f"{interval.low:.6g}"), float(f"{interval.high:.6g}")],
        y=[-row, -row],
        mode="lines+markers+text",
        showlegend=False,
        line={"color": colour, "width": BAR},
        marker={"symbol": "line-ns", "size": 20, "line": {"width": 2, "color": colour}},
        text=["", f"  {label(value)}"],
        textposition="middle right",
        cliponaxis=False,
        hovertemplate="%{x:.4g}<extra></extra>",
    )


def _rows(fig: go.Figure, lines: Sequence[Sequence[str]]) -> None:
    """Words beside each row, the first on top."""
    fig.update_yaxes(
        tickvals=[-row for row in range(len(lines))], ticktext=["<br>".join(text) for text in lines], range=[0.6 - len(lines), 0.6],
        showline=False, ticks="", showgrid=False,
    )  # fmt: skip


def _axis(fig: go.Figure, held: Sequence[Interval], right: float) -> None:
    """A logarithmic axis where all numbers are positive, with ticks at round numbers; room for what is written to the right."""
    low, high = min(i.low for i in held), max(i.high for i in held)
    if low <= 0.0:
        width = (high - low) or 1.0
        fig.update_xaxes(range=[low - ROOM * width, high + right * width])
        return
    wide = max(log10(high / low), 0.02)
    ends = (log10(low) - ROOM * wide, log10(high) + right * wide)
    ticks = _ticks(10.0 ** ends[0], 10.0 ** ends[1])
    fig.update_xaxes(type="log", range=list(ends), tickvals=ticks, ticktext=[f"{tick:.6g}" for tick in ticks], showgrid=True)


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers from `low` to `high`: evenly apart on a short axis, 1, 2 and 5 of each decade or powers of ten beyond."""
    if high / low > WIDE:
        steps = (1.0, 2.0, 5.0) if high / low < 300.0 else (1.0,)
        powers = range(floor(log10(low)), floor(log10(high)) + 1)
        every = max(1, len(powers) // 7)
        return [tick for power in list(powers)[::every] for step in steps if low <= (tick := float(f"{step * 10.0**power:.3g}")) <= high]
    raw = (high - low) / 5.0
    size = 10.0 ** floor(log10(raw))
    step = next(s * size for s in (1.0, 2.0, 5.0, 10.0) if s * size >= raw)
    count = np.arange(np.ceil(low / step), np.floor(high / step) + 1)
    return [float(f"{k * step:.10g}") for k in count]
