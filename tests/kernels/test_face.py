from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import brentq
from tests.kernels.invented import DENSE, GARNET, LITHIUM, WET_GARNET, make_cell, make_conducting_cell, on_mesh, uneven_edges
from tests.naive import build as naive
from tests.naive import reaction
from tests.naive.electrolyte import flows, to_face
from tests.naive.polynomial import slope

from stratode.cell.discretise import Discrete
from stratode.cell.leg import work_for
from stratode.kernels.arrays import FARADAY
from stratode.kernels.end import end_drop
from stratode.kernels.face import transport, transport_of_both
from stratode.recipe.parts import Separator

Array = NDArray[np.float64]
COUNTS = (2, 2, 2)
TEMPERATURE = 308.15


@pytest.fixture(scope="module")
def discrete() -> Discrete:
    return on_mesh(make_cell(), *COUNTS)


@pytest.fixture(scope="module")
def slow(discrete: Discrete) -> naive.Naive:
    return naive.build(discrete.cell, uneven_edges(discrete.cell, *COUNTS), 4, discrete.model.shell_edge)


def _through(slow: naive.Naive, face: int, left: float, right: float, phi_rise: float) -> tuple[float, float]:
    """Current and salt flux through an inner face of the slow twin, at properties of the salt where the face is."""
    a, b = slow.nodes[face - 1], slow.nodes[face]
    conductance = 1.0 / (0.5 * a.width / a.efficiency + 0.5 * b.width / b.efficiency)
    salt = left + (right - left) * a.width / (a.width + b.width)
    return flows(slow, TEMPERATURE, conductance, salt, left, right, phi_rise)


@pytest.mark.parametrize("face", [1, 2, 4])
@pytest.mark.parametrize(
    ("left", "right", "phi_rise"), [(1000.0, 1000.0, -0.01), (1400.0, 900.0, 0.004), (3.0, 60.0, 0.02), (5000.0, 3000.0, -0.1)]
)
def test_transport_and_its_slopes(discrete: Discrete, slow: naive.Naive, face: int, left: float, right: float, phi_rise: float) -> None:
    got = transport(discrete.model, face, left, right, np.log(right / left), phi_rise)
    np.testing.assert_allclose([got[0], got[4]], _through(slow, face, left, right, phi_rise), rtol=1e-9, atol=1e-9 / FARADAY)
    for part, at in ((0, 0), (1, 4)):
        by = (
            slope(lambda c, part=part: _through(slow, face, c, right, phi_rise)[part], left, 1e-4 * left),
            slope(lambda c, part=part: _through(slow, face, left, c, phi_rise)[part], right, 1e-4 * right),
            slope(lambda v, part=part: _through(slow, face, left, right, v)[part], phi_rise, 1e-3),
        )
        np.testing.assert_allclose(got[at + 1 : at + 4], by, rtol=1e-6, atol=1e-9 * abs(by[0]))


@pytest.fixture(scope="module")
def with_garnet() -> Discrete:
    return on_mesh(make_conducting_cell(), *COUNTS)


@pytest.mark.parametrize(("left", "right", "phi_rise"), [(1000.0, 1000.0, -0.01), (3.0, 60.0, 0.02)])
def test_a_conductor_adds_lithium_alone(discrete: Discrete, with_garnet: Discrete, left: float, right: float, phi_rise: float) -> None:
    """In the wet garnet, of which the volume fraction 0.2 conducts 0.03 S/m at 25 C."""
    without, beside = (transport_of_both(d.model, 1, left, right, np.log(right / left), phi_rise) for d in (discrete, with_garnet))
    edges = uneven_edges(discrete.cell, *COUNTS)
    sigma = 0.03 * 0.2**1.4 * np.exp(33000.0 / naive.GAS_CONSTANT * (1.0 / 298.15 - 1.0 / TEMPERATURE))
    current = -sigma / (0.5 * (edges[2] - edges[0])) * phi_rise
    added = np.subtract(beside, without)
    np.testing.assert_allclose(added[[0, 4]], [current, current / FARADAY], rtol=1e-10)
    np.testing.assert_allclose(added[[3, 7]], added[[0, 4]] / phi_rise, rtol=1e-10)
    np.testing.assert_array_equal(added[[1, 2, 5, 6]], 0.0)


