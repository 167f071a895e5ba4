"""Particles: modes and shells against one another, their slow twins and the series of a sphere that loses lithium at a constant rate."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import fsolve
from tests.kernels.invented import BOTTOM, LARGE, SMALL, Polynomial, make_cell, make_electrode, make_layer, on_mesh
from tests.naive import polynomial, sphere

from stratode.kernels.arrays import FARADAY, Model
from stratode.kernels.difference import combine, derivative_weights
from stratode.kernels.particle import condense_modes, condense_shells, finish_modes, mean_of, move_shells
from stratode.recipe.parts import Population
from stratode.recipe.property import Property

Array = NDArray[np.float64]
TEMPERATURE = 308.15
FLAT = Property(Polynomial((2e-14,)), (0.0, 1.0), "m2/s", "invented", LARGE.material.diffusivity.activation_energy)
LARGE_IN_SHELLS = replace(LARGE, material=replace(LARGE.material, diffusivity=FLAT))  # the same constant, not declared as one


def _one_site(population: Population, inside: int) -> Model:
    layer = make_layer("only", (population,), 50e-6, BOTTOM.transport, 1.0)
    return on_mesh(make_cell(make_electrode(layer)), 1, 1, inside=inside).model


def _outflow(p: Population, flux: float) -> float:
    return flux * p.surface_factor * (1.0 - p.covered_fraction) / (FARADAY * p.material.max_concentration)


def _diffusivity(p: Population, x: float = 0.5) -> float:
    return float(p.material.diffusivity(x, TEMPERATURE))


class Modes:
    """The one site of a model marched with modes, flux given."""

    def __init__(self, model: Model, x: float) -> None:
        self.m, self.state = model, np.zeros(1 + model.stride)
        self.state[1] = x

    def step(self, own: float, slope: Array, flux: float) -> float:
        """Surface stoichiometry after one implicit step; slope (M,) is the derivative's known part."""
        base, response, known = np.zeros(1), np.zeros(1), np.concatenate([[0.0], slope])
        condense_modes(self.m, own, known, 1, base, response)
        self.state[0] = flux
        finish_modes(self.m, own, known, 1, self.state, 0)
        return float(base[0] + response[0] * flux)


def _step_shells(m: Model, x: Array, own: float, slope: Array, flux: float, response: list[float] | None = None) -> float:
    """Solve one implicit step of the shells x in place, Newton on the kernel's elimination; returns the surface's stoichiometry."""
    base, bend = np.zeros((1, x.size)), np.zeros((1, x.size))
    for _ in range(30):
        before = x.copy()
        condense_shells(m, own, slope, 0, x, 0, flux, base, bend)
        move_shells(m, 0, x, 0, 0.0, base, bend)
        if np.abs(x - before).max() < 1e-15:
            break
    at_zero, per_flux = condense_shells(m, own, slope, 0, x, 0, flux, base, bend)
    if response is not None:
        response.append(per_flux)
    return float(at_zero + per_flux * flux)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_modes_are_the_same_polynomial_as_powers_of_the_radius(count: int) -> None:
    modes = Modes(_one_site(LARGE, count), 0.6)
    powers = np.zeros(count)
    powers[0] = 0.6
    d = _diffusivity(LARGE)
    for own, flux in ((1.0 / 20.0, 1.5), (1.0 / 200.0, 0.4), (1.0 / 5.0, -2.0), (1.0 / 1e-4, 3.0)):
        surface = modes.step(own, -own * modes.state[1:], flux)
        outflow = _outflow(LARGE, flux)
        still = sphere.power_rate(np.zeros(count), d, LARGE.radius, outflow)
        slope = np.array([sphere.power_rate(e, d, LARGE.radius, 0.0) for e in np.eye(count)]).T
        powers = np.linalg.solve(own * np.eye(count) - slope, own * powers + still)
        assert surface == pytest.approx(powers.sum(), abs=1e-12)
        mean = sum(3.0 * a / (2 * k + 3) for k, a in enumerate(powers))
        assert mean_of(modes.m, 0, modes.state, 1) == pytest.approx(mean, abs=1e-12)


