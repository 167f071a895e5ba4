"""Spectra of which no distribution of relaxation times can be found are refused in words, not by a routine of linear algebra."""

import numpy as np
import pytest

from stratode.lab.drt.analysis import analyse
from stratode.lab.record import Origin
from stratode.lab.spectrum import MeasuredSpectrum


def test_a_resistor_has_no_relaxations():
    f = np.geomspace(1e-1, 1e5, 45)
    with pytest.raises(ValueError, match="must hold a relaxation; received an imaginary part of 0 throughout"):
        analyse(MeasuredSpectrum(f, np.full(45, 5.0 + 0j), Origin("r", "none")))


def test_an_impedance_of_nothing_is_refused():
    f = np.geomspace(1e-1, 1e5, 45)
    with pytest.raises(ValueError, match=r"impedances must not be 0; received 0 ohm at 0\.1 Hz"):
        MeasuredSpectrum(f, np.where(f < 0.2, 0.0, 5.0 - 1j), Origin("r", "none"))
