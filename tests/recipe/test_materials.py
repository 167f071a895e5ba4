"""The library: published numbers, physical sense of every curve, and a user's own file."""

import pickle
from pathlib import Path

import numpy as np
import pytest

from stratode.recipe import library, parts
from stratode.recipe.errors import RecipeError
from stratode.recipe.property import Table
from stratode.recipe.starter import starter

ACTIVE = library.names("active")
ELECTROLYTES = library.names("electrolyte")

# Open-circuit potentials as measured (stoichiometry, V, tolerance of the published fit): Chen et al. 2020, data published with
# the paper (nmc and graphite of LG M50); Ecker et al. 2015, digitised figure. Typed from the data, not from the fits.
MEASURED = [
    ("NMC811", 0.29881487, 4.2012677, 0.008),
    ("NMC811", 0.50027804, 3.9707632, 0.003),
    ("NMC811", 0.69901843, 3.7301605, 0.003),
    ("NMC811", 0.90048116, 3.5702102, 0.003),
    ("SiOx-graphite", 0.10164883, 0.40033659, 0.002),
    ("SiOx-graphite", 0.50154759, 0.13265574, 0.002),
    ("SiOx-graphite", 0.9014468, 0.08503284, 0.008),
    ("graphite", 0.10151515, 0.2208589, 0.008),
    ("graphite", 0.56818182, 0.12576687, 0.008),
    ("graphite", 0.89090909, 0.08282209, 0.008),
    ("NMC111", 0.42424, 4.29, 0.005),  # About:Energy 2022: 4.2 V cell against graphite at 0.09 V
]


@pytest.mark.parametrize(("name", "x", "volt", "within"), MEASURED)
def test_potential_meets_the_measurement(name, x, volt, within):
    assert float(library.find(name).potential(x)) == pytest.approx(volt, abs=within)


@pytest.mark.parametrize(
    ("name", "field", "at", "value", "rel"),
    [
        ("NMC811 (LG M50)", "max_concentration", None, 63104, 0),  # Chen et al. 2020, table VII
        ("NMC811 (LG M50)", "diffusivity", 0.5, 4e-15, 1e-12),  # same
        ("SiOx-graphite", "max_concentration", None, 33133, 0),  # same
        ("SiOx-graphite", "diffusivity", 0.5, 3.3e-14, 1e-12),  # same
        ("NMC811", "diffusivity", 0.8098, 3.008e-15, 1e-3),  # O'Regan et al. 2022: 2.7 x 10^-(13.96 + 0.993) at the widest dip
        ("graphite", "diffusivity", 1.0, 8.97e-15, 1e-2),  # Ecker et al. 2015: 8.2e-15 at 296 K, 30.3 kJ/mol over 2.15 K: +9.3 %
        ("Nyman 2008", "conductivity", 1000.0, 0.9487, 1e-9),  # 0.1297 - 2.51 + 3.329 S/m
        ("Nyman 2008", "diffusivity", 1000.0, 1.7694e-10, 1e-9),  # 0.8794 - 3.972 + 4.862, 1e-10 m2/s
        ("Nyman 2008", "transference", 1000.0, 0.2594, 1e-12),
        ("Nyman 2008", "thermodynamic_factor", 1000.0, 1.0, 1e-12),
        ("Nyman 2008 activity", "transference", 1000.0, 0.2594, 1e-9),
        ("Nyman 2008 activity", "thermodynamic_factor", 1000.0, 1.9912, 1e-4),
        ("Landesfeind 2019", "diffusivity", 1000.0, 2.892e-10, 1e-3),  # at 25 degC, as are the next
        ("Landesfeind 2019", "conductivity", 1000.0, 0.913, 1e-3),
        ("Landesfeind 2019", "transference", 1000.0, 0.221, 1e-2),
        ("Landesfeind 2019", "thermodynamic_factor", 1000.0, 2.18, 1e-2),
        ("lithium", "density", None, 534, 0),
        ("lithium", "exchange_current", 1000.0, 70.6, 1e-3),  # Xu et al. 2019 at 1 mol/L
        ("PP", "thickness", None, 25e-6, 1e-12),
        ("Cu", "density", None, 8960, 0),
        ("aluminum", "density", None, 2700, 0),
        ("ISP50", "conductivity", 0.0, 0.119, 1e-12),  # Han et al. 2025, figure 2a: 1.19 mS/cm
        ("ISP67", "conductivity", 0.0, 0.089, 1e-12),  # same: 0.89 mS/cm
        ("PVDF (han2025)", "conductivity", 0.0, 1.1e-4, 1e-12),  # same: 0.0011 mS/cm
        ("LLZO", "conductivity", 0.0, 0.03, 0.25),  # Murugan et al. 2007, another sample: 3e-4 S/cm, bulk and grain boundaries
        ("LLZO", "density", None, 5110, 0.01),  # crystal
        ("LLZTO", "conductivity", 0.0, 0.1, 1e-12),  # Li et al. 2012: 1.0e-3 S/cm
        ("huang2021 IP", "conductivity", 1500.0, 0.042, 1e-12),  # Huang et al. 2021, figure 4e: 4.2e-4 S/cm
        ("huang2021 P", "conductivity", 1500.0, 0.0021, 1e-12),  # same: 2.1e-5 S/cm
        ("PTFE", "density", None, 2170, 0.02),  # data sheets: 2.14 to 2.20 g/cm3
    ],
)
def test_published_value(name, field, at, value, rel):
    found = getattr(library.find(name), field)
    assert (found if at is None else float(found(at))) == pytest.approx(value, rel=rel, abs=0)


