"""What a recipe may say in an experiment: a step as a text or as fields, and the experiments that come ready made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, TypeVar

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError, field_validator, model_validator
from pydantic_core import CoreSchema, core_schema

from stratode.recipe import quantities as q
from stratode.recipe.answers import answer
from stratode.recipe.errors import RecipeError
from stratode.recipe.schema_part import Name, Part, exactly_one, optional, required
from stratode.recipe.steps import Clause, how_often, read_steps
from stratode.recipe.units import Quantity

Model = TypeVar("Model", bound=Part)
MOST_STEPS = 200  # in one list
DEEPEST = 16  # mappings and lists within each other: five repeats, and more than any lab runs
DISCHARGE_OR_CHARGE = Literal["discharge", "charge"]
EXAMPLE_TEXT = "charge at C/5 to 4.3 V, hold until C/20, rest 1 h"


@dataclass(frozen=True, slots=True)
class Written:
    """One or several steps that were stated as one text."""

    text: str
    steps: tuple[ExperimentStep, ...]


def clauses_of(text: str) -> tuple[Clause, ...]:
    """The steps that a text states; raises PydanticCustomError."""
    try:
        return read_steps(text)
    except RecipeError as error:
        problem = error.problems[0]
        received = problem.received[1:-1] if problem.received else None
        raise q.refusal(problem.rule, received, problem.remedy) from error


class _TextOrFields:
    """How a step is read: a text in the language of :mod:`stratode.recipe.steps`, or the fields of an :class:`ExperimentStep`."""

    def read(self, given: Any, handler: Any) -> Any:
        """The text's steps, or what the fields' own schema makes of them; raises PydanticCustomError."""
        if isinstance(given, Written):
            return given
        if isinstance(given, dict) and len(given) == 1:
            ((key, inner),) = given.items()
            if isinstance(key, str) and (often := how_often(key)):
                return handler({"repeat": often, "steps": inner})
        if not isinstance(given, str):
            return handler(given)
        return Written(given, tuple(_step(clause) for clause in clauses_of(given)))

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Texts are read here, everything else by the schema of the fields."""
        return core_schema.no_info_wrap_validator_function(self.read, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """A text, a mapping, or a mapping under `repeat 10 times`."""
        repeated = {"type": "object", "patternProperties": {"^[Rr]epeat ": {"type": ["array", "string"]}}, "additionalProperties": False}
        return {"anyOf": [{"type": "string", "examples": [EXAMPLE_TEXT]}, handler(schema), repeated]}


def _step(clause: Clause) -> ExperimentStep:
    """A clause of a text as the step it states."""
    return stated_by(clause, ExperimentStep)


def stated_by(clause: Clause, model: type[Model]) -> Model:
    """A clause of a text as one of the models of a step; raises PydanticCustomError."""
    try:
        return model.model_validate(clause.fields)
    except ValidationError as error:
        problem = answer(error, model).problems[0]
        rule = f"{problem.rule}, at character {clause.position}"
        raise q.refusal(rule, clause.text, problem.remedy) from error


if TYPE_CHECKING:
    Item: TypeAlias = "ExperimentStep | Written"
else:
    Item = Annotated["ExperimentStep", _TextOrFields()]


def as_list(given: Any) -> Any:
    """A single text or mapping stands for a list of one; raises PydanticCustomError for steps too deep within each other."""
    level = [given]
    for _ in range(DEEPEST):
        level = [
            item for value in level for item in (value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())
        ]
    if level:
        raise q.refusal("must not hold repeats so deep within each other", None, "Write out the inner ones.")
    return [given] if isinstance(given, str | dict) else given


class Gitt(Part):
    """Galvanostatic intermittent titration: pulses of current, each with a rest, until the window's end."""

    current: q.TestCurrent = required("Current of each pulse.", "C/10")
    pulse: q.Duration = required("Duration of each pulse.", "10 min")
    rest: q.Duration = required("Rest after each pulse.", "1 h")
    settled: q.VoltageRate | None = optional("Ends a rest early, once the voltage moves slower.", "0.1 mV/h", "each rest takes its time")
    direction: DISCHARGE_OR_CHARGE | None = optional("Whether the pulses discharge or charge.", "discharge", "discharge")


class Ici(Part):
    """Intermittent current interruption: a current with short pauses, until the window's end (Lacey, ChemElectroChem 4 (2017) 1997)."""

    current: q.TestCurrent = required("The current.", "C/10")
    every: q.Duration = required("Time between pauses.", "5 min")
    pause: q.Duration = required("Duration of each pause.", "10 s")
    direction: DISCHARGE_OR_CHARGE | None = optional("Whether the current discharges or charges.", "discharge", "discharge")


class Pulses(Part):
    """Pulses at states of charge, counted from `start` with the charge of 1C over one hour: rest, discharge, pause, charge at each."""

    at: tuple[q.Stoichiometry, ...] = Field(
        min_length=1, max_length=100, description="States of charge, in the order visited.", examples=["[90 %, 50 %, 10 %]"]
    )
    discharge: q.TestCurrent = required("Current of the discharge pulse.", "1C")
    charge: q.TestCurrent | None = optional("Current of the charge pulse.", "0.75C", "there is none")
    pulse: q.Duration = required("Duration of each pulse.", "10 s")
    pause: q.Duration | None = optional("Rest between and after the pulses.", "40 s", "40 s")
    rest: q.Duration | None = optional("Rest before the pulses.", "1 h", "1 h")
    between: q.TestCurrent | None = optional("Current from one state of charge to the next.", "C/3", "C/3")


class Depolarisation(Part):
    """A small current that builds a salt gradient, then a rest in which it decays (restricted diffusion)."""

    current: q.SignedCurrent = required("The polarising current; negative in the other direction.", "10 uA/cm2")
    for_: q.Duration = Field(alias="for", description="How long it flows.", examples=["2 h"])
    until: q.VoltageRate = required("Ends the rest, once the voltage moves slower.", "0.1 mV/h")
    longest: q.Duration | None = optional("Longest rest.", "7 d", "7 d")


class Cv(Part):
    """Cyclic voltammetry: sweeps to one voltage and back, over and over."""

    rate: q.VoltageRate = required("How fast the voltage moves.", "0.1 mV/s")
    from_: q.Voltage = Field(alias="from", description="Where each cycle begins and ends.", examples=["2.4 V"])
    to: q.Voltage = required("Where it turns.", "4.7 V")
    cycles: int | None = Field(
        default=None, ge=1, le=10_000, description="How many.", examples=[3], json_schema_extra={"x-when-left-out": "1"}
    )


class Lsv(Part):
    """Linear sweep voltammetry: one sweep."""

    rate: q.VoltageRate = required("How fast the voltage moves.", "0.1 mV/s")
    from_: q.Voltage | None = Field(
        default=None,
        alias="from",
        description="Where it begins.",
        examples=["3.0 V"],
        json_schema_extra={"x-when-left-out": "where the step before ended"},
    )
    to: q.Voltage = required("Where it ends.", "5 V")


class Cycles(Part):
    """Charge and discharge, over and over; each as a current, a text, or a list of steps."""

    number: int = Field(ge=1, le=10_000, description="How many.", examples=[50])
    charge: tuple[Item, ...] = Field(
        min_length=1, max_length=20, description="The charge: a current, or steps.", examples=["charge at C/3 to 4.3 V, hold until C/20"]
    )
    discharge: tuple[Item, ...] = Field(
        min_length=1, max_length=20, description="The discharge: a current, or steps.", examples=["discharge at C/3 to 2.7 V"]
    )

    @field_validator("charge", "discharge", mode="before")
    @classmethod
    def _listed(cls, given: Any, info: Any) -> Any:
        if isinstance(given, str) and given.strip()[:1].isdigit() | given.strip()[:2].lower().startswith("c/"):
            return [f"{info.field_name} at {given}"]  # a bare current
        return as_list(given)


READY_MADE = ("gitt", "ici", "pulses", "depolarisation", "cv", "lsv", "cycles")
VERBS = ("charge", "discharge", "hold", "rest", "sweep", "drive", "sine", "polarise", "repeat", *READY_MADE)
BESIDE: dict[str, tuple[str, ...]] = {
    "charge": ("until", "max_time"),
    "discharge": ("until", "max_time"),
    "hold": ("until", "max_time"),
    "rest": ("until",),
    "sweep": ("from", "until"),
    "drive": ("column", "sign", "joined", "scale"),
    "sine": ("frequency", "periods"),
    "polarise": ("until", "max_time"),
    "repeat": ("steps",),
}
MUST_HAVE = {"sweep": ("until",), "sine": ("frequency", "periods"), "repeat": ("steps",)}
QUALIFIERS = ("until", "max_time", "from", "frequency", "periods", "column", "sign", "joined", "scale", "steps")


class ExperimentStep(Part):
    """One step of an experiment: exactly one of what it does, and what goes with that."""

    charge: q.Strength | None = optional("Charge at a current or a power.", "C/5", "another kind of step")
    discharge: q.Strength | None = optional("Discharge at a current or a power.", "10 mA/cm2", "another kind of step")
    hold: q.HeldVoltage | None = optional("Hold a voltage; 'reached' is where the step before ended.", "4.3 V", "another kind of step")
    rest: q.RestTime | None = optional(
        "Rest without current for a time; 'settled' until the voltage moves slower than `until`.", "10 min", "another kind of step"
    )
    sweep: q.VoltageRate | None = optional("Move the voltage, from `from` to `until`.", "0.1 mV/s", "another kind of step")
    drive: Name | None = optional("Follow a drive profile, a CSV file beside the recipe.", "us06.csv", "another kind of step")
    sine: q.TestCurrent | None = optional("A sinusoidal current of this amplitude.", "0.1 mA/cm2", "another kind of step")
    polarise: q.SignedCurrent | None = optional("A small current of either sign.", "10 uA/cm2", "another kind of step")
    repeat: q.Rounds | None = optional("Repeat `steps`: how often, or 'until cut-off'.", "10", "another kind of step")
    gitt: Gitt | None = optional(
        "Galvanostatic intermittent titration.", "{current: C/10, pulse: 10 min, rest: 1 h}", "another kind of step"
    )
    pulses: Pulses | None = optional(
        "Pulses at states of charge.", "{at: [90 %, 50 %], discharge: 1C, pulse: 10 s}", "another kind of step"
    )
    ici: Ici | None = optional("Intermittent current interruption.", "{current: C/10, every: 5 min, pause: 10 s}", "another kind of step")
    depolarisation: Depolarisation | None = optional(
        "Polarise and let decay.", "{current: 10 uA/cm2, for: 2 h, until: 0.1 mV/h}", "another kind of step"
    )
    cv: Cv | None = optional("Cyclic voltammetry.", "{rate: 0.1 mV/s, from: 2.4 V, to: 4.7 V, cycles: 3}", "another kind of step")
    lsv: Lsv | None = optional("Linear sweep voltammetry.", "{rate: 0.1 mV/s, to: 5 V}", "another kind of step")
    cycles: Cycles | None = optional(
        "Charge and discharge, over and over.", "{number: 50, charge: C/3, discharge: 1C}", "another kind of step"
    )
    until: q.StageEnd | None = optional(
        "What ends the step: a voltage (charge, discharge, polarise, sweep), a current (hold), a voltage rate (rest).",
        "4.3 V",
        "the window's end; hold: 0.05 C",
    )
    max_time: q.Duration | None = optional("Longest duration of the step.", "2 h", "no limit")
    from_: q.Voltage | None = Field(
        default=None,
        alias="from",
        description="Where a sweep begins.",
        examples=["2.4 V"],
        json_schema_extra={"x-when-left-out": "where the step before ended"},
    )
    frequency: q.Frequency | None = optional("Frequency of a sine.", "10 Hz", "the step is no sine")
    periods: q.Periods | None = optional("Number of periods of a sine.", "5", "the step is no sine")
    column: Name | None = optional("Column of the profile to follow.", "Current / A", "the only one there is")
    sign: Literal["charge positive", "discharge positive"] | None = optional(
        "Which sign charges in the profile.", "discharge positive", "charge positive, as in BDF"
    )
    joined: Literal["held", "lines"] | None = optional(
        "Whether each value is held until the next time, or joined to it by a straight line.", "lines", "held"
    )
    scale: q.Scale | None = optional("Factor on the values of the profile.", "2", "1")
    steps: tuple[Item, ...] | None = Field(
        default=None,
        min_length=1,
        max_length=MOST_STEPS,
        description="What is repeated.",
        examples=["[discharge at C/10 for 10 min, rest 1 h]"],
        json_schema_extra={"x-when-left-out": "nothing is repeated"},
    )

    _one_is_a_list = field_validator("steps", mode="before")(as_list)

    @property
    def verb(self) -> str:
        """What the step does."""
        return next(name for name in VERBS if getattr(self, name) is not None)

    @model_validator(mode="after")
    def _one(self) -> ExperimentStep:
        exactly_one(self, *VERBS)
        verb = self.verb
        for name in QUALIFIERS:
            stated = getattr(self, "from_" if name == "from" else name)
            if stated is not None and name not in BESIDE.get(verb, ()):
                raise q.refusal(f"must not be stated beside {verb}", str(stated)[:40], "Remove it.", name)
            if stated is None and name in MUST_HAVE.get(verb, ()):
                raise q.refusal(f"must be stated beside {verb}", None, f"Add {name}.", name)
        self._ends()
        if isinstance(self.repeat, Quantity) and self.repeat.value % 1:
            raise q.refusal("must be a whole number", self.repeat.text, "Write for example 10.", "repeat")
        return self

    def _ends(self) -> None:
        """What ends the step must fit what it does."""
        verb, until = self.verb, self.until
        if until is None:
            if self.rest == "settled":
                raise q.refusal("must be stated where a rest settles", None, "Add until: 0.1 mV/h.", "until")
            return
        currents = (q.C_RATE, q.CURRENT_DENSITY, q.SPECIFIC_CURRENT, q.CURRENT)
        wanted = {"hold": currents, "rest": (q.VOLTAGE_RATE,)}.get(verb, (q.VOLTAGE,))
        if until.kind not in wanted:
            noun, example = ("current", "C/20") if wanted is currents else (wanted[0].noun, wanted[0].example)
            raise q.refusal(f"must be a {noun} to end a {verb}", until.text, f"Write for example {example}.", "until")


if not TYPE_CHECKING:
    Item = Annotated[ExperimentStep, _TextOrFields()]  # for other modules, which do not know the name
Cycles.model_rebuild()
ExperimentStep.model_rebuild()
