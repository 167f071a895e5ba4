"""Dense membranes from the recipe to the result: ions change their carrier at their faces."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import stratode
from stratode.recipe import parts

MEMBRANE = """name: mine
kind: conductor
role: conductor
description: invented
density: {value: 2000, unit: kg/m3, source: invented}
conductivity: {value: 1e-2, unit: S/m, source: invented}
"""
RESISTANCE = 25e-6 / 1e-2  # ohm m2: 25 ohm cm2


@pytest.fixture
def half_cell(tmp_path: Path) -> Path:
    """The starter half cell with 25 um of the membrane in place of its separator: liquid in the cathode's pores alone."""
    (tmp_path / "mine.yaml").write_text(MEMBRANE, encoding="utf-8")
    text = stratode.starter("half-cell")
    stated = "separator: {material: PP, thickness: 25 um, porosity: 41 %}"
    assert stated in text
    path = tmp_path / "cell.yaml"
    path.write_text(text.replace(stated, "separator: {conductor: mine, thickness: 25 um}"), encoding="utf-8")
    return path


def test_a_dense_membrane_beside_electrolyte_alone_takes_its_ohmic_drop(half_cell: Path) -> None:
    (result,) = stratode.run(half_cell, rates=["0.5C"], protocol="discharge").results
    (rate,) = result.rates
    losses = dict(zip(rate.losses.names, rate.losses.values.T, strict=True))
    current = -rate.trace.current_density[1]
    drop = losses["separator ohmic"][1:-1]
    assert drop == pytest.approx(np.full(drop.size, current * RESISTANCE), rel=2e-3)  # half a node of electrolyte counts to its face
    assert rate.salt_error < 1e-10


def test_its_impedance_is_its_resistance_and_that_of_the_rest(half_cell: Path) -> None:
    """What 25 um more of it add, at any frequency, is 25 ohm cm2 and nothing imaginary."""
    frequencies = [1.0, 1e6]
    thin = stratode.impedance(half_cell, frequencies=frequencies).results[0].spectra[0].impedance
    half_cell.write_text(half_cell.read_text(encoding="utf-8").replace("thickness: 25 um}", "thickness: 50 um}"), encoding="utf-8")
    thick = stratode.impedance(half_cell, frequencies=frequencies).results[0].spectra[0].impedance
    assert np.abs(thick - thin - RESISTANCE).max() < 1e-9 * RESISTANCE


def test_a_transport_cell_of_dense_and_porous_membranes_is_the_sum_of_their_resistances(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(MEMBRANE, encoding="utf-8")
    (tmp_path / "cell.yaml").write_text(
        "kind: transport\narea: 1 cm2\nleft: {blocking: {}}\nright: {blocking: {}}\nmiddle:\n"
        "  - separator: {thickness: 25 um, porosity: 100 %}\n  - separator: {conductor: mine, thickness: 25 um}\n"
        "electrolyte: {diffusivity: 1e-10 m2/s, conductivity: 1e-2 S/m, transference: 0.3}\n",
        encoding="utf-8",
    )
    (cell,) = stratode.read([tmp_path / "cell.yaml"])
    assert isinstance(cell, parts.TransportCell)
    (spectrum,) = stratode.impedance(tmp_path / "cell.yaml", frequencies=[1e6]).results[0].spectra
    assert spectrum.impedance[0].real == pytest.approx(2 * RESISTANCE, rel=1e-4)
