"""An experiment over time, over charge, over rounds, over voltage, and through the thickness."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import plotly.graph_objects as go

from stratode.cell.solution import ExperimentResult, StageResult
from stratode.recipe.parts import TransportCell
from stratode.report.experiment.observation import (
    HalfCycle,
    Observation,
    Rows,
    beyond_the_jump,
    evenly,
    half_cycles,
    kept_ends,
    left_to_right,
    passed,
    round_counts,
    rows_of,
    swept,
)
from stratode.report.experiment.rounds import Round
from stratode.report.experiment.tables import SMALL_VOLTAGE, ordinary, time_unit
from stratode.report.figures.style import (
    BLUE,
    GREEN,
    VERMILLION,
    Array,
    add_bands,
    colour,
    figure,
    label,
    legend_below_title,
    numbers,
    stage_colours,
)
from stratode.report.heat import ICE
from stratode.report.lab_units import MA_PER_CM2, MICROMETRE, MILLIVOLT, PERCENT

MOST_POINTS = 3000  # of one curve over a whole experiment
MOST_CURVES = 5  # rounds, sweeps or instants that one figure tells apart
SMALL = 0.02  # of the largest charge passed one way: less is no half-cycle worth a curve
GAP = 0.05  # of a figure's height between panels
TOP_PANEL, LOWER_PANEL = 260.0, 160.0  # px


def over_time(several: Sequence[Observation]) -> go.Figure:
    """Voltage, current and, where there is one, temperature over time, one below the other; a colour a recipe."""
    longest = max((float(seen.result.trace.time[-1]) for seen in several if seen.result.trace.time.size), default=0.0)
    factor, unit = time_unit(longest)
    warm = any(seen.result.trace.temperature.size for seen in several)
    small = all(float(np.max(np.abs(seen.result.trace.voltage), initial=0.0)) < SMALL_VOLTAGE for seen in several)
    volt, of_volt = ("mV", MILLIVOLT) if small else ("V", 1.0)
    panels: list[tuple[str, Callable[[ExperimentResult], Array], str]] = [
        (f"Voltage / {volt}", lambda result: result.trace.voltage * of_volt, volt),
        ("Current / mA/cm²", lambda result: result.trace.current_density * MA_PER_CM2, "mA/cm²"),
    ]
    if warm:
        panels.append(("Temperature / °C", lambda result: result.trace.temperature - ICE, "°C"))
    fig = figure(f"Time / {unit}", "")
    _stack(fig, [title for title, _, _ in panels], several=len(several) > 1)
    for place, seen in enumerate(several):
        kept = kept_rows(seen.result)
        for row, (title, values, short) in enumerate(panels):
            curve = values(seen.result)
            if curve.size:
                tone = colour(place) if len(several) > 1 else (BLUE, GREEN, VERMILLION)[row]
                name = label(seen.cell.name) if len(several) > 1 else title.split(" / ", 1)[0]
                fig.add_scatter(
                    x=numbers(seen.result.trace.time[kept] * factor, 7), y=numbers(curve[kept], 6), name=name, mode="lines",
                    line={"color": tone, "width": 1.8}, yaxis="y" if row == 0 else f"y{row + 1}",
                    legendgroup=str(place), showlegend=len(several) > 1 and row == 0,
                    hovertemplate=f"%{{x:.4g}} {unit}: %{{y:.4g}} {short}<extra>{name}</extra>",
                )  # fmt: skip
    return fig


def _stack(fig: go.Figure, titles: Sequence[str], *, several: bool) -> None:
    """One panel a title below one another over a shared x axis, the first the highest."""
    heights = np.array([TOP_PANEL, *[LOWER_PANEL] * (len(titles) - 1)])
    heights *= (1.0 - GAP * (len(titles) - 1)) / heights.sum()
    top = 1.0
    first = fig.layout.yaxis.to_plotly_json()
    for row, (title, high) in enumerate(zip(titles, heights, strict=True)):
        axis = {**first, "title": {"text": title, "standoff": 10}, "domain": [max(top - high, 0.0), top], "anchor": "x"}
        fig.update_layout({"yaxis" if row == 0 else f"yaxis{row + 1}": axis})
        top -= float(high) + GAP
    height = TOP_PANEL + LOWER_PANEL * (len(titles) - 1) + 100
    fig.update_layout(xaxis={"anchor": f"y{len(titles)}"}, showlegend=several, height=height)


def over_charge(seen: Observation) -> go.Figure | None:
    """Voltage over the charge that each half-cycle of a cell passes; of many, some from the first to the last. None where there is none.

    A half-cycle runs from zero while charge passes one way, so that a titration becomes one curve with its relaxations upright.
    """
    found = shown_half_cycles(seen.result)
    if not found or isinstance(seen.cell, TransportCell):
        return None
    fig = figure("Charge passed one way / mAh/cm²", "Voltage / V", height=440)
    counts = list(dict.fromkeys(half.count for half in found))
    tones = dict(zip(counts, stage_colours(len(counts)) if len(counts) > 1 else [BLUE], strict=True))
    charge = passed(seen.result) * MA_PER_CM2
    several = len(counts) > 1
    listed: set[str] = set()
    for half in found:
        rows = np.concatenate([rows_of(seen.result, stage) for stage in half.stages])
        rows = rows[evenly(rows.size, MOST_POINTS // len(found))]
        before = sum(stage.charge for stage in seen.result.stages if stage.number < half.stages[0].number) * MA_PER_CM2
        way = "charge" if half.charge > 0.0 else "discharge"
        group = (f"round {half.count}" if half.count else "before") if several else way
        fig.add_scatter(
            x=numbers(np.abs(charge[rows] - before)),
            y=numbers(seen.result.trace.voltage[rows]),
            name=group,
            legendgroup=group,
            mode="lines",
            line={"color": tones[half.count], "width": 2, "dash": "dash" if half.charge > 0.0 else "solid"},
            showlegend=group not in listed,
            hovertemplate=f"%{{x:.3f}} mAh/cm²: %{{y:.3f}} V<extra>{group}{f', {way}' if several else ''}</extra>",
        )
        listed.add(group)
    fig.update_layout(showlegend=True)
    return fig


def shown_half_cycles(result: ExperimentResult) -> tuple[HalfCycle, ...]:
    """Half-cycles worth a curve: none that passes next to nothing, and of many rounds some from the first to the last."""
    found = half_cycles(result)
    largest = max((abs(half.charge) for half in found), default=0.0)
    found = tuple(half for half in found if abs(half.charge) >= SMALL * largest)
    counts = list(dict.fromkeys(half.count for half in found))
    kept = {counts[i] for i in evenly(len(counts), MOST_CURVES)}
    if len(counts) == 1:
        return tuple(found[i] for i in evenly(len(found), 2 * MOST_CURVES))
    return tuple(half for half in found if half.count in kept)


def by_round(seen: Observation, series: Sequence[Round]) -> go.Figure:
    """Cycles: discharge capacity and both efficiencies; other rounds: the voltage at their ends over the charge passed."""
    return _cycles(series) if ordinary(series) else _ends(series)


def _ends(series: Sequence[Round]) -> go.Figure:
    sign = -1.0 if series[-1].passed < 0.0 else 1.0
    way = "discharged" if sign < 0.0 else "charged"
    fig = figure(f"Charge {way} since the beginning / mAh/cm²", "Voltage at the end of each round / V")
    fig.add_scatter(
        x=numbers(np.array([sign * item.passed * MA_PER_CM2 for item in series])),
        y=numbers(np.array([item.voltage_end for item in series])),
        mode="lines+markers",
        line={"color": BLUE, "width": 1.8},
        marker={"size": 7},
        showlegend=False,
        customdata=[item.number for item in series],
        hovertemplate="round %{customdata}: %{x:.3f} mAh/cm², %{y:.4f} V<extra></extra>",
    )
    return fig


def _cycles(series: Sequence[Round]) -> go.Figure:
    count = [item.number for item in series]
    curves = (
        ("discharge capacity", [item.discharged * MA_PER_CM2 for item in series], BLUE, "circle", "y"),
        ("coulombic efficiency", [PERCENT * (item.coulombic_efficiency or np.nan) for item in series], GREEN, "square", "y2"),
        ("energy efficiency", [PERCENT * (item.energy_efficiency or np.nan) for item in series], VERMILLION, "diamond", "y2"),
    )
    fig = figure("Round", "")
    _stack(fig, ["Discharge capacity / mAh/cm²", "Efficiency / %"], several=True)
    for name, values, tone, symbol, axis in curves:
        if np.any(np.isfinite(values)):
            fig.add_scatter(
                x=count,
                y=numbers(np.array(values)),
                name=name,
                mode="lines+markers",
                line={"color": tone, "width": 1.8},
                marker={"size": 7, "symbol": symbol},
                yaxis=axis,
                hovertemplate="round %{x}: %{y:.5g}<extra>%{fullData.name}</extra>",
            )
    fig.update_layout(yaxis={"rangemode": "tozero"})
    if len(series) <= 12:
        fig.update_xaxes(tickvals=count)
    return fig


def voltammogram(seen: Observation) -> go.Figure | None:
    """Current over voltage of the sweeps, a colour a round (of one round, a sweep with its way back); None where there is none."""
    counts = dict(zip((s.number for s in seen.result.stages), round_counts(seen.result.stages), strict=True))
    sweeps = [stage for stage in seen.result.stages if swept(seen.result, stage)]
    if not sweeps:
        return None
    by_sweep = len({counts[stage.number] for stage in sweeps}) == 1
    keys = _there_and_back(sweeps) if by_sweep else {stage.number: counts[stage.number] for stage in sweeps}
    found = list(dict.fromkeys(keys.values()))
    kept = [found[i] for i in evenly(len(found), MOST_CURVES)]
    tones = dict(zip(kept, stage_colours(len(kept)), strict=True))
    fig = figure("Voltage / V", "Current / mA/cm²", height=460)
    listed: set[int] = set()
    for stage in (stage for stage in sweeps if keys[stage.number] in kept):
        rows, key = beyond_the_jump(seen.result, stage), keys[stage.number]
        rows = rows[evenly(rows.size, MOST_POINTS // len(kept))]
        fig.add_scatter(
            x=numbers(seen.result.trace.voltage[rows]),
            y=numbers(seen.result.trace.current_density[rows] * MA_PER_CM2),
            name=label(stage.label) if by_sweep else f"round {key}",
            mode="lines",
            line={"color": tones[key], "width": 2},
            showlegend=key not in listed,
            hovertemplate="%{x:.3f} V: %{y:.4g} mA/cm²<extra>%{fullData.name}</extra>",
        )
        listed.add(key)
    fig.update_layout(showlegend=True)
    return fig


def _there_and_back(sweeps: Sequence[StageResult]) -> dict[int, int]:
    """Each sweep by the number of the one that it is or turns back: a voltammogram shows both or neither."""
    keys: dict[int, int] = {}
    for stage in sweeps:
        before = next((s for s in sweeps if s.number == stage.number - 1 and keys[s.number] == s.number), None)
        turns = before is not None and (before.voltage_end - before.voltage_start) * (stage.voltage_end - stage.voltage_start) < 0.0
        keys[stage.number] = stage.number - 1 if turns else stage.number
    return keys


def salt(seen: Observation) -> go.Figure | None:
    """Salt through the thickness at the ends of some stages, mol/L; None where only curves were kept."""
    chosen = kept_ends(seen.result)
    if not chosen:
        return None
    order, x, where = left_to_right(seen)
    ends = ("cathode collector", "anode" if -1 in where.region else "lithium")
    ends = ("left end", "right end") if isinstance(seen.cell, TransportCell) else ends
    fig = figure(f"← {ends[0]}      distance / µm      {ends[1]} →", "Salt in the pores / mol/L", height=440)
    add_bands(fig, where)
    for (stage, row), tone in zip(chosen, stage_colours(len(chosen)), strict=True):
        fig.add_scatter(
            x=numbers(x * MICROMETRE),
            y=numbers(seen.result.trace.salt[row][order] * 1e-3),
            name=str(stage.number),
            mode="lines",
            line={"color": tone, "width": 2.2},
            hovertemplate=f"%{{x:.1f}} µm: %{{y:.3f}} mol/L<extra>{label(stage.label)}</extra>",
        )
    legend_below_title(fig)
    fig.update_layout(legend={"title": {"text": "end of stage "}})
    fig.update_xaxes(range=[0.0, float(np.sum(seen.result.mesh.width)) * MICROMETRE])
    fig.update_yaxes(rangemode="tozero")
    return fig


def kept_rows(result: ExperimentResult) -> Rows:
    """Rows of a curve over the whole experiment: the ends of every stage, and between them as many as a screen shows."""
    step = result.trace.step
    if step.size <= MOST_POINTS:
        return np.arange(step.size)
    edges = np.flatnonzero(np.diff(step)) + 1
    ends = np.unique(np.concatenate(([0], edges - 1, edges, [step.size - 1])))
    return np.union1d(ends, evenly(step.size, MOST_POINTS))
