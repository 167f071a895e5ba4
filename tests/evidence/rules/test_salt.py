"""Salt on claims: by hand at the long-time end, and never against a simulated cell that delivers."""

import pytest
from tests.evidence.rules.stated import looked, paper, sample

import stratode
from stratode.cell.transport import transport_efficiency
from stratode.evidence.finding import Severity
from stratode.evidence.rules import salt

ALONE, BOTH = "salt through the electrode", "salt through electrode and membrane"
DIRECTED = (
    "thickness: 600 um", "membrane_thickness: ~150 um", "tortuosity: 1.2", "active_volume_share: 62 +- 5 %", "one_c: 200 mA/g",
    "active_loading: 83.9 mg/cm2", "areal_capacity: 16.7 mAh/cm2, rate: 0.05 C",
)  # fmt: skip
DENSE = "active: NMC811\ntraits: {filling: dense}"


def test_half_a_capacity_beyond_what_salt_carries():
    claims = (*DIRECTED, "areal_capacity: 13.0 mAh/cm2, rate: 0.5 C", "effective_diffusivity: 1.4e-7 +- 0.06e-7 cm2/s")
    found, made = looked(salt, BOTH, paper(sample(*claims, head=DENSE)))
    assert [f.severity for f in found] == [Severity.HIGH]
    assert len(made) >= 1
    assert {a.name for a in found[0].assumptions} == {"salt concentration", "transference number"}
    limit = found[0].sides[1].interval
    assert limit is not None
    assert limit.high * 0.1 < 8.4
    assert found[0].readings[0].startswith("current density at most")


def test_a_faster_electrolyte_carries_it():
    claims = (*DIRECTED, "areal_capacity: 13.0 mAh/cm2, rate: 0.5 C", "effective_diffusivity: 8e-7 cm2/s")
    found, _ = looked(salt, BOTH, paper(sample(*claims, head=DENSE)))
    assert not found


LIQUID = (
    "thickness: 300 um", "porosity: 30 %", "salt_concentration: 1.0 M", "transference: 0.4", "one_c: 200 mA/g", "active_loading: 80 mg/cm2",
    "areal_capacity: 15.9 mAh/cm2, rate: 0.05 C",
)  # fmt: skip


@pytest.mark.parametrize(("diffusivity", "count"), [("2e-8 cm2/s", 1), ("1e-6 cm2/s", 0)])
def test_salt_through_an_electrode_alone(diffusivity, count):
    """The claim at 0.05 C is u = 1 after 20 h: 6 F eps D c0 / ((1 - t+) L) within the stored salt's few percent."""
    found, made = looked(salt, ALONE, paper(sample(*LIQUID, f"effective_diffusivity: {diffusivity}")))
    assert [f.severity for f in found] == [Severity.HIGH] * count
    if found:
        limit = found[0].sides[1].interval
        assert limit is not None
        steady = 6 * 96485 * 0.3 * 2e-12 * 1000 / (0.6 * 300e-6)
        assert limit.low < 1.15 * steady < 1.3 * limit.high
    else:
        assert made


def test_concentrated_salt_carries_more_than_its_own_diffusivity_does():
    """A run of 400 um at 2.2 M and 0.5C delivers what constant D at 2.2 M would forbid: D rises sixfold on the way to no salt."""
    cell = (
        "thickness: 400 um", "electrolyte_volume_share: 40.0 %", "effective_diffusivity: 2.40e-7 cm2/s", "salt_concentration: 2.20 M",
        "transference: 0.259", "nominal_areal_capacity: 19.7 mAh/cm2", "areal_capacity: 19.9 mAh/cm2, rate: 0.05 C",
        "areal_capacity: 17.9 mAh/cm2, rate: 0.5 C", "current_density: 9.86 mA/cm2, rate: 0.5 C",
    )  # fmt: skip
    found, made = looked(salt, ALONE, paper(sample(*cell)))
    assert not found
    assert made
    found, _ = looked(salt, ALONE, paper(sample(*(c.replace("2.20 M", "1.00 M") for c in cell))))
    assert [f.severity for f in found] == [Severity.HIGH]


def test_the_diffusivity_of_the_free_electrolyte_tells_as_much_with_the_tortuosity():
    free = ("salt_diffusivity: 8.00e-8 cm2/s", "tortuosity: 4.00")
    found, _ = looked(salt, ALONE, paper(sample(*LIQUID, *free)))
    assert [f.severity for f in found] == [Severity.HIGH]


@pytest.mark.parametrize("recipe", ["huang2021_dfp_ip", "huang2021_ifp_ip", "chen2024_s_dry_l_29_25pct", "han2025_86"])
@pytest.mark.parametrize("protocol", ["recipe", "discharge"])
def test_never_against_a_cell_that_delivers(recipe, protocol):
    outcome = stratode.run(f"examples/{recipe}.yaml", rates=[0.05, 0.2, 0.5, 1.0], protocol=protocol)
    for case in outcome.cases:
        claims = tuple(delivered(case))
        for rule, head in ((ALONE, "active: NMC811"), (BOTH, DENSE)):
            found, _ = looked(salt, rule, paper(sample(*claims, head=head)))
            assert not found, found[0].words


def delivered(case):
    """What a paper on a simulated cell would state, of the least porous path where layers differ."""
    cell, layers = case.cell, case.cell.cathode.layers
    thickness = sum(layer.thickness for layer in layers)
    porosity = sum(layer.porosity * layer.thickness for layer in layers) / thickness
    efficiency = thickness / sum(layer.thickness / transport_efficiency(layer.transport, layer.porosity) for layer in layers)
    electrolyte = cell.electrolyte
    D = float(electrolyte.diffusivity(electrolyte.concentration, cell.temperature))
    yield f"thickness: {thickness * 1e6:.4g} um"
    yield f"electrolyte_volume_share: {porosity * 100:.4g} %"
    yield f"tortuosity: {porosity / efficiency:.4g}"
    yield f"effective_diffusivity: {D * efficiency / porosity * 1e4:.4g} cm2/s"
    yield f"salt_concentration: {electrolyte.concentration / 1000:.4g} M"
    yield f"transference: {float(electrolyte.transference(electrolyte.concentration, cell.temperature)):.4g}"
    if cell.separator.porosity > 0.99:
        yield f"membrane_thickness: {cell.separator.thickness * 1e6:.4g} um"
    yield f"nominal_areal_capacity: {cell.protocol.one_c * 0.1:.4g} mAh/cm2"
    for rate in case.result.rates:
        if rate.capacity > 0.0:
            yield f"areal_capacity: {rate.capacity * 0.1:.4g} mAh/cm2, rate: {rate.c_rate:g} C"
            yield f"current_density: {rate.current_density * 0.1:.4g} mA/cm2, rate: {rate.c_rate:g} C"
