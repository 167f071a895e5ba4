"""Porosity from masses: by hand, chen2024's numbers, uncertainties, and inputs that cannot be."""

import numpy as np
import pytest
from tests.lab import covered

from stratode.lab.coatings.porosity import Coating, PorosityAnalysis, Solid, analyse
from stratode.lab.coatings.samples import samples_of
from stratode.lab.estimate import found
from stratode.lab.inference.propagation import Input
from stratode.lab.record import Origin, Record

PER_MASS = 0.96 / 4750.0 + 0.02 / 1950.0 + 0.02 / 1780.0  # m3/kg


def solids(density: Input | None = None) -> tuple[Solid, ...]:
    """chen2024's 96:2:2 with the densities that facts.md assumes."""
    names = (("NMC83", 0.96, density or Input(4750.0)), ("carbon black", 0.02, Input(1950.0)), ("PVDF", 0.02, Input(1780.0)))
    return tuple(Solid(name, Input(share), rho) for name, share, rho in names)


def coating(thickness: float, loading: float = 0.296) -> Coating:
    return Coating(solids(), {"loading": Input(loading), "thickness": Input(thickness)})


@pytest.mark.parametrize(
    ("thickness", "loading", "porosity"),
    [(141.5e-6, 0.296, 0.532), (82.7e-6, 0.296, 0.200), (141.5e-6, 0.22, 0.652), (82.7e-6, 0.22, 0.405)],
)
def test_chen2024_in_numbers(thickness: float, loading: float, porosity: float) -> None:
    """29.6 mg/cm2 at 141.5 um are 53.2 %, at 82.7 um 20.0 %; 22 mg/cm2 65.2 and 40.5 %: by hand from the stated masses."""
    result = analyse(coating(thickness, loading))
    assert found(result.estimates, "eps").value == pytest.approx(porosity, abs=5e-4)
    assert found(result.estimates, "rho").value == pytest.approx(loading / thickness)


def test_the_stated_porosity_is_held_against_the_masses() -> None:
    assert "stated_differs" in covered.names_of_cautions(analyse(coating(82.7e-6), stated=0.25))
    assert "stated_differs" not in covered.names_of_cautions(analyse(coating(141.5e-6), stated=0.535))


def test_the_thickness_for_a_porosity_gives_that_porosity_back() -> None:
    wanted = found(analyse(coating(141.5e-6), wanted=0.25).estimates, "H_wanted").value
    assert wanted == pytest.approx(0.296 * PER_MASS / 0.75)
    assert found(analyse(coating(wanted)).estimates, "eps").value == pytest.approx(0.25)
    only = analyse(Coating(solids(), {"loading": Input(0.296)}), wanted=0.25)
    assert found(only.estimates, "H_wanted").value == pytest.approx(wanted)


def test_masses_of_disks_less_the_collector_are_the_same() -> None:
    area = 0.785e-4
    disk = {"mass": Input(0.296 * area + 3.2e-6), "collector mass": Input(3.2e-6), "area": Input(area)}
    thick = {"thickness": Input(141.5e-6 + 15e-6), "collector thickness": Input(15e-6)}
    by_disk, direct = analyse(Coating(solids(), disk | thick)), analyse(coating(141.5e-6))
    assert found(by_disk.estimates, "eps").value == pytest.approx(found(direct.estimates, "eps").value)


def test_what_cannot_be_is_refused_with_its_numbers() -> None:
    with pytest.raises(ValueError, match=r"solids must fit .* 66\.18 um of its 50 um, .* porosity of -32\.4 %"):
        analyse(coating(50e-6))
    with pytest.raises(ValueError, match=r"add up to 100 wt%; received 98 "):
        Coating(solids()[:2], {"loading": Input(0.2)})
    with pytest.raises(ValueError, match="needs --loading, or --mass with --area"):
        Coating(solids(), {"mass": Input(1e-5), "thickness": Input(1e-4)})
    with pytest.raises(ValueError, match="its thickness must be positive"):
        Coating(solids(), {"loading": Input(0.2), "thickness": Input(1e-5), "collector thickness": Input(2e-5)})
    with pytest.raises(ValueError, match="received neither"):
        analyse(Coating(solids(), {"loading": Input(0.2)}))
    with pytest.raises(ValueError, match="from 0 to below 100 %; received 120 %"):
        analyse(coating(1e-4), wanted=1.2)


def test_no_uncertainty_no_interval() -> None:
    result = analyse(coating(141.5e-6))
    assert found(result.estimates, "eps").low is None
    assert "no_uncertainty" in covered.names_of_cautions(result)


def measured(rng: np.random.Generator) -> PorosityAnalysis:
    """What a scale, a gauge and a pycnometer would show of the same coating."""
    density = Input(4750.0 + 25.0 * rng.standard_normal(), 25.0)
    inputs = {
        "loading": Input(0.296 + 0.003 * rng.standard_normal(), 0.003),
        "thickness": Input(141.5e-6 + 2e-6 * rng.standard_normal(), 2e-6),
    }
    return analyse(Coating(solids(density), inputs), wanted=0.25)


TRUTHS = {"eps": 1.0 - 0.296 * PER_MASS / 141.5e-6, "H_wanted": 0.296 * PER_MASS / 0.75, "rho": 0.296 / 141.5e-6}


def test_intervals_hold_the_truth_at_their_nominal_rate() -> None:
    for symbol, share in covered.shares(measured, TRUTHS, 1000).items():
        assert covered.NOMINAL[0] + 0.02 <= share <= covered.NOMINAL[1], symbol


def test_each_input_adds_what_it_alone_would() -> None:
    result = measured(np.random.default_rng(0))
    assert result.porosity is not None
    assert result.porosity.error == pytest.approx(np.sqrt(sum(s**2 for s in result.porosity.shares.values())))
    assert set(result.porosity.shares) == {"loading", "thickness", "density of NMC83"}


def test_samples_scatter_and_share() -> None:
    """The mean of rows covers: each disk's own errors scatter, the density's is shared."""
    hits = []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        density = Input(4750.0 + 150.0 * rng.standard_normal(), 150.0)
        columns = {"Loading / mg/cm2": 29.6 + 0.3 * rng.standard_normal(6), "Thickness / um": 141.5 + 2.0 * rng.standard_normal(6)}
        one = found(samples_of(Record(columns, Origin("disks.csv", "table")), solids(density), {}, None).estimates, "eps")
        assert one.low is not None
        assert one.high is not None
        hits.append(one.low <= TRUTHS["eps"] <= one.high)
    assert 0.91 <= np.mean(hits) <= 0.99
