import numpy as np
import pytest
from tests.kernels.invented import LARGE, make_cell, on_mesh
from tests.naive import polynomial
from tests.naive import reaction as naive

from stratode.cell.leg import work_for
from stratode.kernels.arrays import Array, Model
from stratode.kernels.layers import condense_layers
from stratode.kernels.reaction import BEYOND, EDGE, edge_potential, exchange_current, mismatch, solve_flux

TEMPERATURE = 308.15
SITE = 0  # a large particle: film, covered share and exchange factor all at work


@pytest.fixture(scope="module")
def m() -> Model:
    return on_mesh(make_cell(), 1, 1, 1).model


def _layer(m: Model) -> Array:
    """The sites' films, without double layers."""
    work = work_for(m)
    condense_layers(m, work, 1.0)
    return work.layer


def _needed(m: Model, salt: float, x: float, flux: float) -> float:
    """Driving force that gives `flux` at surface stoichiometry x, from the recipe's own properties."""
    material = LARGE.material
    assert material.entropy is not None
    u = float(material.potential(x, TEMPERATURE) + 10.0 * material.entropy(x, TEMPERATURE))
    reference = float(material.exchange_current(0.5, TEMPERATURE)) * LARGE.exchange_factor
    past = m.thermal[0] * naive.decline(x, EDGE) * (1.0 if x < 0.5 else -1.0)
    return naive.needed_driving(u + past, m.thermal[0], naive.exchange_current(reference, salt, x, EDGE), LARGE.film_resistance, flux)


@pytest.mark.parametrize("x", [-1e-3, -1e-5, 0.0, 0.5 * EDGE, 2.0 * EDGE, 0.2, 0.5, 0.97, 1.0 - 0.5 * EDGE, 1.0 + 1e-5, 1.0 + 1e-3])
@pytest.mark.parametrize("salt", [0.3, 1000.0, 2600.0])
def test_exchange_current_and_its_slopes(x: float, salt: float) -> None:
    i0, by_x, by_salt = exchange_current(2.5, salt, x)
    assert i0 == pytest.approx(naive.exchange_current(2.5, salt, x, EDGE), rel=1e-9)
    far = 1e-3 * min(abs(x - e) for e in (0.0, EDGE, 1.0 - EDGE, 1.0) if x != e)
    assert by_x == pytest.approx(polynomial.slope(lambda v: np.log(exchange_current(2.5, salt, v)[0]), x, far), rel=1e-5, abs=1e-7)
    assert by_salt == pytest.approx(polynomial.slope(lambda c: np.log(exchange_current(2.5, c, x)[0]), salt, 1e-3 * salt), rel=1e-7)


@pytest.mark.parametrize("eta", [-0.3, 0.0, 0.1])
@pytest.mark.parametrize("x", [-1e-4, -8e-7, 0.3 * EDGE, 0.4, 1.0 - 0.3 * EDGE, 1.0 + 8e-7, 1.0 + 1e-4])
def test_past_full_and_empty_only_going_farther_dies_out(x: float, eta: float) -> None:
    """asinh with a smaller i0 and a moved potential is the two-rate law whose one rate has fallen twice as far."""
    thermal = 0.05
    i0, _, _ = exchange_current(2.5, 1000.0, x)
    moved, slope = edge_potential(thermal, x)
    forth, back = naive.rates(i0, x, EDGE, eta, thermal)
    assert 2.0 * i0 * np.sinh((eta - moved) / thermal) == pytest.approx(forth - back, rel=1e-9)
    assert slope <= 0.0


@pytest.mark.parametrize("response", [0.0, -2e-3, -0.08])
@pytest.mark.parametrize(("base", "flux"), [(0.5, 1.4), (0.5, -1.4), (0.62, 4.0), (0.85, -0.9)])
def test_mismatch_is_the_driving_force_left_over_and_its_slopes(m: Model, base: float, flux: float, response: float) -> None:
    driving, salt = 3.7, 430.0

    def left(j: float, c: float) -> float:
        return float(mismatch(m, _layer(m), 1.0, SITE, driving, c, base, response, j)[0])

    got, slope, by_salt, x = mismatch(m, _layer(m), 1.0, SITE, driving, salt, base, response, flux)
    assert x == base + response * flux
    assert got == pytest.approx(driving - _needed(m, salt, x, flux), abs=1e-12)
    assert slope == pytest.approx(-polynomial.slope(lambda j: left(j, salt), flux, 1e-3), rel=1e-7)
    assert by_salt == pytest.approx(polynomial.slope(lambda c: left(flux, c), salt, 1e-1), rel=1e-7)


@pytest.mark.parametrize("guess", [0.0, 40.0, -1e6])
@pytest.mark.parametrize("driving", [1.0, 3.3, 3.6, 3.9, 4.2, 4.9, 8.0])
@pytest.mark.parametrize(
    ("base", "response"), [(0.5, -1e-3), (0.5, -2.0), (1e-4, -0.02), (0.9999, -0.02), (0.9999999, -3e-5), (1e-7, -40.0)]
)
def test_flux_is_that_of_bisection_also_full_and_empty(m: Model, base: float, response: float, driving: float, guess: float) -> None:
    salt = 700.0
    low, high = (base - 1.0 - BEYOND) / -response, (base + BEYOND) / -response
    want = naive.flux(lambda j: _needed(m, salt, base + response * j, j), driving, low, high)
    got = solve_flux(m, _layer(m), 1.0, SITE, driving, salt, base, response, guess)
    assert got == pytest.approx(want, rel=1e-7, abs=1e-9)
    assert -BEYOND <= base + response * got <= 1.0 + BEYOND


@pytest.mark.parametrize("driving", [3.5, 3.8, 4.3])
def test_a_surface_that_does_not_respond_has_a_closed_form(m: Model, driving: float) -> None:
    got = solve_flux(m, _layer(m), 1.0, SITE, driving, 900.0, 0.6, 0.0, 0.0)
    assert _needed(m, 900.0, 0.6, got) == pytest.approx(driving, abs=1e-9)
