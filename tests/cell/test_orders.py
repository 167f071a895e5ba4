"""Observed orders of convergence of a whole discharge, every mechanism at work: through the thickness and in time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.cell import simple
from tests.cell.simple import even_edges

from stratode.cell.adapt import solve
from stratode.cell.leg import Leg
from stratode.cell.protocol import Precision, run_protocol
from stratode.recipe import library
from stratode.recipe.parts import ActiveMaterial, Cell, Current, Electrolyte

CURRENT = 60.0  # A/m2


def thick(seconds: float | None = None) -> Cell:
    """250 um of NMC811 against lithium, 1.5C or so: salt falls to a fifth at the collector."""
    material, salt = library.find("NMC811 (LG M50)", kind="active"), library.find("Nyman 2008", kind="electrolyte")
    assert isinstance(material, ActiveMaterial)
    assert isinstance(salt, Electrolyte)
    coat = simple.layer(simple.population(material, 0.55, 3e-6), thickness=250e-6, porosity=0.4, efficiency=0.4**1.5, sigma=2.0)
    return simple.cell(
        coat,
        electrolyte=salt,
        anode=simple.lithium(70.0),
        gap=simple.separator(50e-6),
        steps=(Current(None, False, 3.0, seconds),),
        one_c=CURRENT,
    )


def ends(seconds: float, count: int, tolerance: float = 1e-7, order: int = 4) -> tuple[Leg, float]:
    """(the leg, its voltage at exactly `seconds`) on a mesh of equal nodes, count / 5 in the separator."""
    made = thick(seconds)
    leg = simple.discharge(made, even_edges(made, count // 5, count), Precision(tolerance=tolerance, most_order=order))
    assert leg.record.time[-1] == pytest.approx(seconds, rel=1e-12)
    return leg, float(leg.record.voltage[-1])


def test_second_order_on_equal_nodes():
    volts = np.array([ends(1500.0, count)[1] for count in (15, 30, 60, 120)])
    steps = np.abs(np.diff(volts))
    orders = np.log2(steps[:-1] / steps[1:])
    assert np.all((orders > 1.7) & (orders < 2.3)), (volts, orders)


def test_second_order_on_adapted_nodes():
    """Capacity of a starved discharge, judged by a mesh of 384 nodes; counts of a zone are whole numbers, so the order is a mean."""
    made = thick()
    made = replace(made, protocol=replace(made.protocol, one_c=120.0))
    found = [solve(made, made.protocol, 1.0, Precision(count, 1e-6), fields=False) for count in (24, 48, 96, 384)]
    volts = [run.run.capacity for run in found]
    errors = np.abs(np.array(volts[:-1]) / volts[-1] - 1.0)
    order = np.log(errors[0] / errors[-1]) / np.log(96 / 24)
    assert 1.6 < order < 2.6, (errors, order)


def apart(leg: Leg, reference: Leg) -> float:
    """Distance of the last salt (over 1 mol/L) and surface stoichiometries, root mean square."""
    salt = (leg.record.salt[-1] - reference.record.salt[-1]) / 1000.0
    surface = leg.record.surface[-1] - reference.record.surface[-1]
    return float(np.sqrt(np.mean(salt**2) + np.mean(surface**2)))


def test_time_error_falls_with_the_tolerance():
    """While salt is still moving, each tenth of the tolerance takes at least half of the error with it, and three of them nine tenths."""
    reference = ends(300.0, 30, 1e-10)[0]
    errors = np.array([apart(ends(300.0, 30, t)[0], reference) for t in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6)])
    assert np.all(errors[1:] < errors[:-1] / 2.0), errors
    assert np.all(errors[3:] < errors[:-3] / 10.0), errors
    assert np.all(errors < np.array([1e-2, 1e-3, 1e-4, 1e-5, 1e-6]) * 10.0), errors  # some ten steps' local errors stand in the end


def observed_order(order: int) -> tuple[float, list[int], list[float]]:
    """(slope of error over steps, steps, errors) of a method of at most `order`, by a line through five decades of tolerance."""
    reference = ends(300.0, 20, 1e-10)[0]
    tolerances = np.logspace(-3.0, -6.0 if order == 1 else -8.0, 11)
    legs = [ends(300.0, 20, float(tolerance), order)[0] for tolerance in tolerances]
    counts, errors = [leg.steps for leg in legs], [apart(leg, reference) for leg in legs]
    return -float(np.polyfit(np.log(counts), np.log(errors), 1)[0]), counts, errors


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_time_steps_have_their_order(order: int):
    """While salt is still moving, the error falls as n**-k with the number of steps n of a method of order k.

    The controller's choices scatter single errors by a factor of two, which over these counts is 0.4 of an order.
    """
    found = observed_order(order)
    assert order - 0.4 < found[0] < order + 0.4, found


def test_a_shorter_leg_is_the_beginning_of_a_longer_one():
    """Two legs of 700 s and 800 s end where one of 1500 s ends: nothing is lost where a leg begins."""
    made = thick(1500.0)
    parts = replace(made, protocol=replace(made.protocol, discharge=(Current(None, False, 3.0, 700.0), Current(None, False, 3.0, 800.0))))
    edges = even_edges(made, 6, 30)
    two = run_protocol(simple.on(parts, edges), parts.protocol, 1.0, simple.TIGHT).discharge[1]
    one = simple.discharge(made, edges)
    assert two.record.voltage[-1] == pytest.approx(one.record.voltage[-1], abs=1e-6)
    assert two.record.salt[-1] == pytest.approx(one.record.salt[-1], rel=1e-5)
