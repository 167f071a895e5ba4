"""What happens where: salt, reaction, stoichiometry and utilisation through the thickness, coloured by layer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from stratode.cell.solution import CellResult
from stratode.report.figures.style import (
    DASHES,
    Array,
    add_bands,
    figure,
    label,
    layer_colour,
    legend_below_title,
    numbers,
    short,
    stage_colours,
    through_thickness,
)
from stratode.report.lab_units import MICROMETRE, PERCENT, rate
from stratode.report.profiles import CATHODE, SEPARATOR, Bands, Profile, bands
from stratode.report.tables import layers_from_collector


def salt(stages: Sequence[Profile], where: Bands) -> go.Figure:
    """Salt concentration, mol/L, over the whole cell."""
    fig = _fields(stages, where, "Salt in the pores / mol/L", lambda p: p.salt * 1e-3, "%{y:.3f} mol/L", solids_only=False)
    fig.update_yaxes(rangemode="tozero")
    return fig


def reaction(stages: Sequence[Profile], where: Bands) -> go.Figure:
    """Where lithium enters the particles, relative to an even reaction over the cathode."""
    return _fields(stages, where, "Local reaction over its mean / 1", _relative_reaction, "%{y:.2f}", solids_only=True)


def utilisation(stages: Sequence[Profile], where: Bands) -> go.Figure:
    """Share of the window capacity that has worked at each depth, %."""
    fig = _fields(stages, where, "Utilisation / %", lambda p: p.utilisation * PERCENT, "%{y:.1f} %", solids_only=True)
    fig.update_yaxes(rangemode="tozero")
    return fig


def stoichiometry(stages: Sequence[Profile], where: Bands) -> go.Figure:
    """Stoichiometry of each population of the cathode: surface (line) and mean (dots)."""
    fig = figure(through_thickness(where), "Lithium stoichiometry / 1", height=440)
    electrode = _cathode_only(where)
    add_bands(fig, electrode)
    populations = list(dict.fromkeys(site.name for stage in stages for site in stage.sites if site.region == CATHODE))
    for stage, tone in zip(stages, stage_colours(len(stages)), strict=True):
        for site in stage.sites:
            if site.region != CATHODE:
                continue
            dash = DASHES[populations.index(site.name) % len(DASHES)]
            text = f"{stage.depth * PERCENT:.0f} %"
            hover = f"%{{x:.1f}} µm: %{{y:.3f}}<extra>{label(site.name)}, {text}</extra>"
            common = {"x": numbers(site.x * MICROMETRE), "legendgroup": text, "hovertemplate": hover}
            first = populations.index(site.name) == 0
            line = {"color": tone, "width": 2, "dash": dash}
            fig.add_scatter(y=numbers(site.surface), name=text, mode="lines", line=line, showlegend=first, **common)
            fig.add_scatter(y=numbers(site.mean), mode="markers", marker={"color": tone, "size": 4}, showlegend=False, **common)
    legend_below_title(fig)
    fig.update_layout(legend={"title": {"text": "discharged "}})
    _hold_range(fig, electrode)
    return fig


def utilisation_by_layer(result: CellResult) -> go.Figure:
    """Share of each layer's window capacity that worked, at each rate, %."""
    fig = figure("C-rate", "Utilisation of the layer / %")
    if not result.rates:
        return fig
    where = bands(result.rates[0].mesh)
    for name in layers_from_collector(result):
        shares = [run.utilisation.get(name, 0.0) * PERCENT for run in result.rates]
        fig.add_bar(
            x=[rate(run.c_rate) for run in result.rates],
            y=numbers(np.array(shares)),
            name=label(short(name)),
            text=[f"{share:.0f}" for share in shares],
            marker={"color": layer_colour(name if name in where.name else f"cathode: {name}", where)},
            hovertemplate="%{x}: %{y:.1f} %<extra>%{fullData.name}</extra>",
        )
    fig.update_layout(barmode="group", bargap=0.3, showlegend=True, legend={"title": {"text": "layer "}})
    fig.update_xaxes(type="category")
    fig.update_yaxes(rangemode="tozero")
    return fig


def _fields(
    stages: Sequence[Profile], where: Bands, y_title: str, field: Callable[[Profile], Array], hover: str, *, solids_only: bool
) -> go.Figure:
    fig = figure(through_thickness(where), y_title, height=440)
    shown = _cathode_only(where) if solids_only else where
    add_bands(fig, shown)
    for stage, tone in zip(stages, stage_colours(len(stages)), strict=True):
        chosen = stage.region == CATHODE if solids_only else np.ones(stage.x.size, dtype=bool)
        breaks = _layer_starts(stage, chosen) if solids_only else []
        fig.add_scatter(
            x=_broken(numbers(stage.x[chosen] * MICROMETRE), breaks),
            y=_broken(numbers(field(stage)[chosen]), breaks),
            name=f"{stage.depth * PERCENT:.0f} %",
            mode="lines",
            line={"color": tone, "width": 2.2},
            hovertemplate=f"%{{x:.1f}} µm: {hover}<extra>%{{fullData.name}} discharged</extra>",
        )
    legend_below_title(fig)
    fig.update_layout(legend={"title": {"text": "discharged "}})
    _hold_range(fig, shown)
    return fig


def _layer_starts(stage: Profile, chosen: NDArray[np.bool_]) -> list[int]:
    """Places among the chosen nodes where another layer begins: what particles do may jump there."""
    names = [name for name, inside in zip(stage.layer, chosen, strict=True) if inside]
    return [i for i in range(1, len(names)) if names[i] != names[i - 1]]


def _broken(values: list[float | None], breaks: Sequence[int]) -> list[float | None]:
    """The values with a gap before each of these places."""
    gapped = list(values)
    for place in reversed(breaks):
        gapped.insert(place, None)
    return gapped


def _relative_reaction(stage: Profile) -> Array:
    inside = stage.region == CATHODE
    spacing = np.gradient(stage.x[inside]) if np.count_nonzero(inside) > 1 else np.ones(np.count_nonzero(inside))
    mean = float(np.sum(stage.reaction[inside] * spacing) / np.sum(spacing)) if np.any(inside) else 0.0
    return stage.reaction / mean if mean != 0.0 else np.zeros_like(stage.reaction)


def _cathode_only(where: Bands) -> Bands:
    kept = [i for i, region in enumerate(where.region) if region == CATHODE]
    columns = (where.name, where.region, where.start, where.end)
    names, regions, starts, ends = ([column[i] for i in kept] for column in columns)
    return Bands(tuple(names), tuple(regions), tuple(starts), tuple(ends))  # type: ignore[arg-type]


def _hold_range(fig: go.Figure, shown: Bands) -> None:
    fig.update_xaxes(range=[0.0, (shown.end[-1] if shown.end else 1.0) * MICROMETRE])
    if SEPARATOR not in shown.region:
        text = fig.layout.xaxis.title.text.rsplit("µm", 1)[0]
        fig.update_xaxes(title={"text": f"{text}µm      separator →"})