@pytest.mark.parametrize(("c", "measured", "error"), [(742.0, 0.17, 0.17), (2982.0, 0.60, 0.03)])
def test_the_transference_number_of_peo_meets_the_measurement(c, measured, error):
    """Edman et al. 2000, the two values of their abstract with their errors, at 85 degC."""
    assert float(library.find("PEO-LiTFSI").transference(c, 358.15)) == pytest.approx(measured, abs=error)


def test_garnet_warms_as_measured():
    """0.339 eV between 25 and 60 degC: 3.99 times, Ohta et al. 2011."""
    conductivity = library.find("LLZO").conductivity
    assert float(conductivity(0.0, 333.15) / conductivity(0.0, 298.15)) == pytest.approx(4.0, rel=0.02)


@pytest.mark.parametrize("name", library.names("conductor"))
def test_conductors_make_sense(name):
    m = library.find(name)
    warm = [float(m.conductivity(0.0, T)) for T in (263.15, 298.15, 333.15)]
    assert warm == sorted(warm)
    assert 1e-5 < warm[1] < 1.2  # S/m: above a plain polymer, below a liquid electrolyte
    assert 1000 < m.density < 6000


def test_silicon_keeps_two_branches():
    m = library.find("silicon")
    x = np.linspace(m.stoichiometry_empty, m.stoichiometry_full, 101)
    gap = m.potential_charge(x) - m.potential(x)
    assert np.min(gap) > 0.1  # V; delithiation lies above lithiation
    assert np.max(gap) < 0.4
    assert m.hysteresis_decay > 0
    assert 3000 < _capacity(m, 1.0) < 3579  # mAh/g, below Li15Si4


RATES = ("diffusivity", "conductivity", "exchange current")


@pytest.mark.parametrize("name", [*library.names("active"), *library.names("electrolyte"), *library.names("conductor"), "lithium"])
def test_every_rate_has_a_temperature_dependence_or_says_that_none_is_known(name):
    rows = [row for row in library.describe(name).rows if row.name in RATES]
    electrons = library.describe(name).kind == "active"  # their conductivity is of the electrode it was measured in
    rows = [row for row in rows if not (electrons and row.name == "conductivity")]
    assert rows
    for row in rows:
        assert "activation energy" in row.value or "T" in row.value or "none known" in row.source, row.name


@pytest.mark.parametrize("name", ACTIVE)
def test_every_host_has_an_entropy_but_silicon(name):
    assert (library.find(name).entropy is None) == (name == "silicon")


def _capacity(material: parts.ActiveMaterial, width: float) -> float:
    """mAh/g of a stretch of stoichiometry."""
    return material.max_concentration * width * 96485.33212 / 3600.0 / material.density


