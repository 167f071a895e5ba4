"""How spectra answer: closed form, a law of similarity, and two changes of different size."""

from __future__ import annotations

import numpy as np
import pytest
from tests.cell.linear import decades
from tests.design.responding import rich

from stratode.cell.impedance import spectrum
from stratode.design.inputs import inputs
from stratode.design.spectrum_sensitivity import SpectrumSensitivity, spectrum_sensitivities

F = decades(1e-3, 1e5)


@pytest.fixture(scope="module")
def each() -> dict[str, SpectrumSensitivity]:
    return {one.input.name: one for one in spectrum_sensitivities(rich(), F, 0.5)[1]}


def test_a_contact_adds_itself_at_every_frequency(each: dict[str, SpectrumSensitivity]):
    one = each["contact resistance of the cathode's collector"]
    assert one.impedance == pytest.approx(np.full(F.size, 5e-4 + 0j), rel=1e-8)
    z = spectrum(rich(), F, 0.5).impedance
    assert one.magnitude == pytest.approx(5e-4 * z.real / np.abs(z), rel=1e-8)
    metal = next(i for i in inputs(rich()) if i.name == "double layer of lithium")
    more, less = (np.abs(spectrum(metal.changed(1.0 + s), F, 0.5).impedance) for s in (1e-4, -1e-4))
    assert each[metal.name].magnitude == pytest.approx((more - less) / 2e-4, rel=1e-4, abs=1e-5 * float(np.abs(z).min()))


def test_all_that_carries_and_reacts_twice_as_well_is_half_at_twice_the_frequency(each: dict[str, SpectrumSensitivity]):
    """Z(f) becomes Z(f / k) / k: the changes add up to -Z - dZ/dln f, whose last term is a difference of spectra."""
    powers = {"diffusivity": 1.0, "conductivity": 1.0, "electron conductivity": 1.0, "exchange current": 1.0}
    powers |= {"contact resistance": -1.0, "film resistance": -1.0}
    total = sum(p * one.impedance for start, p in powers.items() for name, one in each.items() if name.startswith(start))
    step = 1e-4
    more, less = (spectrum(rich(), F * (1.0 + s), 0.5).impedance for s in (step, -step))
    z = spectrum(rich(), F, 0.5).impedance
    expected = -z - (more - less) / (2.0 * step)
    assert np.max(np.abs(total - expected) / np.abs(z)) < 1e-6


def test_the_error_told_bounds_what_a_far_larger_change_shows(each: dict[str, SpectrumSensitivity]):
    """Of central differences at 1e-3 and 2e-3 the errors are as 1 to 4, and at 1e-4 a hundred times less than at 1e-3."""
    (one,) = (one for one in inputs(rich()) if one.name == "Bruggeman exponent: bottom")
    best = each[one.name]
    wrong = []
    for step in (1e-3, 2e-3):
        more, less = (spectrum(one.changed(1.0 + s), F, 0.5).impedance for s in (step, -step))
        wrong.append(np.max(np.abs((more - less) / (2.0 * step) - best.impedance)))
    assert wrong[1] / wrong[0] == pytest.approx(4.0, rel=0.02)
    assert np.max(best.error) == pytest.approx(0.01 * wrong[0], rel=0.6, abs=0.0)  # round-off is as large


def test_a_current_and_a_foil_do_nothing_at_rest(each: dict[str, SpectrumSensitivity]):
    for name in ("current at 1C", "thickness of lithium"):
        assert np.all(each[name].impedance == 0.0)
    assert np.max(np.abs(each["double layer of lithium"].impedance)) > 1e-5
