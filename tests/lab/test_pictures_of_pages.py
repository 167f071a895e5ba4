"""Figures of pages as still pictures: stacks, lying bars and heat maps stand where plotly has them."""

import importlib.util
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

FILE = Path(__file__).parents[2] / "docs" / "drawn.py"


def axes_of(drawing: go.Figure) -> Axes:
    spec = importlib.util.spec_from_file_location("drawn", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    axes = Figure().subplots()
    module.draw(axes, drawing)
    return axes


@pytest.mark.parametrize("lying", [True, False])
def test_bars_of_a_stack_begin_where_the_one_before_ends(lying: bool) -> None:
    sides = ("y", "x") if lying else ("x", "y")
    bars = [go.Bar({sides[0]: ["a", "b"], sides[1]: lengths, "orientation": "h" if lying else "v"}) for lengths in ([1, 2], [3, 1])]
    axes = axes_of(go.Figure(bars, {"barmode": "stack"}))
    starts = [one.get_x() if lying else one.get_y() for one in axes.patches]
    lengths = [one.get_width() if lying else one.get_height() for one in axes.patches]
    assert (starts, lengths) == ([0.0, 0.0, 1.0, 2.0], [1.0, 2.0, 3.0, 1.0])


def test_a_heat_map_has_its_names_its_scale_and_its_colours() -> None:
    white = [[0, "rgb(255,255,255)"], [1, "#0072B2"]]
    axes = axes_of(go.Figure(go.Heatmap(z=[[1, 2], [3, 4]], x=["u", "v"], zmin=0, zmax=8, colorscale=white)))
    mesh = axes.collections[0]
    assert [one.get_text() for one in axes.get_xticklabels()] == ["u", "v"]
    assert mesh.get_clim() == (0.0, 8.0)
    assert np.allclose(mesh.cmap(0.0)[:3], 1.0)