def test_capacities():
    nmc811, nmc83 = library.find("NMC811"), library.find("NMC83")
    assert _capacity(nmc811, 1.0) == pytest.approx(275.5, abs=0.05)  # theory
    window = nmc83.stoichiometry_empty - nmc83.stoichiometry_full
    assert _capacity(nmc83, window) == pytest.approx(204.7, abs=0.1)  # chen2024 at 0.1C
    assert float(nmc83.potential(nmc83.stoichiometry_full)) == pytest.approx(4.3, abs=1e-3)
    assert _capacity(library.find("graphite"), 1.0) == pytest.approx(372, rel=0.02)  # LiC6


@pytest.mark.parametrize("name", ACTIVE)
def test_active_materials_make_sense(name):
    m = library.find(name)
    x = np.linspace(*m.potential.valid, 2001)
    assert np.all(np.diff(m.potential(x)) < 0)
    assert np.all(m.diffusivity(np.linspace(0, 1, 101)) > 0)
    assert float(m.exchange_current(0.5)) > 0
    assert float(m.diffusivity(0.6, 318.15)) >= float(m.diffusivity(0.6, 298.15))
    assert float(m.potential(m.stoichiometry_full)) != float(m.potential(m.stoichiometry_empty))
    if m.entropy is not None:
        assert np.max(np.abs(m.entropy(x))) < 1e-3  # V/K; measured values stay below 0.5 mV/K


@pytest.mark.parametrize("name", ELECTROLYTES)
@pytest.mark.parametrize("T", [263.15, 298.15, 323.15])
def test_electrolytes_make_sense(name, T):
    e = library.find(name)
    c = np.linspace(0.0, 5000.0, 501)
    diffusivity = e.diffusivity(c, T)
    assert np.all(diffusivity > 0)
    assert np.all(np.diff(diffusivity) <= 0), "a fit that rises again at high concentration must be held"
    assert np.all(e.conductivity(c, T) > 0)
    assert np.all(e.thermodynamic_factor(c, T) > 0)
    assert np.all(e.transference(c, T) < 1)
    assert float(e.conductivity(0.0, T)) < 1e-3


@pytest.mark.parametrize("name", library.names())
def test_every_value_has_a_source_and_every_part_travels(name):
    told = library.describe(name)
    assert told.rows
    assert all(len(row.source) > 10 and row.unit for row in told.rows)
    for graph in told.graphs:
        assert graph.x.shape == graph.y.shape
        assert np.all(np.isfinite(graph.y))
        assert " / " in graph.x_label
    part = library.find(name)
    assert pickle.loads(pickle.dumps(part)) == part  # noqa: S301
    assert isinstance(hash(part), int)


def test_names_are_found_in_any_case_and_by_alias():
    assert library.find("ncm811") is library.find("NMC811")
    assert library.find("  lithium   METAL ").density == 534
    assert {entry.name for entry in library.entries("separator")} == {"PP separator", "PE separator"}


def test_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(RecipeError, match=r"NMC8111.*NMC811"):
        library.find("NMC8111")
    with pytest.raises(RecipeError, match="kind inert; NMC811 is of kind active"):
        library.find("NMC811", kind="inert")


OWN = """
name: my carbon
aliases: [house black]
kind: inert
role: carbon
description: carbon of the house
density: {value: 2.1, unit: g/cm3, source: pycnometer}
"""


def test_own_file_beside_the_recipe_comes_first(tmp_path: Path):
    (tmp_path / "PVDF.yaml").write_text(OWN, encoding="utf-8")
    assert library.find("PVDF", tmp_path) == parts.Inert("my carbon", 2100.0, "carbon", "pycnometer")
    assert library.find("PVDF").density == 1780
    (tmp_path / "materials").mkdir()
    (tmp_path / "materials" / "x.yaml").write_text(OWN, encoding="utf-8")
    assert library.find("House Black", tmp_path).density == 2100.0


def test_a_name_cannot_leave_the_folder(tmp_path: Path):
    (tmp_path / "secret.yaml").write_text(OWN, encoding="utf-8")
    inner = tmp_path / "inner"
    inner.mkdir()
    for name in ("../secret", str(tmp_path / "secret")):
        with pytest.raises(RecipeError, match="must be a material"):
            library.find(name, inner)