@pytest.mark.parametrize("separator", [WET_GARNET, DENSE])
@pytest.mark.parametrize(
    ("left", "right", "phi_rise"),
    [(1000.0, 1000.0, -0.01), (1000.0, 1001.0, 0.0), (1400.0, 900.0, 0.004), (3.0, 60.0, 0.02), (60.0, 3.0, 0.02)],
)
def test_ions_change_their_carrier_where_layers_meet(separator: Separator, left: float, right: float, phi_rise: float) -> None:
    """Potential and salt at the face from the two balances of the twin, which are straight in both; slopes by differences of it."""
    cell, face = make_conducting_cell(separator), 2
    model = on_mesh(cell, *COUNTS).model
    slow = naive.build(cell, uneven_edges(cell, *COUNTS), 4, model.shell_edge)
    rest = slow.split(np.zeros(slow.scales().size))

    def across(one: float, two: float, rise: float) -> Array:
        """Current and lithium."""
        salt, phi_e = np.ones(len(slow.nodes)), np.zeros(len(slow.nodes))
        salt[face - 1], salt[face], phi_e[face] = one, two, rise
        a = replace(rest, salt=salt, phi_e=phi_e)

        def sides(phi: float, wall: float) -> tuple[Array, Array]:
            at = np.array([phi, wall])
            return tuple(np.array(to_face(slow, a, face, slow.nodes[k], k, at)) for k in (face - 1, face))

        def left_over(phi: float, wall: float) -> Array:
            charge, lithium = np.sum(sides(phi, wall), axis=0)
            return np.array([charge, FARADAY * lithium - charge])

        still = left_over(0.0, 0.0)
        slopes = np.column_stack([left_over(1.0, 0.0) - still, left_over(0.0, 1.0) - still])
        return sides(*np.linalg.solve(slopes, -still))[0]

    got = transport_of_both(model, face, left, right, np.log(right / left), phi_rise)
    want = across(left, right, phi_rise)
    np.testing.assert_allclose([got[0], FARADAY * got[4]], [want[0], FARADAY * want[1]], rtol=1e-9, atol=1e-9)
    for part, at in ((0, 0), (1, 4)):
        by = (
            slope(lambda c, part=part: across(c, right, phi_rise)[part], left, 1e-3 * left),
            slope(lambda c, part=part: across(left, c, phi_rise)[part], right, 1e-3 * right),
            slope(lambda v, part=part: across(left, right, v)[part], phi_rise, 1e-3),
        )
        np.testing.assert_allclose(got[at + 1 : at + 4], by, rtol=1e-4, atol=1e-6 * abs(by[2]) / left)


def _foil(slow: naive.Naive, salt: float, current: float, at: float) -> float:
    """The foil's potential over the first node's phi_e: salt at the wall, potential there, transfer of charge; properties at salt `at`."""
    first, solution = slow.nodes[0], slow.cell.electrolyte
    conductance = first.efficiency / (0.5 * first.width)
    t = float(solution.transference(at, TEMPERATURE))
    diffusivity = float(solution.diffusivity(at, TEMPERATURE)) * conductance
    wall = max(salt + (1.0 - t) * current / FARADAY / diffusivity, 1e-9 * salt)
    still, _ = flows(slow, TEMPERATURE, conductance, at, wall, salt, 0.0)
    per_volt = flows(slow, TEMPERATURE, conductance, at, wall, salt, 1.0)[0] - still
    wall_phi = -(current - still) / per_volt
    exchange = float(LITHIUM.exchange_current(1000.0, TEMPERATURE))
    thermal = 2.0 * naive.GAS_CONSTANT * TEMPERATURE / FARADAY
    return wall_phi + reaction.foil_overpotential(exchange, wall, thermal, LITHIUM.film_resistance, current)


@pytest.mark.parametrize("current", [0.0, 0.5, 60.0, -60.0, 400.0, -400.0])
@pytest.mark.parametrize("salt", [600.0, 1000.0, 2500.0])
def test_foil_potential_and_its_slopes(discrete: Discrete, slow: naive.Naive, salt: float, current: float) -> None:
    """Properties are the first node's, which change with its salt."""
    value, by_salt, by_current, _, lithium, _ = end_drop(discrete.model, work_for(discrete.model), 0, salt, current, 1.0)
    assert lithium == current
    assert value == pytest.approx(_foil(slow, salt, current, salt), abs=1e-12)
    assert by_current == pytest.approx(slope(lambda i: _foil(slow, salt, i, salt), current, 1e-2), rel=1e-6)
    assert by_salt == pytest.approx(slope(lambda c: _foil(slow, c, current, c), salt, 1e-4 * salt), rel=1e-6, abs=1e-13)


@pytest.mark.parametrize(
    ("salt", "current"), [(3.0, 0.5), (3.0, 60.0), (600.0, -60.0), (600.0, 500.0), (600.0, -500.0), (2500.0, 60.0), (2500.0, -500.0)]
)
def test_liquid_and_conductor_share_the_current_to_the_foil(with_garnet: Discrete, slow: naive.Naive, salt: float, current: float) -> None:
    """Bisection on the liquid's part: both see the same potential from node to wall."""
    first, sigma = slow.nodes[0], float(GARNET.conductivity(0.0, TEMPERATURE)) * GARNET.volume_fraction**1.4

    def whole(i: float, wall: bool = False) -> float:
        d = float(slow.cell.electrolyte.diffusivity(salt, TEMPERATURE)) * first.efficiency / (0.5 * first.width)
        t = float(slow.cell.electrolyte.transference(salt, TEMPERATURE))
        at_wall = max(salt + (1.0 - t) * i / FARADAY / d, 1e-9 * salt)
        still, _ = flows(slow, TEMPERATURE, first.efficiency / (0.5 * first.width), salt, at_wall, salt, 0.0)
        one = flows(slow, TEMPERATURE, first.efficiency / (0.5 * first.width), salt, at_wall, salt, 1.0)[0]
        rise = (i - still) / (still - one)  # of the wall over the node
        exchange = float(LITHIUM.exchange_current(1000.0, TEMPERATURE))
        thermal = 2.0 * naive.GAS_CONSTANT * TEMPERATURE / FARADAY
        if wall:
            i0 = exchange * np.sqrt(at_wall / 1000.0)
            return float(rise + thermal * np.arcsinh(current / (2.0 * i0)) + LITHIUM.film_resistance * current)
        return float(i + sigma / (0.5 * first.width) * rise - current)

    liquid = brentq(whole, -abs(current), abs(current), xtol=1e-14, rtol=1e-14)
    value, *_ = end_drop(with_garnet.model, work_for(with_garnet.model), 0, salt, current, 1.0)
    assert value == pytest.approx(whole(liquid, wall=True), abs=1e-11)
