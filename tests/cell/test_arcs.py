"""What is read from a spectrum, on circuits whose arcs are known."""

from __future__ import annotations

import numpy as np
import pytest

from stratode.cell.arcs import features
from stratode.cell.solution import Spectrum

F = np.logspace(6, -3, 361)


def spectrum(z: np.ndarray, f: np.ndarray = F) -> Spectrum:
    return Spectrum(0.5, 3.7, f, z)


def arc(resistance: float, apex: float) -> np.ndarray:
    return resistance / (1.0 + 1j * F / apex)


def test_two_arcs_and_a_tail_are_told_apart_in_any_order_of_frequencies():
    z = 1.0 + arc(2.0, 1e4) + arc(5.0, 10.0) + 1.0 / (2j * np.pi * F * 1e3)
    for order in (slice(None), slice(None, None, -1)):
        found = features(spectrum(z[order], F[order]))
        assert [one.apex for one in found.arcs] == pytest.approx([1e4, 10.0], rel=0.1)
        assert [one.width for one in found.arcs] == pytest.approx([2.0, 5.0], rel=0.05)
        assert found.arcs[1].begins == found.arcs[0].ends
        assert (found.highest_frequency, found.lowest_frequency) == (1e6, 1e-3)
        assert (found.intercept, found.slow) == pytest.approx((1.0, 8.0), rel=1e-2)


def test_a_store_alone_has_no_arc():
    assert features(spectrum(1.0 + 1.0 / (2j * np.pi * F))).arcs == ()


def test_an_arc_may_end_with_the_spectrum():
    (one,) = features(spectrum(1.0 + arc(3.0, 1.0))).arcs
    assert one.width == pytest.approx(3.0, rel=1e-3)