SALT = """
name: mine
kind: electrolyte
description: electrolyte in a lab's units
density: {value: 1.3, unit: g/cm3, source: s}
concentration: {value: 1.2, unit: mol/L, source: s}
diffusivity: {table: {x: [0.5, 1, 2], y: [3e-6, 2e-6, 1e-6]}, unit: cm2/s, variable_unit: mol/L, source: s}
conductivity: {formula: 10*c*exp(-c)*T/300, unit: mS/cm, variable_unit: mol/L, valid: [0.01, 2], source: s}
transference: {value: 30, unit: "%", source: s}
thermodynamic_factor: {value: 1, unit: "1", source: s}
"""


def test_units_of_an_own_file_come_out_in_si(tmp_path: Path):
    (tmp_path / "mine.yaml").write_text(SALT, encoding="utf-8")
    e = library.find("mine", tmp_path)
    assert e.concentration == 1200.0
    assert e.density == 1300.0
    assert float(e.diffusivity(1000.0)) == pytest.approx(2e-10, rel=1e-12, abs=0)
    assert float(e.diffusivity(9000.0)) == pytest.approx(1e-10, rel=1e-12, abs=0)
    assert float(e.conductivity(1000.0, 300.0)) == pytest.approx(0.36787944, rel=1e-7)  # 10/e mS/cm
    assert float(e.transference(0.0)) == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("density:", "denisty:", ["density"]),
        ("value: 1.3", "value: -1.3", ["density", "above 0"]),
        ("value: 1.3", "value: .nan", ["density.value"]),
        ("unit: g/cm3", "unit: mol/L", ["density", "kg/m3", "mol/L"]),
        ("10*c*exp(-c)", "10*x*exp(-x)", ["conductivity", "'x'"]),
        ("10*c*exp(-c)", "__import__", ["conductivity", "__import__"]),
        ("10*c*exp(-c)", "log(c - 1)", ["conductivity", "finite"]),
        ("10*c*exp(-c)", "(c - 1)", ["conductivity", "above 0"]),
        ("valid: [0.01, 2]", "valid: [2, 0.01]", ["conductivity", "rise"]),
        (", valid: [0.01, 2]", "", ["conductivity", "valid"]),
        ("x: [0.5, 1, 2]", "x: [0.5, 2, 1]", ["diffusivity", "rises"]),
        ("x: [0.5, 1, 2]", "x: [0.5, 1]", ["diffusivity", "as many y as x"]),
        ("kind: electrolyte", "kind: elektrolyt", ["kind", "electrolyte"]),
        ("transference: {value: 30,", "transference: {value: 30, formula: c,", ["transference", "exactly one"]),
        ("source: s}\nconcentration", "}\nconcentration", ["density.source"]),
    ],
)
def test_a_broken_file_is_refused_with_its_field(tmp_path: Path, old, new, words):
    assert old in SALT
    (tmp_path / "mine.yaml").write_text(SALT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RecipeError) as refusal:
        library.find("mine", tmp_path)
    assert all(word in str(refusal.value) for word in ["mine.yaml", *words])


def test_tables_keep_to_their_points():
    step = Table((0.0, 1.0, 2.0, 3.0), (0.0, 0.0, 1.0, 1.0), "pchip")
    x = np.linspace(-1.0, 4.0, 501)
    y = step(x, 298.15)
    assert y.min() == 0.0
    assert y.max() == 1.0
    assert np.all(np.diff(y) >= 0)
    line = Table((0.0, 2.0), (1.0, 3.0), "linear")
    np.testing.assert_allclose(line(np.array([-1.0, 0.5, 9.0]), 298.15), [1.0, 1.5, 3.0])


def test_a_recipe_that_bears_a_materials_name_is_not_taken_for_it(tmp_path: Path):
    recipe = tmp_path / "NMC811.yaml"
    recipe.write_text(starter("half-cell"), encoding="utf-8")
    assert library.find("NMC811", folder=tmp_path) is library.find("NMC811")
