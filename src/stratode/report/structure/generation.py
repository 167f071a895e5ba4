"""A generated volume on paper: what was asked and what was met, as a table, words, a summary and a page."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from stratode.report.document import document, version
from stratode.report.files import write_text
from stratode.report.lab_units import MICROMETRE, PERCENT, number
from stratode.report.markup import Plots, table_html, text
from stratode.report.strict_json import Json, strict
from stratode.report.structure.extent import CLOSING, size_and_shares, tidy
from stratode.report.structure.scene import can_be_drawn, scene
from stratode.report.structure.slices import three_cuts
from stratode.report.structure.through import fractions_through
from stratode.report.table import Table
from stratode.structure.generate.made import Generated, MadeLayer, Met
from stratode.structure.geometry.fractions import fraction_profile, fractions

SPOKEN = {"m": (MICROMETRE, "µm"), "1": (PERCENT, "%")}  # SI unit -> factor and unit as they are told
PORE = 0  # phase 0 of every generated volume


def met_table(found: Generated) -> Table:
    """What was asked for beside what came out, in the unit of each row."""
    rows = tuple((met.what, _told(met.asked, met), _told(met.got, met)) for met in found.met)
    return Table("Asked and met", ("What", "Asked", "Met"), rows)


def words(found: Generated) -> tuple[str, ...]:
    """What came out, in words."""
    return (size_and_shares(found.volume, fractions(found.volume)), f"Seed {found.seed}: the same statement and seed make the same volume.")


def generation_summary(found: Generated) -> dict[str, Json]:
    """`summary.json` of a generated volume, strict."""
    volume = found.volume
    whole = {
        "software": {"name": "stratode", "version": version()},
        "volume": volume.name,
        "seed": found.seed,
        "shape": dict(zip("zyx", volume.shape, strict=True)),
        "voxel_um": {axis: tidy(edge * MICROMETRE) for axis, edge in zip("zyx", volume.voxel, strict=True)},
        "phases": {label: volume.named(label) for label in fractions(volume)},
        "fractions": fractions(volume),
        "met": [{"what": met.what, "asked": met.asked, "got": met.got, "unit": met.unit} for met in found.met],
        "layers": [_layer(layer) for layer in found.layers],
        "particles": None if found.particles is None else len(found.particles.radii),
        "words": words(found),
    }
    return cast(dict[str, Json], strict(whole, {}))


def generation_page(found: Generated) -> str:
    """The report on a generated volume as one HTML text."""
    plots, volume = Plots(), found.volume
    lead = "".join(f'<p class="lead">{text(paragraph)}</p>' for paragraph in words(found))
    cuts = plots.place(three_cuts(volume), "The three middle planes, by phase.")
    round_ = plots.place(scene(volume, {PORE}), "The solid phases in the round; drag to turn.") if can_be_drawn() else ""
    profile = plots.place(fractions_through(volume, fraction_profile(volume)), "Fraction of each phase, plane by plane.")
    table = table_html(met_table(found), caption=False)
    met = f'<h2>Asked and met</h2><div class="pair">{profile}<div>{table}</div></div>'
    return document(volume.name, "stratode generate", f"{lead}<h2>Pictures</h2>{cuts}{round_}{met}", CLOSING, plots)


def write_generation_page(path: Path, found: Generated) -> None:
    """The report as a file, whole or not at all."""
    write_text(path, generation_page(found))


def _told(value: float | None, met: Met) -> str:
    factor, unit = SPOKEN.get(met.unit, (1.0, met.unit))
    return number(None) if value is None else f"{number(value * factor)} {unit}"


def _layer(layer: MadeLayer) -> dict[str, object]:
    return {
        "name": layer.name,
        "bottom_um": tidy(layer.bottom * MICROMETRE),
        "top_um": tidy(layer.top * MICROMETRE),
        "porosity": layer.porosity,
        "fractions": dict(layer.fractions),
        "populations": [
            {
                "material": one.material,
                "phase": one.label,
                "share": one.share,
                "sauter_radius_um": tidy(one.radius * MICROMETRE),
                "count": one.count,
            }
            for one in layer.populations
        ],
    }
