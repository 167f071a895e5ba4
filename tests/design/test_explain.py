"""Differences between two cells, the hybrids between them, and shares of a number that can be worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from stratode.design.differences import differences, hybrid
from stratode.design.explain import explain
from stratode.recipe.load import read_cell
from stratode.recipe.parts import (
    Bruggeman,
    CarbonNetwork,
    ContactLaw,
    Interface,
    Pouch,
    StatedConductivity,
    Tortuosity,
    TransportEfficiency,
)


def with_layers(cell, *layers):
    return replace(cell, cathode=replace(cell.cathode, layers=tuple(layers)))


def names(a, b):
    return [difference.name for difference in differences(a, b)]


def calendered(layer, porosity):
    """The same solids pressed to another porosity."""
    squeeze = (1.0 - layer.porosity) / (1.0 - porosity)
    return replace(
        layer,
        porosity=porosity,
        thickness=layer.thickness * squeeze,
        populations=tuple(replace(p, volume_fraction=p.volume_fraction / squeeze) for p in layer.populations),
        inert=tuple(replace(s, volume_fraction=s.volume_fraction / squeeze) for s in layer.inert),
    )


# --------------------------------------------------------------------------------------------------------- differences


def test_equal_cells_do_not_differ(make_cell):
    assert names(make_cell(), replace(make_cell(), name="other")) == []


def test_calendering_is_one_difference_of_porosity(make_cell):
    cell = make_cell()
    pressed = with_layers(cell, *(calendered(layer, 0.25) for layer in cell.cathode.layers))
    (found,) = differences(cell, pressed)
    assert found.name == "porosity"
    assert found.detail == "40.0% | 40.0% -> 25.0% | 25.0%"


def test_a_thicker_coating_is_one_difference_of_loading(make_cell):
    cell = make_cell()
    first, second = cell.cathode.layers
    (found,) = differences(cell, with_layers(cell, first, replace(second, thickness=150e-6)))
    assert (found.name, found.detail) == ("loading", "27.1 mg/cm2 | 27.1 mg/cm2 -> 27.1 mg/cm2 | 40.6 mg/cm2")


def test_exchanged_layers_differ_in_their_order_only(make_cell):
    cell = make_cell()
    assert names(cell, with_layers(cell, *reversed(cell.cathode.layers))) == ["order of layers"]


def test_equal_layers_are_paired_in_place(make_cell):
    a = make_cell()
    first = a.cathode.layers[0]
    assert names(with_layers(a, first, first), with_layers(a, first, replace(first, thickness=150e-6))) == ["loading"]


def test_exchanged_and_calendered_layers_differ_in_both(make_cell):
    cell = make_cell()
    other = with_layers(cell, *(calendered(layer, 0.25) for layer in reversed(cell.cathode.layers)))
    assert names(cell, other) == ["porosity", "order of layers"]


def test_every_word_of_the_lab_is_told_apart(make_cell):
    a = make_cell()
    first, second = a.cathode.layers
    (one,) = first.populations
    changed = replace(
        first,
        populations=(replace(one, radius=9e-6, film_resistance=1e-3, material=replace(one.material, name="other oxide")),),
        transport=Tortuosity(3.0),
        electrons=replace(first.electrons, value=3.0),
    )
    b = with_layers(a, changed, replace(second, interface=Interface(5e-6, 0.0)))
    b = replace(
        b,
        cathode=replace(b.cathode, contact=ContactLaw(5e-4, 0.4, 1e-5, 0.0, 0.0)),
        separator=replace(a.separator, thickness=12e-6),
        anode=replace(a.anode, thickness=50e-6),
        electrolyte=replace(a.electrolyte, concentration=1200.0),
        temperature=313.15,
        protocol=replace(a.protocol, upper_voltage=4.4),
    )
    assert names(a, b) == [
        "composition", "particle size", "surface film", "transport in the pores", "electrons", "interfaces", "contact",
        "separator", "anode", "electrolyte", "temperature", "protocol",
    ]  # fmt: skip
    details = {d.name: d.detail for d in differences(a, b)}
    assert details["temperature"] == "298.15 -> 313.15"
    assert details["separator"] == "thickness"
    assert details["interfaces"] == "sharp -> mixed over 5 um"
    assert details["protocol"] == "upper_voltage"


def test_stacks_of_other_numbers_of_layers_differ_in_structure_and_total_loading(make_cell):
    a = make_cell()
    (found, loading) = differences(a, with_layers(a, replace(a.cathode.layers[0], thickness=150e-6)))
    assert (found.name, found.detail) == ("layer structure", "L | S -> L")
    assert (loading.name, loading.detail) == ("loading", "54.1 mg/cm2 -> 40.6 mg/cm2")


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ("l_dry_s_29", ["loading"]),
        ("l_dry_s_25pct", ["porosity"]),
        ("s_dry_l", ["order of layers"]),
        ("l_s", ["interfaces"]),
        ("mix", ["layer structure"]),
        ("s_dry_l_29_25pct", ["loading", "porosity", "order of layers"]),
    ],
)
def test_example_recipes_differ_in_what_their_names_say(other, expected):
    examples = Path(__file__).parents[2] / "examples"
    assert names(read_cell(examples / "chen2024_l_dry_s.yaml"), read_cell(examples / f"chen2024_{other}.yaml")) == expected


# -------------------------------------------------------------------------------------------------------------- hybrids


def test_no_difference_taken_is_a_and_all_taken_is_b(make_cell, pouch):
    a = make_cell()
    first, second = a.cathode.layers
    b = replace(with_layers(a, calendered(second, 0.3), replace(first, thickness=70e-6)), temperature=310.0, format=pouch, name="b")
    assert hybrid(a, b, frozenset()) is a
    assert hybrid(a, b, frozenset(names(a, b))) is b


@pytest.mark.parametrize("kind", ["order", "sizes", "structure", "populations"])
def test_taking_the_differences_one_after_another_leads_to_b(make_cell, kind):
    """Each step leaves one difference fewer, without the shortcut that hands out B itself."""
    a = make_cell()
    first, second = a.cathode.layers
    (big,), (small,) = first.populations, second.populations
    layers = {
        "order": (calendered(second, 0.3), replace(first, thickness=70e-6, transport=TransportEfficiency(0.2))),
        "sizes": (replace(first, populations=(replace(big, radius=3e-6, film_resistance=1e-3),)), calendered(second, 0.3)),
        "structure": (calendered(replace(first, thickness=250e-6, transport=Tortuosity(2.0)), 0.3),),
        "populations": (first, replace(second, populations=(replace(small, volume_fraction=0.27), replace(big, volume_fraction=0.27)))),
    }[kind]
    b = with_layers(a, *layers)
    if kind == "order":  # the interface stays at its place
        b = with_layers(b, replace(layers[0], interface=Interface(0.0, 0.0)), replace(layers[1], interface=Interface(4e-6, 0.0)))
    b = replace(b, cathode=replace(b.cathode, first_cycle_loss=0.1))  # never taken: all taken would hand out B itself
    step, left = a, [name for name in names(a, b) if name != "first-cycle loss"]
    while left:
        step = hybrid(step, b, frozenset(left[:1]))
        left = left[1:]
        assert names(step, b) == [*left, "first-cycle loss"]
    assert [x.thickness for x in step.cathode.layers] == pytest.approx([x.thickness for x in b.cathode.layers])
    assert [x.loading for x in step.cathode.layers] == pytest.approx([x.loading for x in b.cathode.layers])


def test_volume_fractions_of_every_hybrid_add_to_one(make_cell):
    a = make_cell()
    first, second = a.cathode.layers
    b = with_layers(a, calendered(first, 0.25), replace(second, thickness=160e-6))
    for name in names(a, b):
        for layer in hybrid(a, b, frozenset({name})).cathode.layers:
            solids = sum(p.volume_fraction for p in layer.populations) + sum(s.volume_fraction for s in layer.inert)
            assert layer.porosity + solids == pytest.approx(1.0, abs=1e-14)


def test_pressing_alone_keeps_the_loading_and_thins_the_layer(make_cell):
    a = make_cell()
    b = replace(with_layers(a, *(calendered(replace(x, thickness=2e-4), 0.25) for x in a.cathode.layers)))
    pressed = hybrid(a, b, frozenset({"porosity"})).cathode.layers[0]
    assert pressed.loading == pytest.approx(a.cathode.layers[0].loading)
    assert pressed.thickness == pytest.approx(80e-6)  # 100 um x 0.60 / 0.75


def test_1c_follows_the_loading_where_it_was_stated_per_mass_and_stays_where_per_area(make_cell):
    a = make_cell()
    twice = with_layers(a, *(replace(x, thickness=2e-4) for x in a.cathode.layers))
    per_mass = replace(twice, protocol=replace(a.protocol, one_c=100.0), temperature=310.0)
    assert names(a, per_mass) == ["loading", "temperature"]
    assert hybrid(a, per_mass, frozenset({"loading"})).protocol.one_c == pytest.approx(100.0)
    assert hybrid(a, per_mass, frozenset({"temperature"})).protocol.one_c == pytest.approx(50.0)
    per_area = replace(twice, temperature=310.0)
    assert names(a, per_area) == ["loading", "temperature"]
    assert hybrid(a, per_area, frozenset({"loading"})).protocol.one_c == 50.0


def test_an_unknown_difference_is_refused(make_cell):
    a = make_cell()
    with pytest.raises(ValueError, match="differences: colour not among those of these cells; take from temperature"):
        hybrid(a, replace(a, temperature=310.0), frozenset({"colour"}))


# ----------------------------------------------------------------------------------------------------------- explanation


def test_shares_of_a_stack_thickness_by_hand(make_cell):
    """Thickness of one layer, loading x 1.5 and solids 0.60 -> 0.75: 100, 150, 80 and 120 um for the four cells between."""
    a = with_layers(make_cell(), make_cell().cathode.layers[0])
    b = with_layers(a, calendered(replace(a.cathode.layers[0], thickness=150e-6), 0.25))
    found = explain(a, b, lambda cell: 1e6 * sum(x.thickness for x in cell.cathode.layers), "thickness, um")
    shares = {cause.name: cause.share for cause in found.causes}
    assert shares == pytest.approx({"loading": (50.0 + 40.0) / 2, "porosity": (-20.0 - 30.0) / 2})
    assert [cause.name for cause in found.causes] == ["loading", "porosity"]  # largest first
    assert (found.a, found.b, found.evaluations) == (pytest.approx(100.0), pytest.approx(120.0), 4)


def test_an_input_that_the_number_does_not_know_has_no_share(make_cell):
    a = make_cell()
    b = replace(a, temperature=320.0, format=Pouch(1e-3, 2, None, 0.0, 0.0, 0.0, 0.0))
    found = explain(a, b, lambda cell: cell.temperature, "temperature, K")
    assert {cause.name: cause.share for cause in found.causes} == pytest.approx({"temperature": 21.85, "cell format": 0.0})


def test_equal_cells_need_no_causes(make_cell):
    found = explain(make_cell(), make_cell(), lambda cell: 7.0, "number")
    assert (found.a, found.b, found.causes) == (7.0, 7.0, ())


def test_laws_are_told_as_a_recipe_states_them(make_cell):
    a = make_cell()
    (layer,) = a.cathode.layers[:1]
    network = CarbonNetwork(0.18, 0.046, 0.335, 10.44e-6, 2.0, 1.5, 1.0)
    one, other = (
        with_layers(a, replace(layer, transport=pores, electrons=electrons))
        for pores, electrons in ((Bruggeman(1.5), network), (Tortuosity(2.5), StatedConductivity(5.0)))
    )
    told = {d.name: d.detail for d in differences(one, other)}
    assert told["transport in the pores"] == "bruggeman 1.5 -> tau 2.5"
    assert told["electrons"] == "network, 0.18 S/m at 4.6% carbon, 33.5% pores, 10.4 um -> 5 S/m"
