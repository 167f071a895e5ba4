"""BPX: conventions, the ranges its library leaves open, hostile files, and the way back."""

import copy
import json
import os
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from stratode.recipe import bpx, library, parts
from stratode.recipe.errors import RecipeError

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "nmc_graphite_bpx.json"
DATA = Path(os.environ.get("STRATODE_DATA", ROOT.parent / "shared" / "data"))
POUCH = DATA / "bpx" / "nmc_pouch_cell_BPX.json"

NEG, POS, SEP, ELY, CELL = "Negative electrode", "Positive electrode", "Separator", "Electrolyte", "Cell"


@pytest.fixture
def content():
    return json.loads(EXAMPLE.read_text(encoding="utf-8"))


def changed(content, section, field, value):
    content = copy.deepcopy(content)
    content["Parameterisation"][section][field] = value
    return content


def test_the_example_reads_as_chen_2020():
    cell = bpx.read(EXAMPLE)
    cathode, anode = cell.cathode.layers[0], cell.anode.layers[0]
    assert cathode.populations[0].volume_fraction == pytest.approx(0.665, abs=1e-6)
    assert anode.populations[0].volume_fraction == pytest.approx(0.75, abs=1e-6)
    assert cathode.transport == parts.TransportEfficiency(0.1939)
    assert cathode.electrons == parts.StatedConductivity(0.18)
    material = cathode.populations[0].material
    assert float(material.exchange_current(0.5)) == pytest.approx(3.41235, rel=1e-5)  # 3.42e-6 sqrt(1000) 63104 / 2
    assert float(anode.populations[0].material.exchange_current(0.5)) == pytest.approx(0.3395, rel=1e-3)
    assert float(material.potential(0.50027804)) == pytest.approx(3.9707632, abs=2e-3)  # measured
    assert (material.stoichiometry_full, material.stoichiometry_empty) == (0.27, 0.9084)
    assert cell.initial_stoichiometry == (0.27, 0.9014)
    assert cell.protocol.one_c == pytest.approx(48.685, rel=1e-4)  # 5 Ah over 0.1027 m2
    assert cell.protocol.discharge == (parts.Current(None, charge=False, until_voltage=2.5),)
    assert cell.temperature == 298.15
    assert cell.cathode.contact.resistance == 0.0


def test_agrees_with_the_library_s_lg_m50():
    cell, own = bpx.read(EXAMPLE), library.find("NMC811 (LG M50)")
    x = np.linspace(0.27, 0.91, 50)
    material = cell.cathode.layers[0].populations[0].material
    np.testing.assert_allclose(material.potential(x), own.potential(x), rtol=1e-12)
    np.testing.assert_allclose(material.exchange_current(x, 318.15), own.exchange_current(x, 318.15), rtol=1e-4)


def test_volume_fractions_add_to_one_and_the_rest_is_said(content):
    cell = bpx.from_content(changed(content, POS, "Porosity", 0.3))
    layer = cell.cathode.layers[0]
    total = layer.porosity + layer.populations[0].volume_fraction + sum(s.volume_fraction for s in layer.inert)
    assert total == pytest.approx(1.0, abs=1e-12)
    assert layer.inert[0].volume_fraction == pytest.approx(0.035, abs=1e-6)
    assert any("3.5 vol% of unstated solids" in a.value for a in cell.assumptions)


def test_exchange_current_follows_the_reference_concentration(content):
    """BPX refers j0 to the initial concentration: at 4000 mol/m3 and unchanged k it is half as large at 1 mol/L."""
    other = copy.deepcopy(content)
    other["State"]["Initial conditions"]["Initial electrolyte concentration [mol.m-3]"] = 4000
    at_one, at_four = (bpx.from_content(c).cathode.layers[0].populations[0].material for c in (content, other))
    assert float(at_four.exchange_current(0.5)) == pytest.approx(0.5 * float(at_one.exchange_current(0.5)), rel=1e-12)


