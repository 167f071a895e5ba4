"""What limits a cell: one strong resistance is named, the waterfall runs from theoretical to delivered, and its steps add up."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from tests.cell import simple

from stratode.cell import simulate
from stratode.cell.protocol import cathode_mass
from stratode.cell.solution import RateResult
from stratode.recipe.parts import Cell, ContactLaw, Current, Electrode
from stratode.recipe.property import Property, Table

ONE_C = 50.0  # A/m2


def cell(**worst: float) -> Cell:
    """100 um in which nothing resists but what is named; the window of 0.8 of its lithium is 66.7 Ah/m2 (0.75 h at 1C would be 37.5)."""
    grains = simple.population(simple.host(worst.get("diffusivity", 1e-9), worst.get("exchange", 1e4)), 0.5, 5e-6, worst.get("film", 0.0))
    coat = simple.layer(grains, thickness=100e-6, efficiency=0.3, sigma=worst.get("sigma", 1e5))
    return simple.cell(
        coat,
        electrolyte=simple.liquid(worst.get("salt", 1e-7), worst.get("kappa", 1e3), 0.25),
        anode=simple.lithium(worst.get("foil", 1e5)),
        contact=worst.get("contact", 0.0),
        one_c=ONE_C,
    )


def run(made: Cell) -> RateResult:
    return simulate(made, rates=[1.0], explain=True).rates[0]


STRONG = {
    "contact": {"contact": 5e-3},  # 0.25 V of the 0.8 V window
    "electron conduction": {"sigma": 8e-3},
    "lithium electrode": {"foil": 0.5},
    "film": {"film": 0.15},
    "charge transfer": {"exchange": 0.01},
    "solid diffusion": {"diffusivity": 1e-15},
    "ionic conduction": {"kappa": 0.05},
    "salt diffusion": {"salt": 2.5e-11},
}


@pytest.mark.parametrize("name", STRONG)
def test_the_only_strong_resistance_is_the_limit(name: str):
    result = run(cell(**STRONG[name]))
    assert result.limited_by == name
    steps = dict(result.waterfall)
    names = [step for step, _ in result.waterfall]
    before = steps[names[names.index(name) - 1]]
    # what it costs in the waterfall is what it costs at all, as nothing else costs anything
    assert before - steps[name] == pytest.approx(steps["voltage window"] - steps["delivered"], rel=0.05)
    assert steps["delivered"] < 0.9 * steps["voltage window"]


def full_cell(**worst: float) -> Cell:
    """The same cathode against a host whose potential falls from 0.5 V to 0: 3.7 V full (x 0.1 and 0.9), 2.9 V near empty."""
    falling = Property(Table((0.0, 1.0), (0.5, 0.0), "linear"), (0.0, 1.0), "V", "invented")
    grains = simple.population(simple.host(worst.get("diffusivity", 1e-9), worst.get("exchange", 1e4), curve=falling), 0.5, 5e-6)
    coat = simple.layer(grains, thickness=100e-6, efficiency=0.3, sigma=worst.get("sigma", 1e5))
    anode = Electrode((coat,), simple.COLLECTOR, ContactLaw(0.0, 0.4, 1e-5, 0.0, 0.0), 0.0)
    made = replace(cell(), anode=anode, initial_stoichiometry=(0.1, 0.9))
    steps = (Current(None, False, 3.0),)
    return replace(made, protocol=replace(made.protocol, discharge=steps, lower_voltage=3.0, upper_voltage=4.1))


@pytest.mark.parametrize(
    ("name", "worst"),
    [
        ("anode electron conduction", {"sigma": 8e-3}),
        ("anode charge transfer", {"exchange": 0.01}),
        ("anode solid diffusion", {"diffusivity": 1e-15}),
    ],
)
def test_a_strong_resistance_of_the_anode_is_told_from_the_cathodes(name: str, worst: dict[str, float]):
    result = run(full_cell(**worst))
    assert result.limited_by == name
    assert result.gains[name] > 10.0 * max(result.gains[name.removeprefix("anode ")], 0.01)


def test_a_cell_without_resistances_is_limited_by_its_window():
    result = run(cell())
    assert result.limited_by == "voltage window"
    window = 0.8 * simple.hosts_charge(cell()) / 3600.0 / cathode_mass(cell())  # x from 0.1 at 4.2 V to 0.9 at 3.4 V; mAh/g
    assert dict(result.waterfall)["voltage window"] == pytest.approx(window, rel=1e-3)
    assert result.specific_capacity == pytest.approx(window, rel=5e-3)


def test_waterfall_runs_from_theory_to_what_was_delivered():
    made = cell(contact=1e-3, sigma=0.05, foil=5.0, film=0.02, exchange=0.1, diffusivity=5e-15, kappa=0.5, salt=2e-10)
    result = run(made)
    names, left = zip(*result.waterfall, strict=True)
    assert names[:2] == ("theoretical", "voltage window")
    assert names[-1] == "delivered"
    assert left[0] == pytest.approx(simple.hosts_charge(made) / 3600.0 / (5000.0 * 0.5 * 100e-6), rel=1e-9)  # C/m2 over kg/m2 of host
    assert left[1] == pytest.approx(0.8 * left[0], rel=1e-3)
    assert left[-1] == pytest.approx(result.specific_capacity, rel=1e-9)
    falls = [a - b for a, b in pairwise(left)]
    assert sum(falls) == pytest.approx(left[0] - left[-1], rel=1e-12)
    assert min(falls) > -0.01 * left[0]  # putting a resistance back never helps but by the roughness of the reruns


def test_what_a_short_charge_leaves_out_is_told_apart_from_the_cells_limits():
    made = cell(diffusivity=2e-14)
    charged_briefly = replace(made, protocol=replace(made.protocol, charge=(Current(0.5, True, 4.2, 1800.0),)))
    result = run(charged_briefly)
    assert result.limited_by == "solid diffusion"  # of the cell's own; the protocol is no part of it
    assert result.specific_capacity <= 0.25 * ONE_C / cathode_mass(made) * 1.001  # no more than half an hour at C/2 put in
    left = dict(result.waterfall)
    assert left["charge protocol"] == pytest.approx(0.25 * ONE_C / cathode_mass(made), rel=1e-3)
    assert left["voltage window"] - left["charge protocol"] > 10.0 * (left["charge protocol"] - left["delivered"])


def test_each_layer_works_as_much_as_its_lithium_says():
    """Utilisation times the window's share of each layer adds up to the capacity delivered."""
    grains = simple.population(simple.host(1e-13, 1.0), 0.5, 5e-6)
    layers = (
        simple.layer(grains, thickness=150e-6, efficiency=0.15, sigma=10.0, name="inner"),
        simple.layer(grains, thickness=100e-6, efficiency=0.4, sigma=10.0, name="outer"),
    )
    made = replace(cell(), cathode=Electrode(layers, simple.COLLECTOR, cell().cathode.contact, 0.0), electrolyte=simple.liquid(3e-10, 1.0))
    result = simulate(made, rates=[2.0], explain=False).rates[0]
    room = {name: 0.8 * simple.FARADAY * 50000.0 * 0.5 * thickness / 3600.0 for name, thickness in (("inner", 150e-6), ("outer", 100e-6))}
    assert sum(result.utilisation[name] * room[name] for name in room) == pytest.approx(result.capacity, rel=1e-3)
    assert result.utilisation["outer"] > result.utilisation["inner"] + 0.02
