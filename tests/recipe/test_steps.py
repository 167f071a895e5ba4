"""The language of a lab's steps: many phrasings, words back, refusals, and nothing but a RecipeError for any text."""

import random
import time

import pytest
from tests.recipe.stated import Steps
from tests.recipe.stated import stages as stated_stages

from stratode.recipe import parts
from stratode.recipe.basis import Basis
from stratode.recipe.errors import RecipeError
from stratode.recipe.steps import in_words, read_steps

CELL = Basis(area=1e-4, window=(2.7, 4.3), one_c=40.0, active_loading=0.2)  # 1 cm2, 1C = 4 mA/cm2, 20 mg/cm2
PLATES = Basis(area=2e-4)  # a transport cell of 2 cm2


def stages(stated: object, basis: Basis = CELL) -> tuple[parts.Stage, ...]:
    return stated_stages(stated, basis)


CHARGE = parts.Current(0.2, True, 4.3)
PHRASES: list[tuple[object, tuple[parts.Stage, ...]]] = [
    ("charge at C/5 to 4.3 V", (CHARGE,)),
    ("Charge at 0.2C until 4.3V", (CHARGE,)),
    ("CHARGE @ c/5 until V > 4.3 V", (CHARGE,)),
    ("charge with 0.2 C to 4.3 V", (CHARGE,)),
    ("charge C/5 to4.3 V", (CHARGE,)),
    ("charge at C/5, to 4.3 V", (CHARGE,)),
    ("charge at C/5", (CHARGE,)),  # the window's end
    ({"charge": "C/5", "until": "4.3 V"}, (CHARGE,)),
    ("charge at 1C/5 until the voltage above 4.3 V", (CHARGE,)),
    ("discharge at 2C", (parts.Current(2.0, False, 2.7),)),
    ("discharge at 10 mA/cm2 for 30 min or until 2.7 V", (parts.Current(None, False, 2.7, 1800.0, 100.0),)),
    ("discharge at 10 mA/cm2 until 3 V or 30 min", (parts.Current(None, False, 3.0, 1800.0, 100.0),)),
    ({"discharge": "10 mA/cm2", "until": "3 V", "max_time": "30 min"}, (parts.Current(None, False, 3.0, 1800.0, 100.0),)),
    ("discharge at 210 mA/g to 2.7 V", (parts.Current(None, False, 2.7, None, 42.0),)),  # 0.2 kg/m2
    ("discharge at 3 mA", (parts.Current(None, False, 2.7, None, 30.0),)),  # over 1 cm2
    ("discharge at 500 W/m2 to 2.7 V", (parts.Power(500.0, False, 2.7),)),
    ("charge at 5 mW/cm2 for 1 h", (parts.Power(50.0, True, 4.3, 3600.0),)),
    ("discharge at 50 mW", (parts.Power(500.0, False, 2.7),)),
    ("hold at 4.3 V until C/20 or for 2 h", (parts.Hold(4.3, 0.05, 7200.0),)),
    ("hold 4.3 V until I < C/20", (parts.Hold(4.3, 0.05),)),
    ("hold until 10 uA/cm2", (parts.Hold(None, None, None, 0.1),)),
    ("hold for 2 h", (parts.Hold(None, None, 7200.0),)),
    ("hold at 4.3 V", (parts.Hold(4.3, 0.05),)),  # the usual end
    ("rest 10 min", (parts.Rest(600.0),)),
    ("wait for 10 minutes", (parts.Rest(600.0),)),
    ("rest until 10 min", (parts.Rest(600.0),)),
    ("rest until dV/dt < 0.36 mV/h", (parts.Rest(7 * 86400.0, 1e-7),)),
    ("rest until |dV/dt| < 0.36 mV/h or for 2 d", (parts.Rest(2 * 86400.0, 1e-7),)),
    ({"rest": "settled", "until": "0.36 mV/h"}, (parts.Rest(7 * 86400.0, 1e-7),)),
    ("sweep at 0.1 mV/s to 4.7 V", (parts.Sweep(1e-4, 4.7),)),
    ("scan at 0.1 mV/s from 2.4 V to 4.7 V", (parts.Sweep(1e-4, 4.7, 2.4),)),
    ({"sweep": "0.1 mV/s", "from": "2.4 V", "until": "4.7 V"}, (parts.Sweep(1e-4, 4.7, 2.4),)),
    ("sine 0.1 mA/cm2 at 10 Hz for 5 periods", (parts.Sine(1.0, 10.0, 5.0),)),
    ("polarise at 10 uA/cm2 for 2 h", (parts.Current(None, True, 4.3, 7200.0, 0.1),)),
    ("polarise at −10 uA/cm2 for 2 h", (parts.Current(None, False, 2.7, 7200.0, 0.1),)),  # a minus as typeset
    ("polarize at -10 uA/cm2 for 2 h", (parts.Current(None, False, 2.7, 7200.0, 0.1),)),
    ("charge at C/5 to 4.3 V, hold until C/20, rest 1 h", (CHARGE, parts.Hold(None, 0.05), parts.Rest(3600.0))),
    ("charge at C/5 to 4.3 V then hold until C/20; and then rest 1 h", (CHARGE, parts.Hold(None, 0.05), parts.Rest(3600.0))),
    ("charge at C/5 -> rest 1 h\nrest 1 h", (CHARGE, parts.Rest(3600.0), parts.Rest(3600.0))),
    ("repeat 3 times (charge at C/5, rest 1 h)", (parts.Repeat((CHARGE, parts.Rest(3600.0)), 3),)),
    ("repeat 3x: charge at C/5, rest 1 h", (parts.Repeat((CHARGE, parts.Rest(3600.0)), 3),)),
    ({"repeat 3 times": ["charge at C/5", {"rest": "1 h"}]}, (parts.Repeat((CHARGE, parts.Rest(3600.0)), 3),)),
    ({"repeat": "3", "steps": "charge at C/5, rest 1 h"}, (parts.Repeat((CHARGE, parts.Rest(3600.0)), 3),)),
    (
        "rest 1 h, repeat 2 times (repeat 2 times (rest 1 s), rest 1 h), rest 1 h",
        (parts.Rest(3600.0), parts.Repeat((parts.Repeat((parts.Rest(1.0),), 2), parts.Rest(3600.0)), 2), parts.Rest(3600.0)),
    ),
]


