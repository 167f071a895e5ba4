"""Circuits by description: what they say, their limits, and how a wrong one is answered."""

import numpy as np
import pytest

from stratode.lab.impedance.alike import ordered
from stratode.lab.impedance.circuit import parse, slopes
from stratode.lab.impedance.elements import ELEMENTS

OMEGA = np.geomspace(1e-3, 1e6, 40)


def z(description: str, *values: float, omega: np.ndarray = OMEGA) -> np.ndarray:
    return parse(description).impedance(np.array(values), omega)


def test_series_adds_and_parallel_adds_admittances() -> None:
    by_hand = 2.0 + 1.0 / (1.0 / 5.0 + 1j * OMEGA * 1e-3)
    np.testing.assert_allclose(z("R0 - p(R1, C1)", 2.0, 5.0, 1e-3), by_hand, rtol=1e-13)


def test_brackets_nest() -> None:
    inner = 1.0 / (1.0 / 7.0 + 1j * OMEGA * 1e-2)
    by_hand = 1.0 / (1.0 / (3.0 + inner) + 1j * OMEGA * 1e-4)
    np.testing.assert_allclose(z("p(R1-p(R2,C2),C1)", 3.0, 7.0, 1e-2, 1e-4), by_hand, rtol=1e-13)
    np.testing.assert_allclose(z("p((R1-p(R2,C2)),C1)", 3.0, 7.0, 1e-2, 1e-4), by_hand, rtol=1e-13)


def test_parameters_are_named_as_in_impedance_py() -> None:
    assert parse("R0-p(R1,C1)-p(R2-Wo1,C2)").names == ("R0", "R1", "C1", "R2", "Wo1_0", "Wo1_1", "C2")


def test_a_cpe_of_exponent_one_is_a_capacitor() -> None:
    np.testing.assert_allclose(z("CPE1", 1e-3, 1.0), z("C1", 1e-3), rtol=1e-12)


def test_a_warburg_is_a_cpe_of_one_half() -> None:
    np.testing.assert_allclose(z("W1", 3.0), z("CPE1", 1.0 / (3.0 * np.sqrt(2.0)), 0.5), rtol=1e-12)


@pytest.mark.parametrize("element", ["Wo1", "Ws1"])
def test_finite_diffusion_is_a_warburg_at_high_frequency(element: str) -> None:
    fast = np.geomspace(1e4, 1e7, 5)
    np.testing.assert_allclose(z(element, 8.0, 4.0, omega=fast), z("W1", 8.0 / np.sqrt(2.0 * 4.0), omega=fast), rtol=1e-6)


def test_finite_diffusion_ends_in_a_third_or_in_the_whole_of_its_resistance() -> None:
    slow = np.array([1e-5])
    assert z("Wo1", 8.0, 4.0, omega=slow)[0].real == pytest.approx(8.0 / 3.0, rel=1e-6)
    assert z("Ws1", 8.0, 4.0, omega=slow)[0] == pytest.approx(8.0, rel=1e-4)


def test_a_blocking_line_ends_in_a_third_of_its_resistance_before_its_capacitance() -> None:
    slow = np.array([1e-6])
    assert z("TLMQ1", 60.0, 1e-3, 1.0, omega=slow)[0].real == pytest.approx(20.0, rel=1e-4)
    assert (-1.0 / (slow * z("TLMQ1", 60.0, 1e-3, 1.0, omega=slow).imag))[0] == pytest.approx(1e-3, rel=1e-4)


def test_a_reacting_line_has_the_coth_form_at_rest_and_blocks_without_reaction() -> None:
    slow = np.array([1e-9])
    assert z("TLMR1", 60.0, 15.0, 1e-3, 1.0, omega=slow)[0].real == pytest.approx(30.0 / np.tanh(2.0), rel=1e-6)
    np.testing.assert_allclose(z("TLMR1", 60.0, 1e15, 1e-3, 0.9), z("TLMQ1", 60.0, 1e-3, 0.9), rtol=1e-6)


def test_gerischers_agree_where_they_meet() -> None:
    np.testing.assert_allclose(z("Gs1", 5.0, 0.1, 60.0), z("G1", 5.0, 0.1), rtol=1e-12)
    assert z("G1", 5.0, 0.1, omega=np.array([1e-6]))[0] == pytest.approx(5.0, rel=1e-6)


