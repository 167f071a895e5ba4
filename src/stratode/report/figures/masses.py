"""What the cell weighs and what room it takes, component by component."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from stratode.design.component import Component, Group
from stratode.design.ledger import Ledger
from stratode.report.figures.style import BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILLION, YELLOW, figure, label
from stratode.report.lab_units import PERCENT

GROUP_COLOURS = {
    Group.CATHODE_SOLID: BLUE,
    Group.CATHODE_PORE: SKY,
    Group.CATHODE_COLLECTOR: GREY,
    Group.SEPARATOR_SOLID: YELLOW,
    Group.SEPARATOR_PORE: "#C8B8A0",
    Group.LITHIUM: PURPLE,
    Group.ANODE_SOLID: PURPLE,
    Group.ANODE_PORE: "#E3C3D3",
    Group.ANODE_COLLECTOR: "#8C5A00",
    Group.EXCESS_ELECTROLYTE: GREEN,
    Group.TABS: "#4D4D4D",
    Group.PACKAGING: VERMILLION,
}


def mass_and_volume(bills: Sequence[tuple[str, Ledger]]) -> go.Figure:
    """Shares of mass and of volume of each recipe as two stacked bars, %, in the order of the cell."""
    fig = figure("Share / %", "", height=max(260, 130 + 110 * len(bills)))
    for group in Group:
        rows = [[row for row in ledger.rows if row.group is group] for _, ledger in bills]
        if not any(row.mass > 0.0 or row.volume > 0.0 for members in rows for row in members):
            continue
        places, shares, texts = [], [], []
        for (name, ledger), members in zip(bills, rows, strict=True):
            prefix = f"{label(name)}: " if len(bills) > 1 else ""
            for kind, whole in (("mass", ledger.mass), ("volume", ledger.volume)):
                places.append(f"{prefix}{kind}")
                shares.append(PERCENT * sum(_size(row, kind) for row in members) / whole)
                texts.append(", ".join(label(row.name) for row in members))
        fig.add_bar(
            y=places, x=shares, customdata=texts, name=group.value, orientation="h",
            marker={"color": GROUP_COLOURS.get(group, ORANGE), "line": {"width": 1, "color": "#FFFFFF"}},
            hovertemplate="%{y}: %{x:.1f} %<br>%{customdata}<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    fig.update_layout(barmode="stack", legend={"traceorder": "normal"}, bargap=0.35)
    fig.update_xaxes(range=[0.0, 100.0])
    fig.update_yaxes(autorange="reversed")
    return fig


def _size(row: Component, kind: str) -> float:
    return row.mass if kind == "mass" else row.volume
