"""Resistances, conductivity, pores and diffusion: the truth is recovered, and no number is given where the data hold none."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import brentq
from tests.lab.impedance.synthetic import drifting, exact, frequencies, noisy, spectrum

from stratode.lab.estimate import Estimate
from stratode.lab.impedance.analysis import analyse
from stratode.lab.impedance.arc import arc
from stratode.lab.impedance.asked import Asked, Given
from stratode.lab.impedance.intercept import intercept
from stratode.lab.impedance.kramers_kronig import kramers_kronig
from stratode.lab.impedance.selection import Selection
from stratode.recipe.constants import FARADAY, GAS_CONSTANT

F = frequencies()
Case = tuple[Callable[[int], Estimate], float]


def of(description: str, values: list[float], symbol: str, asked: Asked, noise: float, f: np.ndarray = F) -> Callable[[int], Estimate]:
    def found(seed: int) -> Estimate:
        return next(one for one in analyse(spectrum(description, values, f, noise, seed), asked).estimates if one.symbol == symbol)

    return found


AREA = Given(1e-4, 0.0, "1 cm2")
MEMBRANE = Asked(thickness=Given(150e-6, 0.0, "150 um"), area=AREA)
CASES: dict[str, Case] = {
    "R_ct of an arc": (of("R0-p(R1,CPE1)", [8.9, 37.7, 1e-4, 0.85], "R_ct", Asked(), 2e-3), 37.7),
    "R_ct before a tail, inductive": (of("L0-R0-p(R1,CPE1)-W1", [3e-7, 8.9, 37.7, 1e-4, 0.85, 2.0], "R_ct", Asked(), 2e-3), 37.7),
    "R_ct with diffusion within": (of("R0-p(R1-W1,CPE1)", [8.9, 37.7, 6.0, 1e-4, 0.85], "R_ct", Asked(), 2e-3), 37.7),
    "sigma": (of("L0-R0-CPE1", [1e-6, 35.7, 1e-5, 0.9], "sigma", MEMBRANE, 3e-3), 1.5 / 35.7),
    "sigma of bulk": (of("p(R1,CPE1)-CPE2", [3570.0, 1e-9, 0.92, 1e-6, 0.88], "sigma", MEMBRANE, 3e-3), 1.5 / 3570.0),
    "R_ion": (of("R0-TLMQ1", [3.0, 60.0, 2e-3, 0.95], "R_ion", Asked(line=True), 3e-3, frequencies(2e5, 1e-1)), 60.0),
    "sigma_W": (of("R0-p(R1-W1,C1)", [5.0, 20.0, 4.0, 1e-4], "sigma_W", Asked(warburg=True), 3e-3, frequencies(1e5, 1e-3)), 4.0),
}


def covered(case: Case, seeds: range) -> int:
    found, truth = case
    estimates = [found(seed) for seed in seeds]
    return sum((one.low or 0.0) <= truth <= (one.high or 0.0) for one in estimates)


@pytest.mark.parametrize("name", list(CASES))
def test_intervals_hold_the_truth_about_as_often_as_they_say(name: str) -> None:
    assert covered(CASES[name], range(5)) >= 3  # of 5: at 95 % fewer has a chance of 1e-3


@pytest.mark.slow
@pytest.mark.parametrize("name", list(CASES))
def test_intervals_hold_the_truth_in_at_least_88_of_100_cases(name: str) -> None:
    assert covered(CASES[name], range(100)) >= 88  # at 95 % fewer has a chance of 4e-3


@pytest.mark.slow
def test_the_intercept_holds_the_crossing_in_90_to_98_of_100_cases() -> None:
    given = ("L0-R0-p(R1,CPE1)", [1e-6, 8.9, 37.7, 1e-4, 0.85])
    truth = crossing(*given)
    found = [intercept(spectrum(*given, F, 2e-3, seed)) for seed in range(400)]
    share = np.mean([one is not None and (one.low or 0.0) <= truth <= (one.high or 0.0) for one in found])
    assert 0.90 <= share <= 0.98


def crossing(description: str, values: list[float]) -> float:
    """Z' where Z'' = 0, of the exact circuit."""

    def imaginary(log_f: float) -> float:
        return float(exact(description, values, np.array([np.exp(log_f)]))[0].imag)

    root = brentq(imaginary, np.log(1e3), np.log(1e6))
    return float(exact(description, values, np.array([np.exp(root)]))[0].real)


