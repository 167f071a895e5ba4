"""The impedance against the time-domain solver: small sines at ten frequencies, fitted where they have settled."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.cell import simple
from tests.cell.linear import between, blocking
from tests.cell.test_impedance_layers import two_layers

from stratode.cell.experiment import run_experiment
from stratode.cell.impedance import spectrum
from stratode.cell.protocol import Precision
from stratode.recipe.parts import Cell, Experiment, Sine, TransportCell

SOC, PERIODS, LAST = 0.5, 6, 3
AMPLITUDE = 1e-3  # V: a twenty-fifth of RT/F, so that Butler-Volmer is straight to 1e-4
FINE = Precision(nodes=96, tolerance=1e-5)


def in_time(cell: Cell | TransportCell, frequency: float, size: float) -> complex:
    """Voltage over current of the last periods of a sine whose voltage is about AMPLITUDE, a straight drift taken out."""
    experiment = Experiment((Sine(AMPLITUDE / size, frequency, PERIODS),), SOC)
    trace = run_experiment(replace(cell, experiment=experiment), precision=FINE).trace
    settled = trace.time >= (PERIODS - LAST) / frequency * (1.0 - 1e-12)
    t = trace.time[settled]
    phase = 2.0 * np.pi * frequency * t
    waves = np.stack([np.cos(phase), np.sin(phase), np.ones_like(t), t - t.mean()], axis=1)
    v, i = (np.linalg.lstsq(waves, y[settled], rcond=None)[0] for y in (trace.voltage, trace.current_density))
    return complex((v[0] - 1j * v[1]) / (i[0] - 1j * i[1]))


@pytest.mark.parametrize("frequency", np.logspace(-3, 4, 10))
def test_small_sines_meet_the_impedance_within_a_percent(frequency: float):
    """Two layers with films, contacts, two populations and conductors beside the salt; the mesh shows at the fastest."""
    exact = spectrum(two_layers(), np.array([frequency]), SOC).impedance[0]
    found = in_time(two_layers(), frequency, abs(exact))
    assert abs(found / exact - 1.0) < 0.01
    if frequency < 10.0:
        assert abs(found / exact - 1.0) < 1e-3


def test_small_sines_meet_a_blocking_cell():
    made = between(blocking(), blocking(), electrolyte=simple.liquid())
    exact = spectrum(made, np.array([100.0])).impedance[0]
    assert abs(in_time(made, 100.0, abs(exact)) / exact - 1.0) < 0.01
