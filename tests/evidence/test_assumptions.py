"""What may stand in for a number that a paper leaves out: that of its own active material, and of no other."""

import pytest
from tests.evidence.rules.stated import findings, paper, sample

from stratode.evidence.assumptions import stand_ins
from stratode.evidence.claims.claim import Sample

LFP = ("active_loading: 21.5 mg/cm2", "thickness: 100 um", "active_volume_share: 59.8 %")


def assumed(quantity: str, **traits: str) -> str:
    found = stand_ins(Sample("cell", (), traits)).get(quantity)
    return "" if found is None else str(found)


@pytest.mark.parametrize(
    ("active", "density"),
    [("NMC811", "NMC811"), ("NCM811", "NMC811"), ("LiFePO4", "LFP"), ("NCM712", "layered oxide"), ("Li[Ni0.9Co0.1]O2", "layered oxide")],
)
def test_an_active_material_is_known_under_its_spellings(active: str, density: str) -> None:
    assert f"({density})" in assumed("active_density", active=active)


def test_of_a_material_that_is_not_known_nothing_is_assumed() -> None:
    assert [assumed(name, active="sulfur") for name in ("active_density", "mean_voltage", "particle_diameter")] == ["", "", ""]
    assert assumed("viscosity", active="sulfur")


def test_an_anode_of_graphite_is_not_the_active_material() -> None:
    assert "(NMC811)" in assumed("active_density", active="NMC811", anode="graphite")
    assert "(PVDF)" in assumed("binder_density", active="NMC811", binder="PVDF")


def test_a_coating_of_another_material_is_not_held_against_layered_oxides() -> None:
    assert findings(paper(sample(*LFP, head="active: LiFePO4"))) == []
    assert findings(paper(sample(*LFP, head="active: my phosphate"))) == []
    assert [found.severity.value for found in findings(paper(sample(*LFP, head="active: NCM622")))] == ["H"]