@pytest.mark.parametrize(("stated", "wanted"), PHRASES, ids=lambda item: str(item)[:60])
def test_a_phrase_means_what_a_lab_means_by_it(stated: object, wanted: tuple[parts.Stage, ...]) -> None:
    found = stages([stated])
    assert [repr_of(stage) for stage in found] == [repr_of(stage) for stage in wanted]


def repr_of(stage: parts.Stage) -> str:
    """The stage with its numbers to 12 digits: units are converted in floating point."""
    if isinstance(stage, parts.Repeat):
        return f"{[repr_of(s) for s in stage.steps]} {stage.times} {stage.until_cutoff}"
    values = {name: getattr(stage, name) for name in stage.__slots__}
    return type(stage).__name__ + str({n: float(f"{v:.12g}") if isinstance(v, float) else v for n, v in values.items()})


@pytest.mark.parametrize(
    "stated",
    [
        "repeat until cut-off: discharge at C/10 for 10 min, rest 1 h",
        {"repeat": "until cut-off", "steps": ["discharge at C/10 for 10 min", "rest 1 h"]},
        {"Repeat until the cutoff": "discharge at C/10 for 10 min, rest 1 h"},
    ],
)
def test_a_repeat_until_the_cut_off_ends_by_itself(stated: object) -> None:
    (found,) = stages([stated])
    assert isinstance(found, parts.Repeat)
    assert found.until_cutoff
    assert found.steps == (parts.Current(0.1, False, 2.7, 600.0), parts.Rest(3600.0))