def test_the_intercept_is_where_the_spectrum_crosses_the_axis() -> None:
    given = ("L0-R0-p(R1,CPE1)", [1e-6, 8.9, 37.7, 1e-4, 0.85])
    found = intercept(spectrum(*given, F))
    assert found is not None
    assert found.value == pytest.approx(crossing(*given), rel=1e-4)


def test_no_crossing_is_told() -> None:
    found = analyse(spectrum("p(R1,CPE1)-CPE2", [3570.0, 1e-9, 0.92, 1e-6, 0.88], F, 1e-3)).estimates[0]
    assert found.symbol == "R_s"
    assert found.low is None
    assert [c.name for c in found.cautions] == ["no_intercept"]


def test_dropping_inductive_points_leaves_the_intercept_where_it_is() -> None:
    one = spectrum("L0-R0-p(R1,CPE1)", [1e-6, 8.9, 37.7, 1e-4, 0.85], F, 1e-3)
    kept, dropped = analyse(one), analyse(one, Asked(selection=Selection(drop_inductive=True)))
    assert dropped.estimates[0].value == kept.estimates[0].value
    assert [c.name for c in dropped.cautions] == ["inductive_points_dropped"]
    assert f"{int((one.impedance.imag > 0).sum())} inductive points" in dropped.cautions[0].words
    assert [c.name for c in kept.cautions] == ["inductive_points"]


def test_several_arcs_are_told_and_one_can_be_chosen() -> None:
    one = spectrum("R0-p(R1,CPE1)-p(R2,CPE2)", [5.0, 20.0, 1e-6, 0.95, 37.7, 1e-2, 0.95], F, 1e-3)
    both = arc(one, kramers_kronig(one))
    assert both is not None
    assert len(both.peaks) == 2
    assert both.estimates[0].value == pytest.approx(37.7, rel=0.02)
    assert "several_arcs" in [c.name for c in both.estimates[0].cautions]
    other = next(e for e in both.estimates if e.symbol == "R_arc1")
    assert other.value == pytest.approx(20.0, rel=0.02)
    fast = arc(one, kramers_kronig(one), (1e3, 1e6))
    assert fast is not None
    assert fast.estimates[0].value == pytest.approx(20.0, rel=0.05)
    with pytest.raises(ValueError, match="needs at least 8 points between them; received 0"):
        arc(one, kramers_kronig(one), (1e7, 1e8))


def test_no_arc_gives_no_charge_transfer_resistance() -> None:
    assert arc(*(lambda s: (s, kramers_kronig(s)))(spectrum("R0-CPE1", [10.0, 1e-5, 0.9], F, 1e-3))) is None


def test_areas_and_uncertainties_enter() -> None:
    one = spectrum("R0-CPE1", [35.7, 1e-5, 0.9], F, 1e-4)
    exactly = analyse(one, MEMBRANE)
    roughly = analyse(one, Asked(thickness=Given(150e-6, 7.5e-6, "150 +- 7.5 um"), area=AREA))
    sharp, wide = (next(e for e in a.estimates if e.symbol == "sigma") for a in (exactly, roughly))
    assert sharp.value == pytest.approx(1.5 / 35.7, rel=1e-3)
    assert np.log(wide.high / wide.low) == pytest.approx(2 * 1.96 * 0.05, rel=0.01)
    per_area = next(e for e in exactly.estimates if e.symbol == "R_el A")
    assert per_area.value == pytest.approx(35.7e-4, rel=1e-3)
    assert per_area.unit == "ohm m2"


def test_a_cell_that_does_not_block_gives_no_conductivity() -> None:
    found = analyse(spectrum("R0-p(R1,C1)", [5.0, 20.0, 1e-4], F, 1e-3), MEMBRANE)
    assert "sigma" not in [e.symbol for e in found.estimates]
    assert "not_blocking" in [c.name for c in found.cautions]


def test_tortuosity_of_one_of_two_electrodes() -> None:
    known = {"porosity": Given(0.45, 0.0, "45 %"), "conductivity": Given(1.0, 0.0, "10 mS/cm"), "area": AREA}
    asked = Asked(thickness=Given(60e-6, 0.0, "60 um"), **known)
    found = analyse(spectrum("R0-TLMQ1", [3.0, 60.0, 2e-3, 0.98], frequencies(2e5, 1e-1), 1e-3), asked)
    numbers = {e.symbol: e.value for e in found.estimates}
    assert numbers["tau_e"] == pytest.approx(60.0 * 1e-4 * 1.0 * 0.45 / (2 * 60e-6), rel=0.02)  # Landesfeind et al. 2016
    assert numbers["N_M"] == pytest.approx(numbers["tau_e"] / 0.45, rel=1e-9)
    assert numbers["R_ion/3"] == pytest.approx(numbers["R_ion"] / 3.0, rel=1e-12)


