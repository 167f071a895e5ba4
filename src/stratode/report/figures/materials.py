"""A material's curves: every property that varies, over the range its data cover; over temperature where that alone moves it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import numpy as np
import plotly.graph_objects as go

from stratode.recipe.parts import Electrolyte
from stratode.recipe.property import Property
from stratode.report.figures.style import BLUE, ORANGE, VERMILLION, figure, label, numbers

TEMPERATURES = ((273.15, BLUE), (298.15, ORANGE), (323.15, VERMILLION))  # K
POINTS = 201
USUAL = (253.15, 353.15)  # K, drawn where data state no range of temperature
LOG_ABOVE = 30.0  # a curve that spans more than this factor is drawn on a logarithmic axis


def properties(material: object) -> dict[str, Property]:
    """The properties of a material of :mod:`stratode.recipe.parts` by the name of their field."""
    if not is_dataclass(material):
        raise TypeError(f"material: must be one of stratode.recipe.parts; received {type(material).__name__}")
    found = {field.name: getattr(material, field.name) for field in fields(material)}
    return {name: value for name, value in found.items() if isinstance(value, Property)}


def material_curves(material: object) -> dict[str, go.Figure]:
    """A figure for each property of `material` that varies: at 0, 25 and 50 °C where temperature matters too, or over temperature alone."""
    salt = isinstance(material, Electrolyte)
    found = {}
    for name, item in properties(material).items():
        if not item.is_constant:
            found[name] = _curve(name, item, salt)
        elif item.of_temperature or item.activation_energy:
            found[name] = _over_temperature(name, item)
    return found


def _over_temperature(name: str, item: Property) -> go.Figure:
    """A property of temperature alone (Arrhenius, Vogel-Tammann-Fulcher, a table) on a logarithmic axis, as its law bends there."""
    low, high = item.temperature
    span = (low, high) if low > 0.0 and np.isfinite(high) else USUAL
    T = np.linspace(*span, POINTS)
    y = np.array([float(item(0.0, float(t))) for t in T])
    fig = figure("Temperature / °C", f"{name.replace('_', ' ').capitalize()} / {label(item.unit)}", height=400)
    fig.add_scatter(x=numbers(T - 273.15), y=numbers(y), mode="lines", line={"color": BLUE, "width": 2.2})
    fig.update_layout(showlegend=False)
    if np.all(y > 0.0):
        fig.update_yaxes(type="log", exponentformat="power")
    return fig


def _curve(name: str, item: Property, salt: bool) -> go.Figure:
    fig = figure(
        "Salt / mol/L" if salt else "Lithium stoichiometry x / 1", f"{name.replace('_', ' ').capitalize()} / {label(item.unit)}", height=400
    )
    low, high = item.valid
    x = np.linspace(low, high, POINTS)
    curves = {T: np.asarray(item(x, T)) for T, _ in TEMPERATURES}
    middle = curves[298.15]
    varies = any(not np.allclose(values, middle, rtol=1e-6, atol=0.0) for values in curves.values())
    for T, tone in TEMPERATURES:
        if varies or T == 298.15:
            place, line = numbers(x * 1e-3 if salt else x), {"color": tone, "width": 2.2}
            fig.add_scatter(x=place, y=numbers(curves[T]), name=f"{T - 273.15:.0f} °C", mode="lines", line=line)
    fig.update_layout(showlegend=varies)
    positive = np.all(middle > 0.0)
    if positive and middle.max() > LOG_ABOVE * middle.min():
        fig.update_yaxes(type="log", exponentformat="power", dtick=1)
    else:
        fig.update_yaxes(exponentformat="power")
    return fig
