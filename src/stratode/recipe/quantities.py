"""The kinds of quantities of a recipe, and the types that check them: each states its unit, its range and an example."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any

from pydantic_core import PydanticCustomError, core_schema

from stratode.recipe.errors import Problem, RecipeError, shown
from stratode.recipe.units import Kind, Quantity, read_quantity

LENGTH = Kind("length", "m", "25 um")
AREA = Kind("area", "m2", "0.785 cm2")
VOLUME = Kind("volume", "m3", "70 uL")
MASS = Kind("mass", "kg", "3.2 g")
AREAL_MASS = Kind("mass per area", "kg/m2", "22 mg/cm2")
DENSITY = Kind("density", "kg/m3", "2.5 g/cm3")
FRACTION = Kind("fraction", "%", "55 %", ("%", "vol%", "percent", ""))
SHARE = Kind("share", "%", "96 wt%", ("wt%", "vol%"))
NUMBER = Kind("plain number", "", "1.5")
COUNT = Kind("number", "", "5")
TEMPERATURE = Kind("temperature", "K", "25 degC")
VOLTAGE = Kind("voltage", "V", "4.3 V")
TIME = Kind("time", "s", "10 min")
C_RATE = Kind("C-rate", "C", "0.5 C", ("C", "c"))
SPECIFIC_CURRENT = Kind("current per mass", "A/kg", "210 mA/g")
CURRENT_DENSITY = Kind("current per area", "A/m2", "4.4 mA/cm2")
CURRENT = Kind("current", "A", "1 mA")
POWER_DENSITY = Kind("power per area", "W/m2", "5 mW/cm2")
POWER = Kind("power", "W", "3 W")
VOLTAGE_RATE = Kind("voltage rate", "V/s", "0.1 mV/s")
FREQUENCY = Kind("frequency", "Hz", "10 Hz")
ANGULAR_FREQUENCY = Kind("angular frequency", "rad/s", "0.05 rad/s")
ANGLE = Kind("angle", "degree", "38.47 degree")
CURRENT_SLOPE = Kind("slope of a current per area", "A/(m2 V)", "100 uA/(cm2 V)")
RESISTANCE = Kind("resistance", "ohm", "20 ohm")
AREAL_RESISTANCE = Kind("area-specific resistance", "ohm m2", "20 ohm cm2")
CONDUCTIVITY = Kind("conductivity", "S/m", "0.18 S/m")
DIFFUSIVITY = Kind("diffusivity", "m2/s", "1e-14 m2/s")
CONCENTRATION = Kind("concentration", "mol/m3", "1 M")
EC_RATIO = Kind("electrolyte mass per capacity", "kg/C", "2.5 g/Ah")
CAPACITANCE = Kind("capacitance per area", "F/m2", "20 uF/cm2")
HEAT_CAPACITY = Kind("heat capacity", "J/K", "60 J/K")
SPECIFIC_HEAT = Kind("specific heat", "J/(kg K)", "1000 J/(kg K)")
HEAT_TRANSFER = Kind("heat transfer coefficient", "W/(m2 K)", "10 W/(m2 K)")


@lru_cache(maxsize=256)
def _si(text: str, kind: Kind) -> float:
    """A bound, which is written with its unit, in SI."""
    return read_quantity(text, kind).value


def refusal(rule: str, received: object, remedy: str, field: str = "") -> PydanticCustomError:
    """What a validator raises: pydantic adds the path, `field` is appended to it."""
    context = {"rule": rule, "received": shown(received), "remedy": remedy, "field": field}
    return PydanticCustomError("recipe", "{rule}", context)


@dataclass(frozen=True, slots=True)
class Stated:
    """How a field reads a quantity.

    Args:
        ranges: (kind, smallest, largest) for each kind that is accepted, the bounds written with their unit.
        words: texts that are accepted in place of a quantity, and stay texts.
    """

    ranges: tuple[tuple[Kind, str, str], ...]
    words: tuple[str, ...] = ()

    def read(self, given: object) -> Quantity | str:
        """The quantity or the word; raises PydanticCustomError."""
        if isinstance(given, Quantity):
            return given
        if isinstance(given, str) and given in self.words:
            return given
        try:
            quantity = read_quantity(given, *(kind for kind, _, _ in self.ranges))
        except RecipeError as error:
            raise self._answer(error.problems[0], given) from error
        low, high = next((low, high) for kind, low, high in self.ranges if kind is quantity.kind)
        if not _si(low, quantity.kind) <= quantity.value <= _si(high, quantity.kind):
            rule = f"must lie between {low} and {high}"
            remedy = f"Check the number and its unit; write for example {quantity.kind.example}."
            raise refusal(rule, quantity.text, remedy)
        return quantity

    def _answer(self, problem: Problem, given: object) -> PydanticCustomError:
        words = "".join(f" Or write '{w}'." for w in self.words)
        return refusal(problem.rule, given, problem.remedy + words)

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        """How pydantic validates and writes the field."""
        return core_schema.no_info_plain_validator_function(self.read, serialization=core_schema.to_string_ser_schema())

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        """What the JSON schema says of the field: its units and range beside its type."""
        unitless = any(kind.si == "" or "" in kind.units for kind, _, _ in self.ranges)
        shape: dict[str, Any] = {"type": ["string", "number"] if unitless else "string"}
        units = " or ".join({"": "1", "%": "fraction"}.get(k.si, k.si) for k, _, _ in self.ranges)
        shape |= {"x-unit": units, "x-between": [[low, high] for _, low, high in self.ranges]}
        return shape | ({"x-words": list(self.words)} if self.words else {})


def _of(kind: Kind, low: str, high: str) -> Stated:
    return Stated(((kind, low, high),))


Thickness = Annotated[Quantity, _of(LENGTH, "0.1 um", "10 mm")]
Diameter = Annotated[Quantity, _of(LENGTH, "5 nm", "500 um")]
LayerThickness = Annotated[Quantity | str, Stated(((LENGTH, "0.1 um", "10 mm"),), ("from volume",))]
VoxelEdge = Annotated[Quantity, _of(LENGTH, "0.1 nm", "1 mm")]
Width = Annotated[Quantity, _of(LENGTH, "0 um", "10 mm")]
Margin = Annotated[Quantity, _of(LENGTH, "0 mm", "100 mm")]
Area = Annotated[Quantity, _of(AREA, "0.001 cm2", "2 m2")]
Volume = Annotated[Quantity, _of(VOLUME, "0.01 uL", "10 L")]
Mass = Annotated[Quantity, _of(MASS, "0 g", "100 kg")]
Loading = Annotated[Quantity, _of(AREAL_MASS, "0.01 mg/cm2", "2000 mg/cm2")]
FilmMass = Annotated[Quantity, _of(AREAL_MASS, "0 mg/cm2", "2000 mg/cm2")]
Density = Annotated[Quantity, _of(DENSITY, "0.01 g/cm3", "25 g/cm3")]
Porosity = Annotated[Quantity, _of(FRACTION, "1e-4", "0.9999")]
Part = Annotated[Quantity, _of(FRACTION, "0", "0.9999")]
Stoichiometry = Annotated[Quantity, _of(FRACTION, "0", "1")]
Share = Annotated[Quantity | str, Stated(((SHARE, "0 wt%", "100 wt%"),), ("rest",))]
SignedExponent = Annotated[Quantity, _of(NUMBER, "-5", "5")]
TransportExponent = Annotated[Quantity, _of(NUMBER, "1", "10")]
AtLeastOne = Annotated[Quantity, _of(NUMBER, "1", "10000")]
Efficiency = Annotated[Quantity, _of(FRACTION, "1e-6", "1")]
Factor = Annotated[Quantity, _of(NUMBER, "0", "1e6")]
ArealCapacitance = Annotated[Quantity, _of(CAPACITANCE, "0 uF/cm2", "1e6 uF/cm2")]
HysteresisDecay = Annotated[Quantity | str, Stated(((NUMBER, "0.01", "10000"),), ("off",))]
VolumeShare = Annotated[Quantity, _of(FRACTION, "0.0001", "1")]
MembranePorosity = Annotated[Quantity, _of(FRACTION, "0", "1")]
Microporosity = Annotated[Quantity, _of(FRACTION, "0", "0.99")]
ClassShare = Annotated[Quantity, _of(FRACTION, "0", "1")]
SolverError = Annotated[Quantity, _of(FRACTION, "1e-6", "0.1")]
Spread = Annotated[Quantity, _of(NUMBER, "1.01", "5")]
HeatCapacity = Annotated[Quantity, _of(HEAT_CAPACITY, "1e-4 J/K", "1e7 J/K")]
SpecificHeat = Annotated[Quantity, _of(SPECIFIC_HEAT, "10 J/(kg K)", "10000 J/(kg K)")]
HeatTransfer = Annotated[Quantity, _of(HEAT_TRANSFER, "0 W/(m2 K)", "1e5 W/(m2 K)")]
Transference = Annotated[Quantity, _of(NUMBER, "0", "1")]
ThermodynamicFactor = Annotated[Quantity, _of(NUMBER, "0.01", "100")]
Temperature = Annotated[Quantity, _of(TEMPERATURE, "-60 degC", "200 degC")]
Voltage = Annotated[Quantity, _of(VOLTAGE, "-1 V", "6 V")]
Duration = Annotated[Quantity, _of(TIME, "0.001 s", "10000 h")]
Rate = Annotated[Quantity, _of(C_RATE, "0.0001 C", "1000 C")]
RateOrEach = Annotated[Quantity | str, Stated(((C_RATE, "0.0001 C", "1000 C"),), ("each",))]
Until = Annotated[Quantity, Stated(((VOLTAGE, "-1 V", "6 V"), (C_RATE, "0.0001 C", "1000 C")))]
_CURRENTS = (
    (C_RATE, "0.0001 C", "1000 C"),
    (CURRENT_DENSITY, "1e-6 mA/cm2", "10 A/cm2"),
    (SPECIFIC_CURRENT, "0.0001 mA/g", "100 A/g"),
    (CURRENT, "1e-9 mA", "10000 A"),
)
TestCurrent = Annotated[Quantity, Stated(_CURRENTS)]
Strength = Annotated[Quantity, Stated((*_CURRENTS, (POWER_DENSITY, "1e-6 mW/cm2", "100 W/cm2"), (POWER, "1e-9 mW", "100000 W")))]
SignedCurrent = Annotated[Quantity, Stated(((CURRENT_DENSITY, "-10 A/cm2", "10 A/cm2"), (CURRENT, "-10000 A", "10000 A")))]
VoltageRate = Annotated[Quantity, _of(VOLTAGE_RATE, "1e-6 mV/h", "1000 V/s")]
StageEnd = Annotated[Quantity, Stated(((VOLTAGE, "-1 V", "6 V"), (VOLTAGE_RATE, "1e-6 mV/h", "1000 V/s"), *_CURRENTS))]
HeldVoltage = Annotated[Quantity | str, Stated(((VOLTAGE, "-1 V", "6 V"),), ("reached",))]
RestTime = Annotated[Quantity | str, Stated(((TIME, "0.001 s", "10000 h"),), ("settled",))]
Frequency = Annotated[Quantity, _of(FREQUENCY, "1e-6 Hz", "1e6 Hz")]
Periods = Annotated[Quantity, _of(COUNT, "0.01", "10000")]
Scale = Annotated[Quantity, _of(NUMBER, "-1e6", "1e6")]
Rounds = Annotated[Quantity | str, Stated(((COUNT, "1", "10000"),), ("until cut-off",))]
StartOfTest = Annotated[Quantity | str, Stated(((FRACTION, "0", "1"),), ("charged", "discharged"))]
_ONE_C = ((SPECIFIC_CURRENT, "0.1 mA/g", "100 A/g"), (CURRENT_DENSITY, "0.0001 mA/cm2", "10 A/cm2"))
OneC = Annotated[Quantity | str, Stated(_ONE_C, ("from design",))]
ArealResistance = Annotated[Quantity, _of(AREAL_RESISTANCE, "0 ohm cm2", "1e6 ohm cm2")]
Conductivity = Annotated[Quantity, _of(CONDUCTIVITY, "1e-12 S/m", "1e8 S/m")]
Diffusivity = Annotated[Quantity, _of(DIFFUSIVITY, "1e-22 m2/s", "1e-6 m2/s")]
ExchangeCurrent = Annotated[Quantity, _of(CURRENT_DENSITY, "1e-8 A/m2", "1e5 A/m2")]
Concentration = Annotated[Quantity, _of(CONCENTRATION, "0.001 M", "20 M")]
SiteConcentration = Annotated[Quantity, _of(CONCENTRATION, "100 mol/m3", "500000 mol/m3")]
ECRatio = Annotated[Quantity, _of(EC_RATIO, "0.01 g/Ah", "1000 g/Ah")]
