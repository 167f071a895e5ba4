"""Formulas: what they compute, and that nothing but arithmetic gets in."""

import math
import pickle
import time

import numpy as np
import pytest

from stratode.recipe.errors import RecipeError
from stratode.recipe.formula import Formula


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2**3**2", 512.0),
        ("-x**2", -9.0),
        ("(1 - x)/4*2", -1.0),
        ("+x - -x", 6.0),
        ("7 - 2 - 1", 4.0),
        ("12/3/2", 2.0),
        ("exp(log(x)) + log10(1000)", 6.0),
        ("sqrt(x**2) + abs(-1)", 4.0),
        ("cosh(0) + sinh(0) + cos(0) + sin(0) + tanh(0) + arctan(0)", 2.0),
        ("1e-3*x", 0.003),
        ("cos(pi)", -1.0),
    ],
)
def test_value_by_hand(text, value):
    assert float(Formula(text, ("x",))(3.0)) == pytest.approx(value, rel=1e-14)


def test_arrays_and_temperature_broadcast():
    f = Formula("x*T", ("x", "T"))
    np.testing.assert_array_equal(f(np.array([[1.0, 2.0]]), 300.0), [[300.0, 600.0]])
    assert Formula("2", ("x",))(np.zeros(3)).shape == (3,)


def test_is_a_value():
    f = Formula("x + 1", ("x",))
    assert f == Formula("x + 1", ("x",))
    assert f != Formula("x + 2", ("x",))
    assert len({f, Formula("x + 1", ("x",))}) == 1
    assert float(pickle.loads(pickle.dumps(f))(1.0)) == 2.0  # noqa: S301


def test_bpx_function_of_a_published_set():
    """Spot value of the fit of a negative electrode with large cancelling terms (About:Energy 2022), computed with math."""
    text = (
        "9.47057878e-01 * exp(-1.59418743e+02  * x) - 3.50928033e+04 + 1.64230269e-01 * tanh(-4.55509094e+01 * (x - 3.24116012e-02 )) "
        "+ 3.69968491e-02 * tanh(-1.96718868e+01 * (x - 1.68334476e-01)) + 1.91517003e+04 * tanh(3.19648312e+00 * (x - 1.85139824e+00)) "
        "+ 5.42448511e+04 * tanh(-3.19009848e+00 * (x - 2.01660395e+00))"
    )
    expected = eval(text, {"exp": math.exp, "tanh": math.tanh, "x": 0.4})  # noqa: S307
    assert float(Formula(text, ("x",))(0.4)) == pytest.approx(expected, abs=1e-9)
    assert 0.1 < expected < 0.2


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("__import__('os').system('true')", "__import__"),
        ("x.__class__", "x.__class__"),
        ("exp.__globals__", "exp.__globals__"),
        ("(lambda: x)()", "lambda"),
        ("[x for x in (1,)][0]", "arithmetic"),
        ("x if x else 1", "arithmetic"),
        ("x < 1", "arithmetic"),
        ("x // 2", "arithmetic"),
        ("x % 2", "arithmetic"),
        ("x @ x", "arithmetic"),
        ("(x := 2)", "arithmetic"),
        ("f'{x}'", "arithmetic"),
        ("'a'", "real numbers"),
        ("True", "real numbers"),
        ("2j", "real numbers"),
        ("y + 1", "'y'"),
        ("exp", "'exp'"),
        ("eval(x)", "known functions"),
        ("exp(x, x)", "one argument"),
        ("exp(x=1)", "one argument"),
        ("exp(*x)", "arithmetic"),
        ("9**9**9**9", "powers of at most 64"),
        ("x**-65", "powers of at most 64"),
        ("1e308*10", "finite"),
        ("1/0", "finite"),
        ("1e999", "1.8e308"),
        ("log(0)", "finite"),
        ("", "arithmetic"),
        ("x; x", "arithmetic"),
        ("x +", "arithmetic"),
        ("x\0", "arithmetic"),
        ("(" * 500 + "x" + ")" * 500, "arithmetic"),
        ("-" * 3000 + "x", "arithmetic"),
        ("+".join(["x"] * 200), "at most 150"),
        ("exp(" * 160 + "x" + ")" * 160, "150"),
        ("1" * 1_000_000, "4,000 characters"),
        ("9" * 3_990, "1.8e308"),
    ],
)
def test_refuses_everything_else(text, word):
    begin = time.perf_counter()
    with pytest.raises(RecipeError) as refusal:
        Formula(text, ("x",))
    assert word in str(refusal.value)
    assert len(str(refusal.value)) < 600
    assert time.perf_counter() - begin < 1.0


def test_refuses_what_is_no_text():
    with pytest.raises(RecipeError, match="as text"):
        Formula(3.0, ("x",))  # type: ignore[arg-type]


def test_result_is_never_nan():
    f = Formula("sqrt(x - 0.5)", ("x",))
    with pytest.raises(RecipeError, match="x 0 to 1"):
        f(np.array([0.0, 1.0]))
    assert float(f(0.75)) == 0.5