def test_activation_energies_count_from_the_reference_temperature(content):
    warm = changed(changed(content, CELL, "Reference temperature [K]", 308.15), POS, "Diffusivity activation energy [J.mol-1]", 30000)
    material = bpx.from_content(warm).cathode.layers[0].populations[0].material
    assert float(material.diffusivity(0.5, 308.15)) == pytest.approx(4e-15, rel=1e-12, abs=0)
    assert float(material.diffusivity(0.5, 298.15)) == pytest.approx(2.70e-15, rel=5e-3, abs=0)  # exp(-3608 K x 1.0885e-4 /K) = 0.675


def test_tables_are_sorted_joined_by_lines_and_held(content):
    table = {"x": [1.0, 0.0, 0.5], "y": [3.0, 4.4, 3.8]}
    cell = bpx.from_content(changed(content, POS, "OCP [V]", table))
    potential = cell.cathode.layers[0].populations[0].material.potential
    np.testing.assert_allclose(potential(np.array([-1.0, 0.25, 0.75, 2.0])), [4.4, 4.1, 3.4, 3.0])


def test_salt_diffusivity_is_held_where_it_would_rise_again(content):
    electrolyte = bpx.from_content(content).electrolyte
    lowest = 3.769e-11  # 4.862e-10 - 3.972e-10**2 / (4 x 8.794e-11)
    np.testing.assert_allclose(electrolyte.diffusivity(np.array([2258.0, 3000.0, 9000.0])), lowest, rtol=1e-3)


def test_more_electrode_pairs_share_the_current(content):
    two = changed(content, CELL, "Number of electrode pairs connected in parallel to make a cell", 2)
    cell = bpx.from_content(two)
    assert cell.format.faces == 2
    assert cell.protocol.one_c == pytest.approx(24.343, rel=1e-4)


def test_half_cell_as_partial_stands_against_lithium(content):
    half = copy.deepcopy(content)
    half["Header"]["Model"] = "Partial"
    del half["Parameterisation"][NEG]
    cell = bpx.from_content(half)
    assert isinstance(cell.anode, parts.LithiumMetal)
    assert cell.initial_stoichiometry[0] == 0.27
    assert any("lithium" in a.value for a in cell.assumptions)


def test_legacy_file_gives_the_same_cell(content):
    old = copy.deepcopy(content)
    state = old.pop("State")["Initial conditions"]
    old["Header"]["BPX"] = 0.4
    old["Parameterisation"][ELY]["Initial concentration [mol.m-3]"] = state["Initial electrolyte concentration [mol.m-3]"]
    old["Parameterisation"][CELL] |= {"Ambient temperature [K]": 298.15, "Initial temperature [K]": 298.15}
    assert bpx.from_content(old) == bpx.from_content(content)


def test_the_content_is_left_as_it_is(content):
    before = copy.deepcopy(content)
    bpx.from_content(content)
    assert content == before


REFUSED = [
    (POS, "Porosity", -3, "Porosity"),
    (POS, "Porosity", 0, "Porosity"),
    (POS, "Porosity", 0.9, "Surface area per unit volume"),
    (SEP, "Porosity", 1.0, "Porosity"),
    (SEP, "Thickness [m]", 0, "Thickness"),
    (NEG, "Thickness [m]", 85.2, "Thickness"),
    (SEP, "Transport efficiency", 2.5, "Transport efficiency"),
    (SEP, "Transport efficiency", 0.6, "tortuosity"),
    (NEG, "Particle radius [m]", -5e-6, "Particle radius"),
    (NEG, "Surface area per unit volume [m-1]", 3e6, "a R / 3"),
    (NEG, "Minimum stoichiometry", 0.95, "Minimum stoichiometry"),
    (POS, "Maximum stoichiometry", 1.2, "Maximum stoichiometry"),
    (POS, "Maximum concentration [mol.m-3]", 0, "Maximum concentration"),
    (POS, "Conductivity [S.m-1]", -1, "Conductivity"),
    (POS, "Reaction rate constant [mol.m-2.s-1]", -1e-5, "Reaction rate constant"),
    (POS, "Diffusivity [m2.s-1]", "1e-14 - 2e-14*x", "Diffusivity"),
    (POS, "Diffusivity [m2.s-1]", 0, "Diffusivity"),
    (POS, "Diffusivity [m2.s-1]", {"x": [0, 1], "y": [1e-14, -1e-14]}, "Diffusivity"),
    (POS, "OCP [V]", "log10(x - 2)", "OCP"),
    (POS, "OCP [V]", {"x": [0, 0], "y": [4, 3]}, "OCP"),
    (POS, "OCP [V]", {"x": [0, 1], "y": [4]}, "OCP"),
    (POS, "OCP [V]", "__import__('os').getcwd()", "OCP"),
    (POS, "OCP [V]", "9**9**9**9", "OCP"),
    (POS, "Porosity", "0.3", "Porosity"),
    (CELL, "Nominal cell capacity [A.h]", True, "Nominal cell capacity"),
    (POS, "Porosity", None, "Porosity"),
    (POS, "Porosty", 0.3, "Porosty"),
    (POS, "Particle", {"a": {}, "b": {}}, "Particle"),
    (ELY, "Cation transference number", 1.3, "transference"),
    (ELY, "Conductivity [S.m-1]", "0.5 - 0.01*x", "Conductivity"),
    (ELY, "Conductivity [S.m-1]", "1/(x - 500)", "Conductivity"),
    (CELL, "Nominal cell capacity [A.h]", 0, "Nominal cell capacity"),
    (CELL, "Lower voltage cut-off [V]", 4.5, "Lower voltage"),
    (CELL, "Reference temperature [K]", 25, "Reference temperature"),
    (CELL, "Electrode area [m2]", -1, "Electrode area"),
    (CELL, "Number of electrode pairs connected in parallel to make a cell", 0, "Number of electrode pairs"),
]


