"""What a recipe may say about the test: window, rates, charge and discharge steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, field_validator, model_validator
from pydantic_core import CoreSchema, core_schema

from stratode.recipe import quantities as q
from stratode.recipe.basis import Place
from stratode.recipe.schema_part import Part, exactly_one, optional, required
from stratode.recipe.schema_steps import EXAMPLE_TEXT, MOST_STEPS, Item, as_list, clauses_of, stated_by
from stratode.recipe.steps import Clause
from stratode.recipe.units import Quantity

UNDER_TEST = ("each", "each rate", "the rate under test", "rate under test")
CHARGE_TEXT = "charge at 0.2C to 4.3 V, hold until C/20, rest 10 min"


class Window(Part):
    """The voltage window of the test."""

    lower: q.Voltage = required("Lower cut-off voltage.", "2.7 V")
    upper: q.Voltage = required("Upper cut-off voltage.", "4.3 V")

    @model_validator(mode="after")
    def _order(self) -> Window:
        if self.lower.value >= self.upper.value:
            raise q.refusal("must be above lower", f"{self.lower} to {self.upper}", "Exchange the two.", "upper")
        return self


class Step(Part):
    """One step: exactly one of charge, discharge, hold, rest."""

    charge: q.RateOrEach | None = optional("Charge at a C-rate; 'each' is the rate under test.", "each", "another kind of step")
    discharge: q.RateOrEach | None = optional("Discharge at a C-rate; 'each' is the rate under test.", "each", "another kind of step")
    hold: q.HeldVoltage | None = optional("Hold a voltage; 'reached' is where the step before ends.", "4.3 V", "another kind of step")
    rest: q.Duration | None = optional("Rest without current.", "10 min", "another kind of step")
    until: q.Until | None = optional(
        "End of the step: a voltage (charge, discharge) or a C-rate (hold).", "4.3 V", "the window's; hold: 0.05 C"
    )
    max_time: q.Duration | None = optional("Longest duration of the step.", "2 h", "no limit")

    @model_validator(mode="after")
    def _one(self) -> Step:
        exactly_one(self, "charge", "discharge", "hold", "rest")
        wanted = None if self.rest is not None else (q.C_RATE if self.hold is not None else q.VOLTAGE)
        if self.until is not None and wanted is None:
            raise q.refusal("must not be stated for a rest", self.until.text, "Remove it; the rest's own time ends it.", "until")
        if self.rest is not None and self.max_time is not None:
            raise q.refusal("must not be stated for a rest", self.max_time.text, "Remove it; the rest's own time ends it.", "max_time")
        if self.until is not None and wanted is not None and self.until.kind != wanted:
            raise q.refusal(f"must be a {wanted.noun} for this step", self.until.text, f"Write for example {wanted.example}.", "until")
        return self


@dataclass(frozen=True, slots=True)
class WrittenLeg:
    """One or several steps of a rate test that were stated as one text."""

    text: str
    steps: tuple[Step, ...]


class _TextOrStep:
    """How a step of a rate test is read: a text in the language of :mod:`stratode.recipe.steps`, or the fields of a :class:`Step`."""

    def read(self, given: Any, handler: Any) -> Any:
        """The text's steps, or what the fields' own schema makes of them; raises PydanticCustomError."""
        if isinstance(given, WrittenLeg):
            return given
        return WrittenLeg(given, tuple(map(_step, clauses_of(given)))) if isinstance(given, str) else handler(given)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Texts are read here, mappings by the schema of the fields."""
        return core_schema.no_info_wrap_validator_function(self.read, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """A text or a mapping."""
        return {"anyOf": [{"type": "string", "examples": [CHARGE_TEXT]}, handler(schema)]}


def _step(clause: Clause) -> Step:
    """A clause of a text as the step of a rate test that it states; raises PydanticCustomError."""
    verb = next((name for name in ("charge", "discharge", "hold", "rest") if name in clause.fields), None)
    if verb is None:
        rule = f"must be a charge, discharge, hold or rest in a rate test, at character {clause.position}"
        raise q.refusal(rule, clause.text, "State steps in place of rates, charge and discharge for anything else.")
    if verb == "rest" and "until" in clause.fields:
        rule = f"must rest for a time in a rate test, at character {clause.position}"
        raise q.refusal(
            rule, clause.text, "Write for example rest 10 min; steps, in place of a rate test, may wait for a voltage to settle."
        )
    if str(clause.fields[verb]).lower() in UNDER_TEST:
        return stated_by(Clause(clause.text, clause.position, {**clause.fields, verb: "each"}), Step)
    return stated_by(clause, Step)


if TYPE_CHECKING:
    LegItem: TypeAlias = Step | WrittenLeg
else:
    LegItem = Annotated[Step, _TextOrStep()]


def steps_field(otherwise: str | None) -> Any:
    """The field that holds the steps of an experiment; `otherwise` says what holds without them, None that they must be stated."""
    unstated: dict[str, Any] = {} if otherwise is None else {"default": None, "json_schema_extra": {"x-when-left-out": otherwise}}
    about = "Steps of an experiment, in place of a rate test: each a text as a lab writes it, or a mapping."
    return Field(min_length=1, max_length=MOST_STEPS, description=about, examples=[EXAMPLE_TEXT], **unstated)


class Protocol(Part):
    """A rate test: for each rate the charge steps, then the discharge steps. Or an experiment: steps that run once."""

    window: Window = required("The voltage window.", "{lower: 2.7 V, upper: 4.3 V}")
    one_c: q.OneC | None = optional(
        "Current of 1C: per mass of active material, per area, or 'from design' (window capacity in one hour).", "210 mA/g", "from design"
    )
    rates: tuple[q.Rate, ...] | None = Field(
        default=None,
        min_length=1,
        max_length=100,
        description="C-rates under test.",
        examples=["[0.1 C, 0.5 C, 1 C]"],
        json_schema_extra={"x-when-left-out": "0.1, 0.2, 0.5 and 1 C"},
    )
    charge: tuple[LegItem, ...] | None = Field(
        default=None,
        max_length=20,
        description="Charge steps before each discharge: each a text as a lab writes it, or a mapping.",
        examples=[CHARGE_TEXT],
        json_schema_extra={"x-when-left-out": "each discharge starts fully charged and at rest"},
    )
    discharge: tuple[LegItem, ...] | None = Field(
        default=None,
        min_length=1,
        max_length=20,
        description="Discharge steps, likewise; 'each' is the rate under test.",
        examples=["[{discharge: each, until: 2.7 V}]"],
        json_schema_extra={"x-when-left-out": "the rate under test down to the lower voltage"},
    )

    steps: tuple[Item, ...] | None = steps_field("a rate test is run")
    start: q.StartOfTest | None = optional(
        "State of charge at the beginning of `steps`, of the window between the cut-offs at rest.",
        "50 %",
        "discharged where the first step charges, else charged",
    )

    _one_is_a_list = field_validator("steps", "charge", "discharge", mode="before")(as_list)

    @model_validator(mode="after")
    def _one_test(self) -> Protocol:
        for name in ("rates", "charge", "discharge"):
            if self.steps is not None and getattr(self, name) is not None:
                raise q.refusal("must not be stated beside steps", name, "Keep the steps or the rate test.", name)
        if self.start is not None and self.steps is None:
            raise q.refusal("must not be stated without steps", str(self.start), "Remove it, or state steps.", "start")
        return self

    @model_validator(mode="after")
    def _each_rate_once(self) -> Protocol:
        values = [rate.value for rate in self.rates or ()]
        for i, rate in enumerate(self.rates or ()):
            if rate.value in values[:i]:
                raise q.refusal("must be stated once", rate.text, "Remove one of the two.", f"rates.{i}")
        return self

    @model_validator(mode="after")
    def _inside(self) -> Protocol:
        low, high = self.window.lower, self.window.upper
        for side in ("charge", "discharge"):
            for place, step in each_step(getattr(self, side), side):
                for name in ("hold", "until"):
                    volts = getattr(step, name)
                    if isinstance(volts, Quantity) and volts.kind == q.VOLTAGE and not low.value <= volts.value <= high.value:
                        rule = f"must lie in the window, {low} to {high}"
                        raise q.refusal(rule, volts.text, "Change the step or the window.", place.at(name))
        if self.discharge is not None and all(step.discharge is None for _, step in each_step(self.discharge, "discharge")):
            raise q.refusal("must hold a discharge", None, "Add {discharge: each, until: " + low.text + "}.", "discharge")
        return self


def each_step(stated: tuple[LegItem, ...] | None, field: str) -> Iterator[tuple[Place, Step]]:
    """The steps of a leg of a rate test, each with its place; the steps of a text have no field of their own."""
    for i, item in enumerate(stated or ()):
        place = Place(f"{field}.{i}", isinstance(item, WrittenLeg))
        yield from ((place, step) for step in (item.steps if isinstance(item, WrittenLeg) else (item,)))