@pytest.mark.parametrize(("dt", "flux"), [(0.3, 4.0), (30.0, 0.7), (30.0, -0.7), (1e4, -0.01)])
def test_shells_solve_their_balances(dt: float, flux: float) -> None:
    m = _one_site(SMALL, 5)
    old = np.array([0.40, 0.42, 0.45, 0.43, 0.50])

    def balance(x: Array, j: float) -> Array:
        return x - old - dt * sphere.shell_rate(x, m.shell_edge, lambda v: _diffusivity(SMALL, v), SMALL.radius, _outflow(SMALL, j))

    def surface(j: float) -> float:
        x = fsolve(balance, old, args=(j,), xtol=1e-13)
        gap = 0.5 * (m.shell_edge[-1] - m.shell_edge[-2]) * SMALL.radius
        return float(x[-1] - gap * _outflow(SMALL, j) / _diffusivity(SMALL, x[-1]))

    x, response = old.copy(), list[float]()
    got = _step_shells(m, x, 1.0 / dt, -old / dt, flux, response)
    np.testing.assert_allclose(x, fsolve(balance, old, args=(flux,), xtol=1e-13), atol=1e-12)
    assert got == pytest.approx(surface(flux), abs=1e-12)
    assert response[0] == pytest.approx(polynomial.slope(surface, flux, 1e-4), rel=1e-6)
    volumes = np.diff(m.shell_edge**3)
    assert mean_of(m, 0, x, 0) == pytest.approx(volumes @ old - 3.0 * dt * _outflow(SMALL, flux) / SMALL.radius, abs=1e-13)


def test_moving_shells_with_a_change_of_flux_is_one_newton_step_to_that_flux() -> None:
    m = _one_site(LARGE_IN_SHELLS, 6)  # constant diffusivity: linear, so one step is exact
    old, own = np.linspace(0.5, 0.6, 6), 1.0 / 40.0
    want = old.copy()
    _step_shells(m, want, own, -own * old, 1.2)
    got = old.copy()
    base, bend = np.zeros((1, 6)), np.zeros((1, 6))
    condense_shells(m, own, -own * old, 0, got, 0, 0.5, base, bend)
    move_shells(m, 0, got, 0, 0.7, base, bend)
    np.testing.assert_allclose(got, want, atol=1e-14)


def test_modes_follow_the_series_of_a_constant_flux() -> None:
    """Third-order steps that grow by 3 % from far below the time constant, so that time adds next to nothing to the error of 10 modes."""
    modes = Modes(_one_site(LARGE, 10), 0.6)
    flux, second = 1.0, LARGE.radius**2 / _diffusivity(LARGE)
    ring, times, past, weights, known = 4, np.zeros(4), np.zeros((4, 10)), np.zeros(4), np.zeros(10)
    past[0, 0] = 0.6
    growth, step, time = 1.03, 1e-10 * second, 0.0
    reached, surface = [], []
    for number in range(1, 10000):
        head = (number - 1) % ring
        time += step
        own = derivative_weights(times, head, min(number, 3), time, weights)
        combine(past, head, weights, min(number, 3), 0, 10, known)
        reached.append(time)
        surface.append(modes.step(own, known, flux))
        times[number % ring], past[number % ring] = time, modes.state[1:]
        step *= growth
        if time > 0.5 * second:
            break
    t, x = np.array(reached), np.array(surface)
    late = t > 1e-2 * second
    want = sphere.constant_flux_surface(t[late], _diffusivity(LARGE), LARGE.radius, _outflow(LARGE, flux))
    fall = 0.6 - x[late]
    assert late.sum() > 100
    np.testing.assert_allclose(fall, -want, rtol=1e-5)


def test_shells_come_to_the_modes_with_the_square_of_their_number() -> None:
    dt, flux, counts = 0.004 * LARGE.radius**2 / _diffusivity(LARGE), 1.0, (8, 16, 32)
    modes = Modes(_one_site(LARGE, 10), 0.6)
    for _ in range(20):
        want = modes.step(1.0 / dt, -modes.state[1:] / dt, flux)
    errors = []
    for count in counts:
        m, x = _one_site(LARGE_IN_SHELLS, count), np.full(count, 0.6)
        for _ in range(20):
            got = _step_shells(m, x, 1.0 / dt, -x / dt, flux)
        errors.append(abs(got - want))
    orders = np.log2(np.array(errors[:-1]) / errors[1:])
    assert np.all(orders > 1.9), orders


def test_condensing_modes_leaves_sites_with_shells_alone() -> None:
    m = on_mesh(make_cell(), 1, 1, 1).model  # sites: large, small (shells), large
    base, response = np.full(3, 7.0), np.full(3, 7.0)
    state = np.zeros(3 + 3 * m.stride)
    condense_modes(m, 1.0, -state, 3, base, response)
    state[:3] = 1.0
    finish_modes(m, 1.0, np.zeros_like(state), 3, state, 0)
    assert base[1] == response[1] == 7.0
    assert np.all(response[[0, 2]] < 0.0)
    assert not state[3 + m.stride : 3 + 2 * m.stride].any()
    assert state[3] < 0.0