@pytest.mark.parametrize(("section", "field", "value", "word"), REFUSED)
def test_broken_values_are_refused_with_their_field(content, section, field, value, word):
    with pytest.raises(RecipeError) as refusal:
        bpx.from_content(changed(content, section, field, value))
    assert word in str(refusal.value)


def test_all_problems_are_told_at_once(content):
    broken = changed(changed(content, POS, "Porosity", -3), SEP, "Thickness [m]", 0)
    with pytest.raises(RecipeError) as refusal:
        bpx.from_content(broken)
    assert len(refusal.value.problems) == 2


@pytest.mark.parametrize("section", [CELL, ELY, POS, NEG, SEP])
def test_a_missing_section_is_refused(content, section):
    del content["Parameterisation"][section]
    with pytest.raises(RecipeError):
        bpx.from_content(content)


def test_single_particle_sets_are_refused(content):
    content["Header"]["Model"] = "SPM"
    with pytest.raises(RecipeError):
        bpx.from_content(content)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "empty"),
        ("[1, 2]", "object"),
        ("{", "JSON"),
        ('{"a": NaN}', "finite"),
        ('{"a": -Infinity}', "finite"),
        ('{"a": 1e999}', "finite"),
        ('{"a": ' + "9" * 5000 + "}", "JSON"),
        ('{"a": 1, "a": 2}', "once"),
        ('{"a":' * 30 + "1" + "}" * 30, "levels"),
        ("[" * 100_000 + "]" * 100_000, "levels"),
        ('{"Parameterisation": 3}', "BPX"),
        ('{"Header": {"BPX": "1.1.0", "Model": "DFN"}, "Parameterisation": []}', "BPX"),
        (" " * 2_000_000, "1 MB"),
    ],
)
def test_hostile_files_are_refused(tmp_path, text, word):
    path = tmp_path / "cell.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RecipeError) as refusal:
        bpx.read(path)
    assert word in str(refusal.value)
    assert "cell.json" in str(refusal.value)


