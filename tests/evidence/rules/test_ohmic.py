"""Ohm's law on claims: membrane, pores, voltage budget."""

import numpy as np
import pytest
from tests.evidence.rules.stated import looked, paper, sample

from stratode.evidence.finding import Severity
from stratode.evidence.rules import ohmic

OHM_CM2 = 1e-4
DIRECTED = (
    "thickness: 600 um", "membrane_thickness: ~150 um", "conductivity: 4.2e-4 S/cm", "tortuosity: 1.2", "active_volume_share: 62 +- 5 %",
    "one_c: 200 mA/g", "active_loading: 83.9 mg/cm2", "upper_cutoff: 4.2 V", "lower_cutoff: 2.5 V",
    "areal_capacity: 16.7 mAh/cm2, rate: 0.05 C", "areal_capacity: 10.1 mAh/cm2, rate: 1 C",
)  # fmt: skip
DENSE = "active: NMC811\ntraits: {filling: dense}"


def with_other(*others: str) -> tuple[str, ...]:
    """The directed electrode with other values of some quantities."""
    named = {claim.split(":")[0] for claim in others}
    return (*(claim for claim in DIRECTED if claim.split(":")[0] not in named), *others)


def relation(name):
    return next(r for r in ohmic.RELATIONS if r.name == name)


def test_membrane_and_pores_by_hand():
    given = {"membrane_thickness": np.array(150e-6), "conductivity": np.array(0.042)}
    assert float(relation("membrane resistance").solve("membrane_resistance", given)) == pytest.approx(35.71 * OHM_CM2, rel=1e-3)
    given = {"thickness": 600e-6, "tortuosity": 1.2, "conductivity": 0.042, "electrolyte_volume_share": 0.38}
    pores = relation("ion path resistance").solve("pore_resistance", {key: np.array(value) for key, value in given.items()})
    assert float(pores) == pytest.approx(451 * OHM_CM2, rel=1e-3)


def test_a_series_resistance_below_that_of_the_membrane():
    found, made = looked(ohmic, "series resistance holds the membrane", paper(sample(*DIRECTED, "series_resistance: 8.9 ohm cm2")))
    assert [f.severity for f in found] == [Severity.HIGH]
    assert len(made) == 1
    assert found[0].margin == pytest.approx(150 * 0.9 / 4.25e-4 * 1e-4 / 8.95, rel=0.01)  # all digits used up
    assert any("0.00169 S/cm" in reading or "37.4 um" in reading for reading in found[0].readings)


def test_a_series_resistance_above_that_of_the_membrane():
    found, made = looked(ohmic, "series resistance holds the membrane", paper(sample(*DIRECTED, "series_resistance: 42 ohm cm2")))
    assert not found
    assert len(made) == 1


def test_a_current_beyond_the_voltage_budget():
    found, made = looked(ohmic, "voltage budget", paper(sample(*with_other("conductivity: 2.1e-4 S/cm"), head=DENSE)))
    assert [f.severity for f in found] == [Severity.HIGH]
    assert len(made) == 2
    u = 10.1 / 16.7
    allowed = 1.7 / (150e-4 / 2.1e-4 + u * 600e-4 * 1.2 / (2.1e-4 * 0.38) / 3) * 1e3  # mA/cm2
    limit = found[0].sides[1].interval
    assert limit is not None
    assert limit.low * 0.1 < allowed < limit.high * 0.1
    assert found[0].readings[0].startswith("current density at most")
    assert "mA/cm2" in found[0].readings[0]


def test_the_share_that_is_delivered_counts():
    """A share of the capacity costs that share of the pores: 2.5 V at u = 1, 0.8 V at u = 0.3."""
    claims = with_other("areal_capacity: 16.7 mAh/cm2, rate: 0.05 C", "areal_capacity: 5.0 mAh/cm2, rate: 1 C")
    found, _ = looked(ohmic, "voltage budget", paper(sample(*claims, head=DENSE)))
    assert not found


def test_without_a_slow_capacity_the_budget_is_not_judged():
    claims = tuple(claim for claim in with_other("conductivity: 2.1e-5 S/cm") if "0.05 C" not in claim)
    assert looked(ohmic, "voltage budget", paper(sample(*claims, head=DENSE))) == ([], [])


def test_at_another_temperature_the_budget_is_not_judged():
    claims = with_other("conductivity: 2.1e-5 S/cm")
    assert looked(
        ohmic, "voltage budget", paper(sample(*claims, head="active: NMC811\ntraits: {filling: dense, temperature: 60 degC}"))
    ) == ([], [])


LIQUID = tuple(claim for claim in DIRECTED if not claim.startswith(("membrane", "active_volume")))


@pytest.mark.parametrize(("conductivity", "count"), [("1.0e-2 S/cm", 0), ("1.0e-4 S/cm", 1)])
def test_the_budget_of_an_electrode_without_a_membrane(conductivity, count):
    claims = (*(claim for claim in LIQUID if not claim.startswith("conductivity")), f"conductivity: {conductivity}", "porosity: 40 %")
    found, made = looked(ohmic, "voltage budget of the electrode", paper(sample(*claims)))
    assert [f.severity for f in found] == [Severity.HIGH] * count
    assert len(made) == 2


@pytest.mark.parametrize(("series", "count"), [("40 ohm cm2", 0), ("120 ohm cm2", 1)])
def test_the_budget_by_measured_resistances(series, count):
    """16.8 mA/cm2: 40 ohm cm2 are 0.67 V and 37.7 of charge transfer 0.16 V of 1.7 V; 120 are 2.0 V."""
    claims = (*DIRECTED, f"series_resistance: {series}", "charge_transfer_resistance: 37.7 ohm cm2")
    found, made = looked(ohmic, "voltage budget by measured resistances", paper(sample(*claims)))
    assert [f.severity for f in found] == [Severity.MEDIUM] * count
    assert len(made) == 2
    if found:
        thermal = 2 * 8.314 * 298.15 / 96485
        limit = found[0].sides[1].interval
        assert limit is not None
        middle = 0.5 * (limit.low + limit.high)
        assert middle * 120e-4 + thermal * np.arcsinh(middle * 37.7e-4 / thermal) == pytest.approx(1.7, rel=0.02)
