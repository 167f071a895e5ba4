import subprocess
import sys

import pytest

from stratode.recipe import quantities as q
from stratode.recipe.errors import RecipeError
from stratode.recipe.units import convert, read_quantity

# Each value was converted by hand.
READ = [
    ("22 mg/cm2", q.AREAL_MASS, 0.22),
    ("22mg/cm2", q.AREAL_MASS, 0.22),
    ("22 mg/cm^2", q.AREAL_MASS, 0.22),
    ("22 mg cm-2", q.AREAL_MASS, 0.22),
    ("22 mg/cm²", q.AREAL_MASS, 0.22),
    ("22 mg·cm⁻²", q.AREAL_MASS, 0.22),
    ("220 g/m**2", q.AREAL_MASS, 0.22),
    ("11.3 um", q.LENGTH, 11.3e-6),
    ("11.3 µm", q.LENGTH, 11.3e-6),  # micro sign
    ("11.3 μm", q.LENGTH, 11.3e-6),  # Greek mu
    ("1 M", q.CONCENTRATION, 1000.0),
    ("1.2 mol/L", q.CONCENTRATION, 1200.0),
    ("0.2 C", q.C_RATE, 0.2),
    ("0.5C", q.C_RATE, 0.5),
    ("55 %", q.FRACTION, 0.55),
    ("0.55", q.FRACTION, 0.55),
    ("96 wt%", q.SHARE, 0.96),
    ("40 vol%", q.SHARE, 0.40),
    ("70 uL", q.VOLUME, 7.0e-8),
    ("25 degC", q.TEMPERATURE, 298.15),
    ("25 °C", q.TEMPERATURE, 298.15),
    ("298.15 K", q.TEMPERATURE, 298.15),
    ("1 h", q.TIME, 3600.0),
    ("20 ohm cm2", q.AREAL_RESISTANCE, 2.0e-3),
    ("20 Ω cm2", q.AREAL_RESISTANCE, 2.0e-3),
    ("20 ohm*cm2", q.AREAL_RESISTANCE, 2.0e-3),
    ("20 Ω·cm²", q.AREAL_RESISTANCE, 2.0e-3),
    ("210 mA/g", q.SPECIFIC_CURRENT, 210.0),
    ("4.4 mA/cm2", q.CURRENT_DENSITY, 44.0),
    ("2.5 g/Ah", q.EC_RATIO, 2.5e-3 / 3600.0),
    ("0.18 S/m", q.CONDUCTIVITY, 0.18),
    ("4.2e-4 S/cm", q.CONDUCTIVITY, 0.042),
    ("1e-10 cm2/s", q.DIFFUSIVITY, 1e-14),
    ("4.75 g/cm3", q.DENSITY, 4750.0),
    ("-.5 V", q.VOLTAGE, -0.5),
]


@pytest.mark.parametrize(("text", "kind", "si"), READ)
def test_a_text_with_its_unit_becomes_si(text: str, kind: q.Kind, si: float) -> None:
    assert read_quantity(text, kind).value == pytest.approx(si, rel=1e-12)


def test_one_molar_is_exactly_a_thousand() -> None:
    assert read_quantity("1 M", q.CONCENTRATION).value == 1000.0


@pytest.mark.parametrize("sign", ["+-", "±", "+/-"])
def test_an_uncertainty_is_kept_in_si(sign: str) -> None:
    read = read_quantity(f"22 {sign} 0.5 mg/cm2", q.AREAL_MASS)
    assert (read.value, read.uncertainty) == pytest.approx((0.22, 0.005), rel=1e-12)


def test_the_uncertainty_of_a_temperature_is_a_difference() -> None:
    read = read_quantity("25 +- 2 degC", q.TEMPERATURE)
    assert (read.value, read.uncertainty) == pytest.approx((298.15, 2.0))


REFUSED = [
    ("22", q.AREAL_MASS, "unit", "22 mg/cm2"),
    (22, q.AREAL_MASS, "unit", "22 mg/cm2"),
    ("22 um", q.AREAL_MASS, "mass per area", "22 mg/cm2"),
    ("22 mg/cm3", q.AREAL_MASS, "mass per area", "22 mg/cm2"),
    ("22 bananas", q.AREAL_MASS, "known unit", "22 mg/cm2"),
    ("22 mg//cm2", q.AREAL_MASS, "known unit", "22 mg/cm2"),
    ("25 C", q.TEMPERATURE, "temperature", "25 degC"),
    ("0.2", q.C_RATE, "unit", "0.5 C"),
    ("0.2 1/h", q.C_RATE, "C-rate", "0.5 C"),
    ("96 %", q.SHARE, "share", "96 wt%"),
    ("96", q.SHARE, "unit", "96 wt%"),
    ("1.5 um", q.NUMBER, "without a unit", "1.5"),
    ("nan um", q.LENGTH, "finite", "25 um"),
    ("inf um", q.LENGTH, "finite", "25 um"),
    ("1e999 um", q.LENGTH, "finite", "25 um"),
    (float("nan"), q.NUMBER, "finite", "1.5"),
    (float("inf"), q.NUMBER, "finite", "1.5"),
    ("11,3 um", q.LENGTH, "decimal point", "25 um"),
    ("5 +- -1 um", q.LENGTH, "not negative", "25 um"),
    ("", q.LENGTH, "finite number and its unit", "25 um"),
    ("thick", q.LENGTH, "finite number and its unit", "25 um"),
    ("1 " + "um " * 5000, q.LENGTH, "finite number and its unit", "25 um"),
    ("1 um*um*um*um*um*um*um*um*um", q.LENGTH, "known unit", "25 um"),
    ("1 __import__('os')", q.LENGTH, "known unit", "25 um"),
    (True, q.LENGTH, "length", "25 um"),
    (None, q.LENGTH, "length", "25 um"),
    ([25], q.LENGTH, "length", "25 um"),
]


@pytest.mark.parametrize(("given", "kind", "rule", "example"), REFUSED)
def test_a_refusal_says_field_rule_received_and_what_to_write(given: object, kind: q.Kind, rule: str, example: str) -> None:
    with pytest.raises(RecipeError) as caught:
        read_quantity(given, kind, field="cathode.layers.0.loading")
    problem = caught.value.problems[0]
    assert problem.field == "cathode.layers.0.loading"
    assert rule in problem.rule
    assert example in problem.remedy
    assert problem.received or given is None
    assert len(str(caught.value)) < 400
    assert isinstance(caught.value, ValueError)


def test_convert_goes_between_units_of_one_dimension() -> None:
    assert convert(1.0, "Ah/m2", "mAh/cm2") == pytest.approx(0.1)
    with pytest.raises(RecipeError, match="converts to kg"):
        convert(1.0, "m", "kg")


def test_importing_the_recipe_room_does_not_load_the_unit_registry() -> None:
    code = "import sys, stratode.recipe.units, stratode.recipe.schema; sys.exit('pint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
