"""Restricted diffusion: what a depolarisation run reads where theory says it should, and how far off it is where it should not.

After a polarisation the slowest mode of the salt between two foils decays as exp(-pi^2 D t / L^2), with D / tau in pores (Harned & French,
Ann. N. Y. Acad. Sci. 46 (1945) 267); the reading needs that mode alone, and solids that take no lithium.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from stratode.cell.experiment import run_experiment
from stratode.cell.protocol import Precision
from stratode.recipe.load import read_either
from stratode.recipe.parts import Layer, Tortuosity, TransportCell
from stratode.recipe.property import constant

RECIPE = Path(__file__).parents[2] / "examples" / "huang2021_depolarisation.yaml"
FINE = Precision(tolerance=1e-6, closeness=1e-11)  # the relaxation is read down to tens of microvolts
DIFFUSIVITY = 1.68e-11  # m2/s, of the recipe's electrolyte


def between_foils(tau: float, diffusivity: float = DIFFUSIVITY, exchange_factor: float = 0.0) -> TransportCell:
    """The recipe's cell, half charged, with another tortuosity factor, electrolyte or share of the active material in what happens."""
    cell = read_either(RECIPE)
    assert isinstance(cell, TransportCell)
    (layer,) = cell.middle
    assert isinstance(layer, Layer)
    particles = tuple(replace(one, exchange_factor=exchange_factor) for one in layer.populations)
    middle = (replace(layer, transport=Tortuosity(tau), populations=particles),)
    electrolyte = replace(cell.electrolyte, diffusivity=constant(diffusivity, "m2/s", "invented"))
    return replace(cell, middle=middle, electrolyte=electrolyte, state_of_charge=0.5)


def read(cell: TransportCell) -> float:
    """Effective diffusivity from ln|V| over the second half of the rest, m2/s."""
    result = run_experiment(cell, precision=FINE)
    assert result.finished
    resting = result.trace.step == result.stages[-1].number
    time, voltage = result.trace.time[resting], np.abs(result.trace.voltage[resting])
    late = time > 0.5 * (time[0] + time[-1])
    return float(-np.polyfit(time[late], np.log(voltage[late]), 1)[0] * (600e-6 / np.pi) ** 2)


@pytest.mark.parametrize("tau", [1.2, 5.6])
def test_one_mode_and_idle_solids_give_back_the_diffusivity(tau: float):
    assert read(between_foils(tau)) == pytest.approx(DIFFUSIVITY / tau, rel=0.01)


def test_a_polarisation_short_of_the_relaxation_time_reads_too_much():
    """Two hours are 9 % of this electrolyte's relaxation time, and the rest is called settled while higher modes still decay."""
    slow = 4.4e-13 * 1.2
    assert read(between_foils(1.2, slow)) > 1.3 * slow / 1.2


def test_solids_that_exchange_lithium_read_too_little():
    assert read(between_foils(1.2, exchange_factor=1.0)) < 0.8 * DIFFUSIVITY / 1.2