WORDS = [
    "charge at C/5 to 4.3 V",
    "charge at 0.3C to 4.3 V",
    "discharge at 2C to 2.7 V",
    "discharge at 10 mA/cm2 for 30 min or until 2.7 V",
    "discharge at 10 uA/cm2 for 90 s or until 2.7 V",
    "hold at 4.3 V until C/20",
    "hold at 4.3 V for 2 h or until C/20",
    "hold until 10 uA/cm2",
    "rest 1.5 h",
    "rest until dV/dt < 0.1 mV/h or for 7 d",
    "sweep at 0.1 mV/s from 2.4 V to 4.7 V",
    "sweep at 1 mV/s to 4.7 V",
    "discharge at 500 W/m2 to 2.7 V",
    "discharge at 500 W/m2 for 1 h or until 2.7 V",
    "sine 0.1 mA/cm2 at 10 Hz for 5 periods",
    "repeat 10 times (charge at 1C to 4.3 V, discharge at 1C to 2.7 V)",
    "repeat until cut-off (discharge at C/10 for 10 min or until 2.7 V, rest 1 h)",
]


@pytest.mark.parametrize("words", WORDS)
def test_words_come_back_as_they_were(words: str) -> None:
    (stage,) = stages([words])
    assert in_words(stage) == words
    (again,) = stages([in_words(stage)])
    assert repr_of(again) == repr_of(stage)


@pytest.mark.parametrize("words", ["polarise at 10 uA/cm2 for 2 h", "polarise at -1 mA/cm2 for 10 s", "rest 1 h", "hold at 0.01 V for 2 h"])
def test_words_of_a_transport_cell_come_back_as_they_were(words: str) -> None:
    (stage,) = stages([words], PLATES)
    assert in_words(stage) == words


def test_random_stages_keep_their_meaning_through_words() -> None:
    draw = random.Random(3)
    for _ in range(300):
        stage = random_stage(draw, 2)
        (again,) = stages([in_words(stage)])
        assert in_words(again) == in_words(stage)


def random_stage(draw: random.Random, depth: int) -> parts.Stage:
    number, charge = float(f"{10 ** draw.uniform(-2, 2):.3g}"), draw.random() < 0.5
    volts = round(draw.uniform(2.7, 4.3), 3)
    limit = draw.choice([None, number * 10])
    kinds: list[parts.Stage] = [
        parts.Current(draw.choice([number, 1 / draw.randint(2, 50)]), charge, volts, limit),
        parts.Current(None, charge, volts, limit, number),
        parts.Hold(volts, number, limit),
        parts.Hold(None, None, limit, number),
        parts.Rest(number * 100),
        parts.Rest(number * 100, number * 1e-7),
        parts.Sweep(number * 1e-4, volts),
        parts.Power(number * 10, charge, volts, limit),
        parts.Sine(number, number, number),
    ]
    if depth and draw.random() < 0.2:
        return parts.Repeat(tuple(random_stage(draw, depth - 1) for _ in range(draw.randint(1, 3))), draw.randint(1, 99))
    return draw.choice(kinds)


REFUSED = [
    (
        "chrage at C/5",
        "must begin with one of charge, discharge, hold, rest, sweep, drive, sine, polarise, repeat, at character 1",
        "Did you mean charge?",
    ),
    ("rest 1 h, hold utnil C/20", "must not hold 'utnil', at character 11", "Did you mean until?"),
    ("charge at 0,2C", "must use a decimal point, at character 12", "Write 0.2, or a space after a comma that chains steps."),
    ("charge to 4.3 V", "must say the current, at character 1", "Write for example: charge at C/5."),
    ("charge at C/5 to", "must say what comes after 'to', at character 1", "Write for example: charge at C/5."),
    ("rest", "must say how long, at character 1", "Write for example: rest 10 min."),
    (
        "rest 1 h, rest 5 min from 3 V",
        "must not have 'from' after rest, at character 11",
        "It may have 'for', 'until', as in: rest 10 min.",
    ),
    ("charge at C/5 until 4.3 V until 4 V", "must state 'until' once, at character 1", "Remove one of the two."),
    ("charge at C/5 to 9 V", "must lie between -1 V and 6 V, at character 1", "Check the number and its unit; write for example 4.3 V."),
    ("charge at C/0 to 4 V", "must divide C by a number of hours above 0, at character 1", "Write for example 0.5 C"),
    ("charge at 5 um to 4 V", "must have the dimension of", "Write for example 0.5 C"),
    ("charge at C/5 until C/20", "must be a voltage to end a charge, at character 1", "Write for example 4.3 V."),
    ("rest until 4 V", "must be a voltage rate to end a rest, at character 1", "Write for example 0.1 mV/s."),
    ("repeat 3 times", "must say how often and what, at character 1", "Write for example: repeat 10 times (charge at 1C"),
    ("repeat 3 times (rest 1 h", "must close its bracket, at character 16", "Add ')' where the repeated steps end."),
    ("rest 1 h)", "must have an opening bracket for each closing one, at character 9", "Remove it, or open it before."),
    ("repeat 0 times (rest 1 h)", "must lie between 1 and 10000, at character 1", "Check the number"),
    (
        "repeat until cut-off (rest 1 h)",
        "must hold a charge or discharge for a time, whose cut-off ends the repeats",
        "Write for example: disch",
    ),
    ("drive", "must name the file of the profile, at character 1", "Write for example: drive us06.csv."),
    ("charge at C/5 to 5 V", "must lie in the window, 2.7 to 4.3 V", "Change the step or the window."),
    ("", "must be a step", "Write for example: charge at C/5 to 4.3 V"),
    ("rest 1 h," * 300, "must not be longer than 2000 characters", "Write it as several steps."),
    (
        "repeat 2 times ((((rest 1 h))))",
        "must not have more than 3 brackets within each other, at character 19",
        "Write the steps as a list.",
    ),
    (",;,", "must be a step", "Write for example: charge at C/5 to 4.3 V"),
]


