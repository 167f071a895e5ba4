"""Tensile tests: what is found of films whose numbers are known, and what is told of tests that cannot tell."""

import numpy as np
import pytest
from tests.lab import covered
from tests.lab.mechanics.films import HERE, KNEE, MODULUS, film, stress

from stratode.lab.estimate import found
from stratode.lab.mechanics.replicates import healing, replicates
from stratode.lab.mechanics.specimen import Specimen, specimen_of
from stratode.lab.mechanics.tensile import TensileAnalysis, analyse
from stratode.lab.record import Origin, Record

FINE = np.linspace(0.0, 7.31, 400001)
TRUTHS = {"E": MODULUS, "eps_break": 7.31, "sigma_max": float(stress(np.array([7.31]))[0]), "U_T": float(np.trapezoid(stress(FINE), FINE))}


def test_a_curve_without_noise_gives_its_numbers() -> None:
    result = analyse(film(np.random.default_rng(0), noise=0.0))
    assert found(result.estimates, "E").value == pytest.approx(MODULUS, rel=1e-6)
    assert found(result.estimates, "sigma_max").value == pytest.approx(TRUTHS["sigma_max"], rel=3e-3)
    assert found(result.estimates, "U_T").value == pytest.approx(TRUTHS["U_T"], rel=2e-3)
    assert result.straight is not None
    assert result.specimen.strain[result.straight.last] <= KNEE * 1.05
    assert not result.cautions


def test_intervals_hold_the_truth() -> None:
    for symbol, share in covered.shares(lambda rng: analyse(film(rng)), TRUTHS, covered.FEW).items():
        assert share >= covered.LEAST_OF_FEW, symbol


@pytest.mark.slow
def test_intervals_hold_the_truth_at_their_nominal_rate() -> None:
    for symbol, share in covered.shares(lambda rng: analyse(film(rng)), TRUTHS, covered.MANY).items():
        assert covered.NOMINAL[0] <= share <= 1.0, symbol


def test_a_film_that_did_not_break_has_lower_bounds_only() -> None:
    result = analyse(film(np.random.default_rng(1), breaks=False))
    assert "not_broken" in covered.names_of_cautions(result)
    assert found(result.estimates, "eps_break").low is None
    assert "lower bound" in found(result.estimates, "U_T").name


def test_slack_is_told_and_taken_off_when_asked() -> None:
    loose = film(np.random.default_rng(2), toe=0.3)
    result = analyse(loose)
    assert {"toe", "toe_left_out"} <= set(covered.names_of_cautions(result))
    assert found(result.estimates, "E").value == pytest.approx(MODULUS, rel=0.1)
    taken = analyse(loose, compensate=True)
    assert "toe_compensated" in covered.names_of_cautions(taken)
    assert found(taken.estimates, "eps_break").value == pytest.approx(7.31 - 0.3, abs=0.03)


def test_a_curve_that_bends_from_the_beginning_has_no_modulus_but_a_secant_one() -> None:
    strain = np.linspace(0.0, 1.0, 4000)
    noise = 1e3 * np.random.default_rng(5).standard_normal(strain.size)
    bent = Specimen(strain, 1e6 * (1.0 - np.exp(-strain / 0.008)) + noise, HERE)
    result = analyse(bent)
    assert "no_straight_range" in covered.names_of_cautions(result)
    assert all(one.symbol != "E" for one in result.estimates)
    secant = analyse(bent, stated=(0.0, 0.05))
    assert "curved_range" in covered.names_of_cautions(secant)
    with pytest.raises(ValueError, match=r"--range must hold at least 6 points; received 4"):
        analyse(bent, stated=(0.0, 0.0009))


def test_the_modulus_of_a_curve_that_softens_from_the_beginning_is_held_though_the_noise_hides_the_bend() -> None:
    """The line through the range chosen lies a tenth below the slope at rest: its own interval held that in a quarter of the runs."""
    strain = np.linspace(0.0, 1.0, 400)

    def softening(rng: np.random.Generator) -> TensileAnalysis:
        return analyse(Specimen(strain, 3e6 * (1.0 - np.exp(-strain / 0.2)) + 3e4 * rng.standard_normal(strain.size), HERE))

    assert covered.shares(softening, {"E": 15e6}, covered.FEW)["E"] >= covered.LEAST_OF_FEW