@pytest.mark.parametrize(
    ("description", "values"),
    [("R0-TLMR1", [3.0, 60.0, 20.0, 2e-3, 0.95]), ("R0-CPE1", [3.0, 2e-3, 0.95])],
    ids=["charge transfer", "no pores"],
)
def test_what_is_no_blocking_line_gives_no_resistance_of_pores(description: str, values: list[float]) -> None:
    found = analyse(spectrum(description, values, frequencies(2e5, 1e-1), 1e-3), Asked(line=True))
    assert "R_ion" not in [e.symbol for e in found.estimates]
    assert "no_pore_resistance" in [c.name for c in found.cautions]


DIFFUSION = Asked(area=AREA, concentration=Given(1000.0, 0.0, "1 M"), temperature=Given(298.15, 0.0, "25 degC"))


def test_diffusivity_of_the_warburg_coefficient() -> None:
    found = analyse(spectrum("R0-p(R1-W1,C1)", [5.0, 20.0, 4.0, 1e-4], frequencies(1e5, 1e-3), 1e-4), DIFFUSION)
    numbers = {e.symbol: e for e in found.estimates}
    by_hand = (GAS_CONSTANT * 298.15) ** 2 / (2.0 * 1e-4**2 * FARADAY**4 * 1000.0**2 * 4.0**2)
    assert numbers["D"].value == pytest.approx(by_hand, rel=0.01, abs=0.0)
    assert "apparent_area" in [c.name for c in numbers["D"].cautions]


@pytest.mark.parametrize(
    ("description", "values", "f"),
    [
        ("R0-p(R1-W1,CPE1)", [5.0, 20.0, 0.5, 1e-3, 0.9], frequencies(1e6, 0.1)),  # chen2024's range: the arc is not over at 0.1 Hz
        ("R0-p(R1,CPE1)-CPE2", [5.0, 20.0, 1e-3, 0.9, 0.1, 0.9], frequencies(1e5, 1e-3)),  # blocks
        ("R0-p(R1,CPE1)", [5.0, 20.0, 1e-3, 0.9], frequencies(1e5, 1e-3)),  # no tail at all
    ],
)
def test_no_straight_range_gives_no_diffusivity(description: str, values: list[float], f: np.ndarray) -> None:
    found = analyse(spectrum(description, values, f, 2e-3), DIFFUSION)
    assert not {"D", "sigma_W"} & {e.symbol for e in found.estimates}
    assert "no_warburg_range" in [c.name for c in found.cautions]


def test_a_spectrum_that_drifts_is_told_before_any_number() -> None:
    found = analyse(noisy(drifting(0.4, F), F, 1e-3, 1))
    assert found.cautions[0].name == "kramers_kronig"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"thickness": Given(1e-4)}, "--thickness: gives a conductivity only with the area"),
        ({"porosity": Given(0.4)}, "--porosity, --conductivity: a tortuosity needs both"),
        ({"concentration": Given(1.0)}, "received no area"),
        ({"electrodes": 3}, "--electrodes: must be 1 or 2"),
        ({"start": {"R0": 1.0}}, "--start: needs one --circuit"),
    ],
)
def test_what_belongs_together_is_asked_together(given: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Asked(**given)  # type: ignore[arg-type]


def test_a_spectrum_upside_down_is_evaluated_and_its_fault_told():
    f = np.geomspace(1e5, 10.0**-1.5, 45)
    cell = spectrum("R0-p(R1,CPE1)-p(R2,CPE2)-W1", [12.5, 80.0, 3e-5, 0.88, 200.0, 2e-3, 0.8, 15.0], f, 2e-3, 7)
    told = analyse(replace(cell, impedance=np.conj(cell.impedance)))
    assert "kramers_kronig" in [c.name for c in told.cautions]
    assert not any(e.symbol == "R_ct" for e in told.estimates)


def test_a_porosity_above_one_is_refused():
    with pytest.raises(ValueError, match=r"--porosity: must be at most 100 %; received 145 %"):
        Asked(line=True, porosity=Given(1.45), conductivity=Given(1.0), thickness=Given(6e-5), area=Given(1e-4))