@pytest.mark.parametrize(("text", "rule", "remedy"), REFUSED)
def test_a_refusal_says_where_what_and_what_to_do(text: str, rule: str, remedy: str) -> None:
    with pytest.raises(RecipeError) as caught:
        stages(["rest 1 h", text])
    (problem,) = caught.value.problems
    assert problem.field.startswith("steps.1")
    assert problem.rule.startswith(rule)
    assert problem.remedy.startswith(remedy)


REFUSED_FIELDS = [
    ({"charge": "C/5", "rest": "1 h"}, "steps.0", "must state exactly one of"),
    ({"rest": "1 h", "max_time": "2 h"}, "steps.0.max_time", "must not be stated beside rest"),
    ({"rest": "settled"}, "steps.0.until", "must be stated where a rest settles"),
    ({"sweep": "1 mV/s"}, "steps.0.until", "must be stated beside sweep"),
    ({"charge": "C/5", "from": "3 V"}, "steps.0.from", "must not be stated beside charge"),
    ({"repeat": "1.5", "steps": ["rest 1 h"]}, "steps.0.repeat", "must be a whole number"),
    ({"repeat": "2", "steps": [{"rets": "1 h"}]}, "steps.0.steps.0.rets", "is not a known key here"),
    ({"cv": {"rate": "1 mV/s", "form": "2 V", "to": "3 V"}}, "steps.0.cv.form", "is not a known key here"),
    (7, "steps.0", "must be a mapping of fields"),
]


@pytest.mark.parametrize(("stated", "field", "rule"), REFUSED_FIELDS, ids=lambda item: str(item)[:40])
def test_a_refused_mapping_names_its_field(stated: object, field: str, rule: str) -> None:
    with pytest.raises(RecipeError) as caught:
        stages([stated])
    problem = next(p for p in caught.value.problems if p.field == field)
    assert problem.rule.startswith(rule)
    assert problem.remedy


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("charge at C/5 for 1 h", "must not be a C-rate: this cell has no 1C"),
        ("charge at 2 mA/g for 1 h", "must not be a current per mass: this cell has no active mass to refer to"),
        ("charge at 1 mA", "must say when it ends: there is no window"),
        ("hold at 0.1 V", "must say when it ends"),
        ("polarise at 1 mA", "must say when it ends"),
        ({"gitt": {"current": "1 mA", "pulse": "1 s", "rest": "1 s"}}, "must have a window to end at"),
        ("hold at 0.1 V until C/20", "must not be a C-rate: this cell has no 1C"),
    ],
)
def test_a_transport_cell_has_neither_rates_nor_a_window(text: object, rule: str) -> None:
    with pytest.raises(RecipeError) as caught:
        stages([text], PLATES)
    assert caught.value.problems[0].rule == rule