def test_no_text_of_a_file_is_run(content, tmp_path, monkeypatch):
    """The bpx library would import an open-circuit potential as a module from a temporary file; none may appear."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    bpx.from_content(content)
    mark = tmp_path / "mark"
    with pytest.raises(RecipeError, match="known functions"):
        bpx.from_content(changed(content, NEG, "OCP [V]", f"open('{mark}', 'w')"))
    assert list(tmp_path.iterdir()) == []


# --------------------------------------------------------------------------------------------------------------- the way back


def same(one: parts.Cell, other: parts.Cell) -> None:
    """Both cells have the same numbers at two temperatures."""
    x, c = np.linspace(0, 1, 101), np.linspace(1, 3000, 101)
    for a, b in ((one.cathode, other.cathode), (one.anode, other.anode)):
        p, q = a.layers[0].populations[0], b.layers[0].populations[0]
        for field in ("potential", "diffusivity", "exchange_current"):
            for T in (one.temperature, one.temperature + 20):
                np.testing.assert_allclose(getattr(q.material, field)(x, T), getattr(p.material, field)(x, T), rtol=1e-5)
        assert q.material.max_concentration == p.material.max_concentration
        assert q.material.density == p.material.density
        assert (q.material.stoichiometry_full, q.material.stoichiometry_empty) == (
            p.material.stoichiometry_full,
            p.material.stoichiometry_empty,
        )
        assert q.radius == p.radius
        assert q.volume_fraction == pytest.approx(p.volume_fraction, rel=1e-12)
        for field in ("thickness", "porosity"):
            assert getattr(b.layers[0], field) == getattr(a.layers[0], field)
    for field in ("diffusivity", "conductivity", "transference"):
        np.testing.assert_allclose(getattr(other.electrolyte, field)(c), getattr(one.electrolyte, field)(c), rtol=1e-9)
    assert other.initial_stoichiometry == one.initial_stoichiometry
    assert other.protocol.one_c == pytest.approx(one.protocol.one_c, rel=1e-12)
    assert other.temperature == one.temperature


def test_there_and_back():
    cell = bpx.read(EXAMPLE)
    written = json.loads(json.dumps(bpx.write(cell)))
    same(cell, bpx.from_content(written))


def test_there_and_back_with_materials_of_the_library():
    """Formulas in mol/L, ranges that end inside the window, another reference temperature and laws of transport."""
    cell = bpx.read(EXAMPLE)
    layer = cell.cathode.layers[0]
    population = replace(layer.populations[0], material=library.find("NMC811"))
    cathode = replace(cell.cathode, layers=(replace(layer, populations=(population,), transport=parts.Bruggeman(1.5)),))
    layer = cell.anode.layers[0]
    population = replace(layer.populations[0], material=library.find("graphite"))
    anode = replace(cell.anode, layers=(replace(layer, populations=(population,), transport=parts.Tortuosity(3.0)),))
    cell = replace(cell, cathode=cathode, anode=anode, electrolyte=library.find("Nyman 2008"), initial_stoichiometry=(0.3, 0.8))
    back = bpx.from_content(json.loads(json.dumps(bpx.write(cell))))
    x = np.linspace(0.3, 1, 101)
    for field, rel in (("potential", 1e-5), ("diffusivity", 1e-3)):
        was, now = (getattr(c.cathode.layers[0].populations[0].material, field)(x) for c in (cell, back))
        np.testing.assert_allclose(now, was, rtol=rel)
    c = np.linspace(1, 2258, 50)
    np.testing.assert_allclose(back.electrolyte.diffusivity(c), cell.electrolyte.diffusivity(c), rtol=1e-9)
    np.testing.assert_allclose(back.electrolyte.conductivity(c, 310.0), cell.electrolyte.conductivity(c, 310.0), rtol=1e-9)
    assert back.cathode.layers[0].transport.value == pytest.approx(0.19390, abs=1e-5)  # 0.335**1.5
    assert back.anode.layers[0].transport.value == pytest.approx(0.25 / 3)
    graphite = back.anode.layers[0].populations[0].material
    assert float(graphite.exchange_current(0.5, 296.15)) == pytest.approx(5.405, rel=1e-3)


def test_measured_surface_goes_into_the_rate_constant_and_leaves_the_volumes_alone():
    cell = bpx.read(EXAMPLE)
    layer = cell.cathode.layers[0]
    rough = replace(layer, populations=(replace(layer.populations[0], surface_factor=1.25),))
    written = bpx.write(replace(cell, cathode=replace(cell.cathode, layers=(rough,))))
    was, now = (content["Parameterisation"]["Positive electrode"] for content in (bpx.write(cell), written))
    rate = "Reaction rate constant [mol.m-2.s-1]"
    assert now.pop(rate) == pytest.approx(1.25 * was.pop(rate), rel=1e-12)
    assert now == was
    assert "times 1.25, the measured surface" in written["Header"]["Description"]


def test_what_bpx_cannot_say_is_named():
    cell = bpx.read(EXAMPLE)
    layer = cell.cathode.layers[0]
    film = replace(layer, populations=(replace(layer.populations[0], film_resistance=1e-3),))
    contact = replace(cell.cathode.contact, resistance=5e-4)
    cathode = replace(cell.cathode, layers=(layer, film), contact=contact)
    broken = replace(cell, cathode=cathode, anode=library.find("lithium"), electrolyte=library.find("Landesfeind 2019"))
    with pytest.raises(RecipeError) as refusal:
        bpx.write(broken)
    text = str(refusal.value)
    for word in ("cathode.layers", "coating", "cathode.contact", "5 ohm cm2", "anode", "thermodynamic_factor", "transference"):
        assert word in text
    with pytest.raises(RecipeError, match="100 % state of charge"):
        bpx.write(replace(cell, initial_stoichiometry=None))


# ------------------------------------------------------------------------------------------------------------------- real file


@pytest.mark.skipif(not POUCH.is_file(), reason="the About:Energy BPX file is not here (STRATODE_DATA)")
def test_published_pouch_cell():
    cell = bpx.read(POUCH)
    assert cell.format.faces == 34
    assert cell.protocol.one_c * cell.format.area * 34 == pytest.approx(12.5)
    full = float(cell.cathode.layers[0].populations[0].material.potential(0.42424)) - float(
        cell.anode.layers[0].populations[0].material.potential(0.75668)
    )
    assert full == pytest.approx(4.2, abs=3e-3)  # the file's upper cut-off
    same(cell, bpx.from_content(json.loads(json.dumps(bpx.write(cell)))))


@pytest.mark.peers
@pytest.mark.parametrize("path", [EXAMPLE, POUCH, None], ids=["example", "pouch", "written"])
def test_pybamm_reads_the_same_numbers(path, tmp_path):
    pybamm = pytest.importorskip("pybamm")
    if path is None:
        path = tmp_path / "written.json"
        path.write_text(json.dumps(bpx.write(bpx.read(EXAMPLE))), encoding="utf-8")
    if not path.is_file():
        pytest.skip("the About:Energy BPX file is not here (STRATODE_DATA)")
    peer = pybamm.ParameterValues.create_from_bpx(str(path))
    cell = bpx.read(path)
    for name, electrode in (("Positive", cell.cathode), ("Negative", cell.anode)):
        population = electrode.layers[0].populations[0]
        material, c_max = population.material, peer[f"Maximum concentration in {name.lower()} electrode [mol.m-3]"]
        assert population.volume_fraction == pytest.approx(peer[f"{name} electrode active material volume fraction"], rel=1e-12)
        x, T = 0.6, 310.0
        i0 = peer[f"{name} electrode exchange-current density [A.m-2]"](1300.0, x * c_max, c_max, T)
        own = float(material.exchange_current(x, T)) * (1300.0 / 1000.0) ** 0.5 * 2 * (x * (1 - x)) ** 0.5
        assert own == pytest.approx(peer.evaluate(i0) if hasattr(i0, "evaluate") else float(i0), rel=1e-9)
        diffusivity = peer[f"{name} particle diffusivity [m2.s-1]"](pybamm.Scalar(x), pybamm.Scalar(T))
        assert float(material.diffusivity(x, T)) == pytest.approx(peer.evaluate(diffusivity), rel=1e-9, abs=0)
        potential = peer[f"{name} electrode OCP [V]"](pybamm.Scalar(x))
        assert float(material.potential(x)) == pytest.approx(peer.evaluate(potential), abs=1e-9)
        efficiency = peer[f"{name} electrode porosity"] ** peer[f"{name} electrode Bruggeman coefficient (electrolyte)"]
        assert electrode.layers[0].transport.value == pytest.approx(efficiency, rel=1e-9)
    kappa = peer["Electrolyte conductivity [S.m-1]"](pybamm.Scalar(1300.0), pybamm.Scalar(310.0))
    assert float(cell.electrolyte.conductivity(1300.0, 310.0)) == pytest.approx(peer.evaluate(kappa), rel=1e-9)
