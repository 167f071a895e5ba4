"""A layer that names a volume: what is asked of it, what its numbers become, and what is refused. The volume here is invented numbers;
that real ones are measured is tested in tests/structure/test_handover.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stratode.recipe import parts
from stratode.recipe.build import build
from stratode.recipe.errors import RecipeError, refused
from stratode.recipe.load import from_mapping, read_cell, read_either
from stratode.recipe.reader import read_yaml
from stratode.recipe.schema import json_schema
from stratode.recipe.starter import starter
from stratode.recipe.volumes import FaceRule, VolumeNumbers, VolumeStatement

NUMBERS = VolumeNumbers(
    name="electrode.tif",
    digest="0123456789abcdef" * 4,
    method="invented",
    shape=(100, 50, 50),
    voxel=(1e-6, 1e-6, 1e-6),
    planes=(0, 100),
    thickness=100e-6,
    fractions=((0, 0.40), (1, 0.52), (2, 0.08)),
    active=(1,),
    efficiency=0.22,
    plain_efficiency=0.20,
    solver_error=4e-4,
    resolution_error=0.021,
    percolating=0.99,
    surface=4.0e5,
    surface_error=0.02,
    covered=0.0,
    diameter=8e-6,
)
SHARES = [
    {"material": "NMC811", "share": "96 wt%", "diameter": "10 um"},
    {"material": "carbon black", "share": "2 wt%"},
    {"material": "PVDF", "share": "2 wt%"},
]


class Table:
    """Measures nothing: gives the same numbers for whatever is asked, and keeps what was."""

    def __init__(self, numbers: VolumeNumbers = NUMBERS) -> None:
        self.numbers, self.asked = numbers, list[VolumeStatement]()

    def __call__(self, statement: VolumeStatement) -> VolumeNumbers:
        self.asked.append(statement)
        return self.numbers


def content(**layer: Any) -> dict[str, Any]:
    """A half cell of one layer."""
    whole = read_yaml(starter("half-cell")).content
    whole["cathode"]["layers"] = [{"loading": "20 mg/cm2", "components": SHARES, "transport": "from volume electrode.tif", **layer}]
    return whole


def built(measure: Callable[[VolumeStatement], VolumeNumbers], **layer: Any) -> parts.Cell:
    return build(from_mapping(content(**layer)), Path("/recipes"), measure=measure)


def notes(cell: parts.Cell) -> dict[str, parts.Assumption]:
    return {item.field.removeprefix("cathode.layers.0."): item for item in cell.assumptions if item.measured}


# -------------------------------------------------------------------------------------------------------- what is asked


def test_a_text_and_a_mapping_ask_the_same() -> None:
    text = "from volume scans/electrode.tif, phase 3, axis x, voxel 0.39 um, planes 10:, active 1+4, binder 2"
    text += ", faces plain, error 0.5 %, coarsen 2"
    fields = {"volume": "scans/electrode.tif", "phase": "3", "axis": "x", "voxel": "0.39 um", "planes": "10:", "active": ["1", "4"]}
    fields |= {"binder": "2", "faces": "plain", "error": "0.5 %", "coarsen": "2"}
    table = Table(replace(NUMBERS, fractions=((1, 0.50), (2, 0.1), (3, 0.4))))
    built(table, transport=text)
    built(table, transport=fields)
    edges = pytest.approx((0.39e-6,) * 3)
    for asked in table.asked:
        assert asked.voxel == edges
        assert replace(asked, voxel=None) == VolumeStatement(
            Path("/recipes/scans/electrode.tif"), 3, "x", None, (10, None), (1, 4), (2,), 0.0, FaceRule.PLAIN, pytest.approx(5e-3), 2
        )


def test_least_said_asks_for_the_usual_and_three_edges_stay_in_order() -> None:
    table = Table()
    built(table)
    built(table, transport={"volume": "/scans/e.npy", "voxel": ["1 um", "0.5 um", "0.4 um"], "dataset": "labels"})
    assert table.asked[0] == VolumeStatement(Path("/recipes/electrode.tif"))
    assert table.asked[1].path == Path("/scans/e.npy")
    assert table.asked[1].voxel == pytest.approx((1e-6, 0.5e-6, 0.4e-6))
    assert table.asked[1].dataset == "labels"


def test_a_binder_with_pores_conducts_as_they_do() -> None:
    table = Table()
    built(table, transport={"volume": "e.tif", "binder": "2", "binder_microporosity": "40 %", "binder_exponent": "3"})
    assert table.asked[0].binder_conductivity == pytest.approx(0.064)


# ------------------------------------------------------------------------------------------------ what the numbers become


def test_porosity_transport_and_surface_are_the_volume_s() -> None:
    cell = built(Table())
    (layer,) = cell.cathode.layers
    assert layer.porosity == pytest.approx(0.40, rel=1e-12)
    assert layer.transport == parts.TransportEfficiency(0.22)
    assert layer.loading == pytest.approx(0.2)
    (particles,) = layer.populations
    assert particles.radius == pytest.approx(5e-6, rel=1e-12)  # as stated: how far lithium diffuses
    assert 3.0 * particles.volume_fraction / particles.radius * particles.working_share == pytest.approx(4.0e5, rel=1e-12)


def test_every_measured_number_is_noted_with_its_file_and_both_errors() -> None:
    found = notes(
        built(Table(), components=[{**SHARES[0], "diameter": "10 um"}, *SHARES[1:]], thickness="from volume", loading="27 mg/cm2")
    )
    assert {name: item.value.split()[0] for name, item in found.items()} == {
        "transport": "efficiency",
        "thickness": "100",
        "porosity": "40.00",
        "transport.active": "particle",
    }
    assert "tau 1.818" in found["transport"].value
    assert "of plain voxels 2" in found["transport"].value
    for item in found.values():
        for part in (
            "electrode.tif",
            "sha256 0123456789ab,",
            "phase 0",
            "axis z",
            "0:100",
            "solver error 0.04 %",
            "resolution error 2.1 %",
        ):
            assert part in item.source
        assert item.source.startswith("measured on ")
        assert item.caution == ""


def test_two_of_thickness_loading_and_porosity_still_close_the_layer() -> None:
    (asked,) = built(Table(), thickness="from volume", loading=None).cathode.layers
    assert (asked.thickness, asked.porosity) == pytest.approx((100e-6, 0.40))
    content_ = content(thickness="80 um")
    del content_["cathode"]["layers"][0]["loading"]
    (other,) = build(from_mapping(content_), measure=Table()).cathode.layers
    assert (other.thickness, other.porosity) == pytest.approx((80e-6, 0.40))
    with pytest.raises(RecipeError, match=r"make a porosity of .* porosity 40\.00 % \(measured on electrode\.tif\) states 40\.0 %"):
        built(Table(), thickness="150 um")


def test_a_binder_label_gives_both_groups_their_volume() -> None:
    (layer,) = built(Table(), transport={"volume": "e.tif", "binder": "2"}).cathode.layers
    (active,) = layer.populations
    assert active.volume_fraction == pytest.approx(0.52)
    carbon, pvdf = (share.volume_fraction for share in layer.inert)
    assert carbon + pvdf == pytest.approx(0.08)
    densities = [share.material.density for share in layer.inert]
    assert carbon * densities[0] == pytest.approx(pvdf * densities[1])  # 2 wt% each
    assert layer.porosity == pytest.approx(0.40)


def test_pores_within_the_binder_count_to_the_porosity() -> None:
    transport = {"volume": "e.tif", "binder": "2", "binder_microporosity": "40 %", "binder_exponent": "3"}
    (layer,) = built(Table(), transport=transport).cathode.layers
    assert layer.porosity == pytest.approx(0.40 + 0.4 * 0.08)
    assert sum(share.volume_fraction for share in layer.inert) == pytest.approx(0.6 * 0.08)


def test_without_a_stated_diameter_it_is_that_of_the_volume() -> None:
    cell = built(Table(), components=[{k: v for k, v in SHARES[0].items() if k != "diameter"}, *SHARES[1:]])
    assert cell.cathode.layers[0].populations[0].radius == pytest.approx(4e-6)
    assert notes(cell)["components.0.diameter"].value == "8 um"


def test_a_coarse_volume_carries_a_caution() -> None:
    cell = built(Table(replace(NUMBERS, resolution_error=0.072)))
    (caution,) = [item.caution for item in cell.assumptions if item.caution]
    assert "7.2 %" in caution
    assert "cathode.layers.0" in caution
    cell = built(Table(replace(NUMBERS, surface_error=0.21)))
    (caution,) = [item.caution for item in cell.assumptions if item.caution]
    assert "particle surface" in caution
    assert "21 %" in caution


def test_surface_that_dense_binder_keeps_is_told() -> None:
    assert "another 31 % of the whole faces dense carbon" in notes(built(Table(replace(NUMBERS, covered=0.31))))["transport.active"].value
    assert "another" not in notes(built(Table()))["transport.active"].value


def test_transport_cells_take_volumes_too(tmp_path: Path) -> None:
    text = starter("transport-cell")
    path = tmp_path / "cell.yaml"
    active = "{material: NMC811, share: 96 wt%, diameter: 10 um, exchange_factor: 0}"
    layer = f"thickness: 100 um, transport: 'from volume e.tif', components: [{active}, {{material: carbon black, share: 4 wt%}}]"
    layers = f"layers: [{{{layer}}}]"
    whole = read_yaml(text).content
    kept = {name: whole[name] for name in ("kind", "area", "electrolyte")}
    path.write_text(
        f"kind: {kept['kind']}\narea: {kept['area']}\nelectrolyte: {kept['electrolyte']}\nleft:\n    {layers}\n"
        "middle: [{separator: {thickness: 25 um, porosity: 100 %}}]\nright: {lithium: {}}\n",
        encoding="utf-8",
    )
    cell = read_either(path, measure=Table())
    assert isinstance(cell, parts.TransportCell)
    assert isinstance(cell.left, parts.Electrode)
    assert cell.left.layers[0].transport == parts.TransportEfficiency(0.22)


# -------------------------------------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("layer", "field", "words"),
    [
        ({"transport": {"volume": "e.tif", "phas": "0"}}, "transport.phas", "Did you mean phase?"),
        ({"transport": {"volume": "e.tif", "tau": "2"}}, "transport", "exactly one of"),
        ({"transport": {"tau": "2", "phase": "0"}}, "transport.phase", "belongs to a volume"),
        ({"transport": {"volume": "e.tif", "axis": "w"}}, "transport.axis", "must be 'z', 'y' or 'x'"),
        ({"transport": {"volume": "e.tif", "phase": "300"}}, "transport.phase", "less than or equal to 255"),
        ({"transport": {"volume": "e.tif", "voxel": "0.39"}}, "transport.voxel", "must carry its unit"),
        ({"transport": {"volume": "e.tif", "voxel": "0.39 s"}}, "transport.voxel", "length"),
        ({"transport": {"volume": "e.tif", "voxel": ["1 um", "1 um"]}}, "transport.voxel", "three along z, y and x"),
        ({"transport": {"volume": "e.tif", "planes": "120"}}, "transport.planes", "two planes"),
        ({"transport": {"volume": "e.tif", "planes": "80:80"}}, "transport.planes", "must end after it begins"),
        ({"transport": {"volume": "e.tif", "active": ["1", "x"]}}, "transport.active", "whole numbers"),
        ({"transport": {"volume": "e.tif", "active": ["1", "1"]}}, "transport.active", "each label once"),
        ({"transport": {"volume": "e.tif", "active": "0"}}, "transport", "once among phase, active and binder"),
        ({"transport": {"volume": "e.tif", "error": "50 %"}}, "transport.error", "between"),
        (
            {"transport": {"volume": "e.tif", "binder_microporosity": "40 %", "binder_exponent": "3"}},
            "transport.binder_microporosity",
            "binder",
        ),
        ({"transport": "from volume e.tif, phse 0"}, "transport", "must go on with one of phase, axis"),
        ({"transport": "from volume e.tif, phase 0, phase 1"}, "transport", "once"),
        ({"transport": "fom volume e.tif"}, "transport", "begins with 'from volume'"),
        ({"thickness": "from volume", "transport": {"tau": "2"}}, "thickness", "where no volume is stated"),
    ],
)
def test_what_is_no_statement_is_refused_with_its_field(layer: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(RecipeError) as refusal:
        built(Table(), **layer)
    problems = {problem.field: str(problem) for problem in refusal.value.problems}
    assert words in problems[f"cathode.layers.0.{field}"]


@pytest.mark.parametrize(
    ("stated", "passes"), [("40.4 %", True), ("39.6 %", True), ("40.6 %", False), ("41 +- 1.5 %", True), ("43 +- 1.5 %", False)]
)
def test_a_stated_porosity_must_be_the_volume_s(stated: str, passes: bool) -> None:
    if passes:
        cell = built(Table(), porosity=stated)
        assert cell.cathode.layers[0].porosity == pytest.approx(float(stated.split()[0]) / 100.0)
        assert "porosity" not in notes(cell)
        return
    with pytest.raises(RecipeError) as refusal:
        built(Table(), porosity=stated)
    (problem,) = refusal.value.problems
    assert problem.field == "cathode.layers.0.porosity"
    assert "40.00 %" in str(problem)
    assert stated in str(problem)


def test_a_binder_label_without_carbon_or_binder_is_refused() -> None:
    with pytest.raises(RecipeError, match=r"transport\.binder: must not be stated for a layer that holds neither carbon nor binder"):
        built(
            Table(),
            components=[{"material": "NMC811", "share": "100 wt%", "diameter": "10 um"}],
            transport={"volume": "e.tif", "binder": "2"},
            electrons={"conductivity": "1 S/m"},
        )


def test_more_transport_than_pores_is_refused() -> None:
    with pytest.raises(RecipeError, match=r"binder_exponent: must leave the transport efficiency at most the porosity, 0\.400"):
        built(Table(replace(NUMBERS, efficiency=0.41)))


def test_without_a_door_that_measures_a_volume_is_refused() -> None:
    with pytest.raises(RecipeError, match=r"cathode\.layers\.0\.transport\.volume: must be read by a door that measures volumes"):
        build(from_mapping(content()))


def test_what_the_measurement_refuses_bears_the_field_and_its_line(tmp_path: Path) -> None:
    path = tmp_path / "cell.yaml"
    layers = """  layers:
    - loading: 20 mg/cm2
      components: [{material: NMC811, share: 96 wt%, diameter: 10 um}, {material: carbon black, share: 4 wt%}]
      transport:
        volume: electrode.tif
        phase: 7
"""
    text = starter("half-cell")
    head, _, rest = text.partition("  layers:")
    tail = rest[rest.index("\nanode:") :]
    path.write_text(head + layers + tail, encoding="utf-8")

    def measure(statement: VolumeStatement) -> VolumeNumbers:
        raise refused("phase", "must be a label of the volume", str(statement.phase), "Write 0.")

    with pytest.raises(RecipeError) as refusal:
        read_cell(path, measure=measure)
    (problem,) = refusal.value.problems
    assert problem.field == "cathode.layers.0.transport.phase"
    assert path.read_text(encoding="utf-8").splitlines()[(problem.line or 0) - 1].strip() == "phase: 7"


def test_the_schema_for_editors_knows_text_and_fields() -> None:
    schema = json_schema()["$defs"]
    text, fields = schema["Layer"]["properties"]["transport"]["anyOf"]
    assert text["type"] == "string"
    assert fields == {"$ref": "#/$defs/Transport"}
    assert schema["Layer"]["properties"]["thickness"]["x-words"] == ["from volume"]
    assert schema["Transport"]["properties"]["planes"]["x-when-left-out"] == "all"