def test_force_and_displacement_need_area_and_length() -> None:
    columns = {"Displacement / mm": np.linspace(0, 20, 50), "Force / N": np.linspace(0, 3, 50)}
    record = Record(columns, Origin("pull.csv", "table"))
    with pytest.raises(ValueError, match=r"pull\.csv: holds no strain; needs --length"):
        specimen_of(record)
    with pytest.raises(ValueError, match="needs --area"):
        specimen_of(record, length=0.02)
    one = specimen_of(record, area=1.5e-6, length=0.02)
    assert one.strain[-1] == pytest.approx(1.0)
    assert one.stress[-1] == pytest.approx(2e6)


def test_units_and_backward_points_of_a_table() -> None:
    strain = np.linspace(0, 100, 40)
    strain[7] = 2.0
    record = Record({"Strain / %": strain, "Stress / kPa": np.linspace(0, 500, 40)}, Origin("s.csv", "table"))
    one = specimen_of(record)
    assert one.strain.size == 39
    assert one.stress[-1] == pytest.approx(5e5)
    assert [c.name for c in one.origin.cautions] == ["backward_strain"]
    with pytest.raises(ValueError, match=r"column 'Stress / m' must be in a unit that converts to Pa"):
        specimen_of(Record({"Strain / %": strain, "Stress / m": strain}, Origin("s.csv", "table")))
    with pytest.raises(ValueError, match="stress be positive in tension"):
        Specimen(np.linspace(0, 1, 40), -np.ones(40), HERE)


def pulled(rng: np.random.Generator, mean: float, spread: float = 0.02, count: int = 5) -> tuple[TensileAnalysis, ...]:
    return tuple(analyse(film(rng, mean * (1.0 + spread * rng.standard_normal()))) for _ in range(count))


def test_healing_is_a_ratio_of_means_that_names_what_it_is_of() -> None:
    """han2025: 99.0 % after 200 s."""
    rng = np.random.default_rng(3)
    result = healing(replicates(pulled(rng, 0.99 * 7.31, count=3)), replicates(pulled(rng, 7.31, count=3)))
    one = found(result.estimates, "eta_eps_break")
    assert one.name == "healing efficiency by elongation at break"
    assert one.low is not None
    assert one.high is not None
    assert one.low <= 0.99 <= one.high
    assert one.window == "3 healed and 3 original specimens"


def test_healing_of_single_films_has_no_interval() -> None:
    rng = np.random.default_rng(4)
    result = healing(replicates(pulled(rng, 7.0, count=1)), replicates(pulled(rng, 7.31, count=1)))
    assert "one_specimen" in covered.names_of_cautions(result)
    assert all(one.low is None for one in result.estimates)


@pytest.mark.slow
def test_healing_covers() -> None:
    """True means are known; scatter between specimens is what the interval rests on."""

    def run(rng: np.random.Generator) -> object:
        return healing(replicates(pulled(rng, 0.993 * 7.31)), replicates(pulled(rng, 7.31)))

    share = covered.shares(run, {"eta_eps_break": 0.993}, 120)["eta_eps_break"]
    assert covered.NOMINAL[0] <= share <= 1.0


def test_strain_and_stress_exchanged_give_no_strength_beyond_the_points() -> None:
    rng = np.random.default_rng(7)
    strain = np.linspace(0.0, 120.0, 400)
    stress_of = 3.0 * (1.0 - np.exp(-strain / 20.0)) + 0.01 * rng.standard_normal(400)
    exchanged = specimen_of(Record({"Strain / %": stress_of, "Stress / MPa": strain}, HERE))
    one = found(analyse(exchanged).estimates, "sigma_max")
    assert one.value <= 1.05 * 120e6
    assert [c.name for c in one.cautions] == ["curve_overshoots"]
