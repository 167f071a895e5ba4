"""Figures of the report as still pictures: lines, points and heat maps of plotly redrawn with matplotlib, for pages without scripts."""

import html
import re
from pathlib import Path

import matplotlib as mpl
import numpy as np
import plotly.graph_objects as go
from matplotlib.figure import Figure

from stratode.report.picture import STYLE

DASHES = {"solid": "-", "dash": "--", "dot": ":", "dashdot": "-.", "longdash": (0, (8, 3)), "longdashdot": (0, (8, 3, 2, 3))}
SYMBOLS = {"circle": "o", "square": "s", "diamond": "D", "triangle-up": "^", "cross": "P", "x": "X"}
MOST_NAMES = 10  # in a legend


def write_pictures(path: Path, drawings: list[go.Figure]) -> None:
    """Several figures side by side as one .png."""
    with mpl.rc_context(STYLE):
        fig = Figure(figsize=(5.2 * len(drawings), 3.9), layout="constrained")
        for axes, drawing in zip(fig.subplots(1, len(drawings), squeeze=False)[0], drawings, strict=True):
            draw(axes, drawing)
        fig.savefig(path, dpi=110, facecolor="white", metadata={"Software": None})


def bars(axes: mpl.axes.Axes, trace: go.Bar, reached: dict[object, float]) -> None:
    """Bars, upright or lying, each from where those before it in its stack end."""
    lying = trace.orientation == "h"
    places, lengths = (trace.y, trace.x) if lying else (trace.x, trace.y)
    places = [plain(place) if isinstance(place, str) else place for place in places]
    lengths = [0.0 if one is None else float(one) for one in lengths]
    starts = [reached.get(place, 0.0) for place in places]
    reached.update({place: start + one for place, start, one in zip(places, starts, lengths, strict=True)})
    look = {"label": plain(trace.name), "color": colour_of(trace)}
    if lying:
        axes.barh(places, lengths, left=starts, **look)
    else:
        axes.bar(places, lengths, bottom=starts, **look)


def heat(axes: mpl.axes.Axes, trace: go.Heatmap) -> None:
    """A heat map with its scale; rows and columns without numbers of their own are counted or, where they have names, named."""
    values = np.array(trace.z, float)
    sides = []
    for side, count, which in ((trace.x, values.shape[1], "x"), (trace.y, values.shape[0], "y")):
        named = side is not None and any(isinstance(one, str) for one in side)
        sides.append(np.arange(count, dtype=float) if side is None or named else numeric(side))
        if named:
            getattr(axes, f"set_{which}ticks")(range(count), [plain(str(one)) for one in side])
    colours = mpl.colormaps["viridis"]
    if trace.colorscale:
        colours = mpl.colors.LinearSegmentedColormap.from_list("page", [(at, of_css(tint)) for at, tint in trace.colorscale])
    drawn = axes.pcolormesh(*sides, values, cmap=colours, vmin=trace.zmin, vmax=trace.zmax, shading="nearest")
    if trace.showscale is not False:
        axes.figure.colorbar(drawn, ax=axes, label=plain(trace.colorbar.title.text))


def of_css(tint: str) -> object:
    """A colour as a page writes it."""
    found = re.fullmatch(r"rgb\(([\d.]+), *([\d.]+), *([\d.]+)\)", tint)
    return tuple(float(part) / 255.0 for part in found.groups()) if found else tint


def draw(axes: mpl.axes.Axes, drawing: go.Figure) -> None:
    """One figure in one place."""
    layout = drawing.layout
    second = None
    reached: dict[object, float] = {}  # of each stack, by its place
    for trace in drawing.data:
        place = axes
        if getattr(trace, "yaxis", None) == "y2":
            second = second or axes.twinx()
            place = second
        if isinstance(trace, go.Heatmap):
            heat(axes, trace)
        elif isinstance(trace, go.Bar):
            bars(place, trace, reached if layout.barmode == "stack" else {})
        elif isinstance(trace, go.Scatter) and trace.x is not None:
            line(place, trace)
    for which, setting in (("x", layout.xaxis), ("y", layout.yaxis)):
        getattr(axes, f"set_{which}label")(plain(setting.title.text))
        if setting.type == "log":
            getattr(axes, f"set_{which}scale")("log")
        if setting.range is not None:
            ends = [10**end if setting.type == "log" else end for end in setting.range]
            getattr(axes, f"set_{which}lim")(*ends)
    if second is not None:
        second.set_ylabel(plain(layout.yaxis2.title.text))
    if layout.yaxis.scaleanchor == "x":
        axes.set_aspect("equal", adjustable="datalim")
    for shape in layout.shapes or ():
        if shape.type == "line" and shape.x0 == shape.x1:
            axes.axvline(shape.x0, color="0.6", lw=0.8, ls="--")
        elif shape.type == "line" and shape.y0 == shape.y1:
            axes.axhline(shape.y0, color="0.6", lw=0.8, ls="--")
        elif shape.type == "rect" and "domain" in (shape.yref or ""):
            axes.axvspan(shape.x0, shape.x1, color="0.6", alpha=0.16, lw=0.0)
    shown = [name for name in axes.get_legend_handles_labels()[1] if not name.startswith("_")]
    if 1 < len(shown) <= MOST_NAMES:
        axes.legend(fontsize=8)


def line(axes: mpl.axes.Axes, trace: go.Scatter) -> None:
    """Lines, points, error bars or a filled band."""
    x, y, mode = numeric(trace.x), numeric(trace.y), trace.mode or "lines"
    if trace.fill == "toself":
        axes.fill(x, y, color=colour_of(trace), alpha=0.25, lw=0)
        return
    name = plain(trace.name) if trace.showlegend is not False and trace.name else "_"
    look = {"color": colour_of(trace), "label": name}
    if "lines" in mode:
        look |= {"ls": DASHES.get(trace.line.dash or "solid", "-"), "lw": 0.6 * (trace.line.width or 2)}
    else:
        look |= {"ls": ""}
    if "markers" in mode:
        symbol = str(trace.marker.symbol or "circle")
        if isinstance(trace.marker.opacity, float) and "lines" not in mode:
            look["alpha"] = trace.marker.opacity
        look |= {"marker": SYMBOLS.get(symbol.removesuffix("-open"), "o"), "ms": 4}
        look |= {"mfc": "none"} if symbol.endswith("-open") else {}
    if trace.error_y is not None and trace.error_y.array is not None:
        low = trace.error_y.arrayminus if trace.error_y.arrayminus is not None else trace.error_y.array
        axes.errorbar(x, y, yerr=[numeric(low), numeric(trace.error_y.array)], capsize=2, **look)
    else:
        axes.plot(x, y, **look)


def numeric(values: object) -> np.ndarray:
    """Numbers; what does not exist becomes a gap, names stay names."""
    listed = list(values)
    if any(isinstance(value, str) for value in listed):
        return np.array(listed, str)
    return np.array([np.nan if value is None else value for value in listed], float)


def colour_of(trace: go.Scatter) -> str | None:
    """The trace's colour, where it is one."""
    colours = (trace.line.color if hasattr(trace, "line") else None, trace.marker.color, getattr(trace, "fillcolor", None))
    found = next((colour for colour in colours if isinstance(colour, str)), None)
    rgb = re.match(r"rgba?\((\d+),\s*(\d+),\s*(\d+)", found or "")
    return "#" + "".join(f"{int(part):02x}" for part in rgb.groups()) if rgb else found


def plain(text: str | None) -> str:
    """Text without mark-up."""
    return html.unescape(re.sub(r"<[^>]*>", "", text or ""))
