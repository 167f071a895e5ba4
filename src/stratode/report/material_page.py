"""The page of `stratode materials show -o`: one material's numbers and curves, each with its range and source."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np

from stratode.report.document import document, version
from stratode.report.figures.materials import material_curves, properties
from stratode.report.files import write_text
from stratode.report.lab_units import number
from stratode.report.markup import Plots, table_html
from stratode.report.table import Table


def material_page(name: str, material: object) -> str:
    """The page of one material of :mod:`stratode.recipe.parts`."""
    plots = Plots()
    known = properties(material)
    figures = [plots.place(fig, f"{_spoken(field)}. {known[field].source}") for field, fig in material_curves(material).items()]
    body = f'{table_html(numbers_table(material))}{table_html(properties_table(material))}<div class="pair">{"".join(figures)}</div>'
    return document(name, "stratode material", body, f"stratode {version()}", plots)


def write_material_page(path: Path, name: str, material: object) -> None:
    """The page as a file, whole or not at all."""
    write_text(path, material_page(name, material))


def numbers_table(material: object) -> Table:
    """What is one number or a text, in SI units."""
    rows = []
    for field in fields(material):  # type: ignore[arg-type]
        value = getattr(material, field.name)
        if isinstance(value, (int, float)):
            rows.append((_spoken(field.name), f"{value:.6g}"))
        elif isinstance(value, str):
            rows.append((_spoken(field.name), value))
    return Table("Numbers, SI units", ("Quantity", "Value"), tuple(rows))


def properties_table(material: object) -> Table:
    """Every property with its value at 25 °C, range and source."""
    rows = []
    for name, item in properties(material).items():
        low, high = item.temperature if item.of_temperature else item.valid
        covered = "any" if not np.isfinite(low) else f"{low:.6g} to {high:.6g}{' K' if item.of_temperature else ''}"
        value = f"{float(item(0.0)):.6g}" if item.is_constant else "see the curve"
        rows.append((_spoken(name), value, item.unit, covered, number(item.activation_energy * 1e-3), item.source))
    columns = ("Property", "At 25 °C", "Unit", "Data cover", "Activation energy / kJ/mol", "Source")
    note = "Beyond its data a property is held at the range's end; a potential goes on along its end slope."
    return Table("Properties", columns, tuple(rows), note)


def _spoken(name: str) -> str:
    return name.replace("_", " ")
