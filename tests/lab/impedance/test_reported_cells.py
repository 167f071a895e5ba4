"""Spectra that the papers' numbers predict, simulated, and evaluated back to those numbers."""

from pathlib import Path

import numpy as np
import pytest
from tests.lab.impedance.synthetic import frequencies, noisy, spectrum

from stratode.cell.impedance import spectrum as simulated
from stratode.lab.impedance.analysis import analyse
from stratode.lab.impedance.asked import Asked, Given
from stratode.lab.record import Origin
from stratode.lab.spectrum import MeasuredSpectrum
from stratode.recipe.load import read_either

EXAMPLES = Path(__file__).parents[3] / "examples"
AREA = Given(1e-4, 0.0, "1 cm2")


@pytest.mark.parametrize(("series", "transfer"), [(8.9, 37.7), (21.2, 85.5), (31.4, 148.6)])  # huang2021, figure 5d, ohm cm2
def test_huang2021_s_resistances_come_back(series: float, transfer: float) -> None:
    one = spectrum("L0-R0-p(R1,CPE1)-W1", [1e-7, series, transfer, 2e-5, 0.85, 3.0], frequencies(1e6, 1e-2), 2e-3, seed=7)
    numbers = {e.symbol: e for e in analyse(one, Asked(area=AREA)).estimates}
    assert numbers["R_ct A"].value * 1e4 == pytest.approx(transfer, rel=0.01)
    assert numbers["R_s A"].value * 1e4 == pytest.approx(series, rel=0.05)  # the axis is crossed a little inside the arc


def test_the_cell_model_s_membrane_between_steel_gives_huang2021_s_conductivity() -> None:
    cell = read_either(EXAMPLES / "huang2021_blocking.yaml")
    f = frequencies(1e6, 1e-2)
    z = simulated(cell, f).impedance / 1e-4
    one = noisy(z, f, 2e-3, seed=3)
    found = {e.symbol: e for e in analyse(one, Asked(thickness=Given(150e-6, 0.0, "150 um"), area=AREA)).estimates}
    assert found["sigma"].value == pytest.approx(4.2e-2, rel=0.02)  # S/m: 4.2e-4 S/cm, figure 4e


def test_the_cell_model_obeys_the_kramers_kronig_relations() -> None:
    cell = read_either(EXAMPLES / "nmc811_thick_half_cell.yaml")
    f = frequencies(1e5, 1e-3)
    z = simulated(cell, f, 0.5).impedance
    found = analyse(MeasuredSpectrum(f, z, Origin("simulated", "model")))
    assert found.tested.passes, (found.tested.rms, found.tested.largest)
    assert np.isfinite(z).all()