def test_k_and_zarc_are_parallel_circuits() -> None:
    np.testing.assert_allclose(z("K1", 5.0, 5e-3), z("p(R1,C1)", 5.0, 1e-3), rtol=1e-12)
    q = 2e-3**0.8 / 5.0
    np.testing.assert_allclose(z("ZARC1", 5.0, 2e-3, 0.8), z("p(R1,CPE1)", 5.0, q, 0.8), rtol=1e-12)


@pytest.mark.parametrize("name", list(ELEMENTS))
def test_elements_stay_finite_and_passive_at_any_frequency(name: str) -> None:
    values = {"exponent": 0.9, "time": 10.0, "capacitance": 1e-3, "number": 2.0}
    numbers = [values.get(p.role, 5.0) for p in ELEMENTS[name].parameters]
    wide = np.geomspace(1e-9, 1e12, 80)
    found = z(f"{name}1", *numbers, omega=wide)
    assert np.isfinite(found).all()
    assert (found.real >= -1e-12 * np.abs(found)).all()


@pytest.mark.parametrize("description", ["R0-p(R1,C1)-p(R2-Wo1,CPE2)", "L0-TLMR1-Gs1", "p(R1-Ws1,Zarc1)-TLMQ1-G1-K1-W1"])
def test_slopes_are_those_of_finite_differences_of_the_whole(description: str) -> None:
    circuit = parse(description)
    values = np.array([{"exponent": 0.8, "capacitance": 1e-3}.get(p.role, 2.0) for p in circuit.parameters])
    _, found = slopes(circuit, values, OMEGA)
    for k, parameter in enumerate(circuit.parameters):
        up, down = values.copy(), values.copy()
        if parameter.role == "exponent":
            up[k], down[k] = up[k] + 1e-6, down[k] - 1e-6
        else:
            up[k], down[k] = up[k] * np.exp(1e-6), down[k] * np.exp(-1e-6)
        by_hand = (circuit.impedance(up, OMEGA) - circuit.impedance(down, OMEGA)) / 2e-6
        np.testing.assert_allclose(found[k], by_hand, atol=1e-6 * np.abs(circuit.impedance(values, OMEGA)).max(), rtol=1e-5)


def test_many_sets_of_values_go_at_once() -> None:
    circuit = parse("R0-p(R1,CPE1)")
    several = np.array([[1.0, 2.0, 1e-3, 0.9], [3.0, 4.0, 1e-4, 0.8]])
    each = np.stack([circuit.impedance(row, OMEGA) for row in several])
    np.testing.assert_allclose(circuit.impedance(several, OMEGA), each, rtol=1e-14)


def test_blocks_that_are_alike_are_ordered_from_fast_to_slow() -> None:
    circuit = parse("R0-p(R1,C1)-p(R2,C2)")
    slow_first = np.array([1.0, 5.0, 1.0, 7.0, 1e-5])
    np.testing.assert_array_equal(ordered(circuit, slow_first, OMEGA), [1.0, 7.0, 1e-5, 5.0, 1.0])
    unlike = parse("R0-p(R1,C1)-p(R2,CPE2)")
    np.testing.assert_array_equal(ordered(unlike, np.array([1.0, 5.0, 1.0, 7.0, 1e-5, 0.9]), OMEGA), [1.0, 5.0, 1.0, 7.0, 1e-5, 0.9])


@pytest.mark.parametrize(
    ("wrong", "place", "words"),
    [
        ("R0-p(R1,X2)", 9, "knows no element 'X'"),
        ("R0-p(R1,C1", 11, "must close a bracket"),
        ("R0--R1", 4, "must have an element here"),
        ("", 1, "must have an element here"),
        ("R0-p(R1)", 9, "at least two parts"),
        ("R0-R0", 4, "'R0' stands twice"),
        ("R0)C1", 3, "must go on with '-'"),
        ("__import__('os')", 1, "must have an element here"),
        ("p(" * 30 + "R1", 43, "more than 20 brackets"),
    ],
)
def test_a_wrong_description_is_answered_at_its_character(wrong: str, place: int, words: str) -> None:
    with pytest.raises(ValueError, match="Elements: R \\(R\\): resistor") as caught:
        parse(wrong)
    text = str(caught.value)
    assert words in text
    assert f"at character {place}:" in text
    assert text.splitlines()[2].index("^") == place + 1  # under that character, two blanks in


def test_an_endless_description_is_refused() -> None:
    with pytest.raises(ValueError, match="longer than 500"):
        parse("-".join(f"R{k}" for k in range(400)))