def test_a_current_spreads_over_the_area_of_a_transport_cell() -> None:
    assert stages(["polarise at -10 uA for 2 h"], PLATES) == (parts.Current(None, False, None, 7200.0, pytest.approx(0.05, rel=1e-12)),)


PIECES = [
    "charge",
    "dis",
    "hold",
    "rest",
    "sweep",
    "drive",
    "repeat",
    "until",
    "cut-off",
    " at ",
    " to ",
    "for",
    "or",
    "10",
    "C/5",
    "4.3 V",
    "1 h",
]
PIECES += [
    ",",
    ";",
    "(",
    ")",
    "[",
    ":",
    "->",
    '"',
    "'",
    "@",
    "<",
    "dV/dt",
    "mV/h",
    "\n",
    "\x00",
    "é",
    "\u2028",
    "９",
    " ",
    "  ",
    "x",
    "-",
    ".",
    "e9",
]


def test_random_text_is_read_or_refused_and_nothing_else() -> None:
    draw = random.Random(7)
    read = refused = 0
    for _ in range(4000):
        text = draw.choice(["", " "]).join(draw.choice(PIECES) for _ in range(draw.randint(0, 14)))
        if draw.random() < 0.5:
            words = draw.choice(WORDS)
            i = draw.randrange(len(words))
            text = words[:i] + draw.choice(["", draw.choice(PIECES)]) + words[i + draw.randint(0, 3) :]
        try:
            stages([text])
            read += 1
        except RecipeError as error:
            refused += all(p.rule and p.remedy and p.field.startswith("steps.0") for p in error.problems)
    assert read + refused == 4000
    assert min(read, refused) > 200


LONG = [
    "rest 1 h," * 220,
    "(" * 1990,
    "'" * 1999,
    "charge at C/5 " + "or " * 600,
    "c" * 2000,
    "rest " + "9" * 1990,
    "hold until " + "dV/dt<" * 300,
]


@pytest.mark.parametrize("text", [*LONG, "x" * 3_000_000], ids=lambda t: t[:12])
def test_a_long_text_is_answered_at_once(text: str) -> None:
    began = time.process_time()
    try:
        answer_length = len(read_steps(text))
    except RecipeError as error:
        answer_length = len(str(error))
    assert answer_length < 1000
    assert time.process_time() - began < 2.0


def test_repeats_too_deep_within_each_other_are_refused() -> None:
    steps: list[object] = ["rest 1 h"]
    for _ in range(3000):
        steps = [{"repeat": "1", "steps": steps}]
    with pytest.raises(RecipeError, match="must not hold repeats so deep within each other"):
        stages(steps)
    within_itself: list[object] = []
    within_itself.append({"repeat 2 times": within_itself})
    with pytest.raises(RecipeError, match="must not hold repeats so deep within each other"):
        stages(within_itself)


def test_the_schema_for_editors_takes_a_text_or_a_mapping() -> None:
    schema = Steps.model_json_schema()
    item = schema["properties"]["steps"]["items"]
    assert item["anyOf"][0]["type"] == "string"
    assert item["anyOf"][1]["$ref"].endswith("ExperimentStep")
    assert {"gitt", "from", "until", "repeat", "drive"} <= set(schema["$defs"]["ExperimentStep"]["properties"])
    assert set(schema["$defs"]["Cv"]["required"]) == {"rate", "from", "to"}


@pytest.mark.parametrize(
    ("stated", "remedy"),
    [
        ({"cv": {"rate": "1 mV/s", "form": "2 V", "to": "3 V"}}, "Did you mean from?"),  # a word that Python keeps for itself
        ({"repeat": "2", "steps": [{"repeat": "2", "steps": [{"rets": "1 h"}]}]}, "Did you mean rest?"),
        ({"cycles": {"number": "2", "charge": [{"untl": "3 V", "charge": "1C"}], "discharge": "1C"}}, "Did you mean until?"),
    ],
)
def test_a_misspelt_key_deep_within_is_told_once(stated: object, remedy: str) -> None:
    with pytest.raises(RecipeError) as caught:
        stages([stated])
    told = [problem.remedy for problem in caught.value.problems]
    assert told[-1] == remedy
    assert not any("Add it, for example from" in text for text in told)
