"""At least 500 random broken recipes: every one is refused with a message that names the field and what to do."""

import random
from collections.abc import Callable

import pytest
from tests.recipe.broken import KINDS_OF_DAMAGE, Broken, broken, put, remove
from tests.recipe.deep import DEEP, WRONG_USES

from stratode.recipe.build import build
from stratode.recipe.errors import RecipeError
from stratode.recipe.load import from_mapping, loads
from stratode.recipe.reader import read_yaml
from stratode.recipe.starter import BATTERIES, starter

DRAWS = 50  # of each kind of damage: 850 recipes


def judge(case: Broken) -> str:
    """ "" where the recipe was refused as it should be, else what was wrong with the answer."""
    try:
        build(from_mapping(case.content))
    except RecipeError as error:
        hits = [p for p in error.problems if any(p.field == f or p.field.startswith(f + ".") for f in case.fields)]
        if not hits:
            return f"wanted one of {case.fields}, got {error}"
        if not any(p.rule and p.remedy and case.remedy in p.remedy for p in hits):
            return f"wanted the remedy {case.remedy!r}, got {error}"
        return "" if len(str(error)) < 20_000 else "the message is too long"
    return f"was accepted, wanted a refusal of {case.fields}"


def test_there_are_at_least_500_of_them() -> None:
    assert DRAWS * len(KINDS_OF_DAMAGE) >= 500


@pytest.mark.parametrize("damage", KINDS_OF_DAMAGE, ids=lambda d: d.__name__)
def test_a_broken_recipe_is_refused_by_its_field(damage: Callable[..., Broken]) -> None:
    wrong = [f"{seed}: {answer}" for seed in range(DRAWS) if (answer := judge(broken(damage, seed)))]
    assert not wrong, "\n".join(wrong)


def test_the_recipe_that_states_everything_builds() -> None:
    assert build(loads(DEEP)).thermal is not None


@pytest.mark.parametrize(("path", "value", "field"), WRONG_USES, ids=lambda told: told if isinstance(told, str) else "")
def test_a_wrong_use_of_a_field_is_refused_where_it_stands(path: str, value: object, field: str) -> None:
    content = loads_plain(DEEP)
    if value is None:
        remove(content, path)
    else:
        put(content, path, value)
    assert not judge(Broken(content, (field,)))


def loads_plain(text: str) -> dict[str, object]:
    return dict(read_yaml(text).content)


def scrambled(text: str, draw: random.Random) -> str:
    """The text with a few of its characters or lines deleted, doubled, exchanged or replaced."""
    for _ in range(draw.randint(1, 6)):
        i = draw.randrange(len(text))
        j = min(len(text), i + draw.choice([1, 1, 1, 3, 40, 400]))
        text = draw.choice(
            [
                text[:i] + text[j:],
                text[:j] + text[i:],
                text[:i] + draw.choice("{}[]:,-#&*!|>%@`'\"\\\t\n\x00\x85\u2028\ud7ff0.e") + text[j:],
            ]
        )
    return text


@pytest.mark.parametrize("kind", BATTERIES)
def test_a_scrambled_file_is_built_or_refused_and_nothing_else(kind: str) -> None:
    draw = random.Random(kind)
    refused = built = 0
    for _ in range(120):
        try:
            build(loads(scrambled(starter(kind), draw)))
        except RecipeError as error:
            refused += all(problem.rule and problem.remedy for problem in error.problems)
        else:
            built += 1
    assert refused + built == 120
    assert refused > 60


@pytest.mark.parametrize(
    "content", [{1: 2}, {"cell": {1: 2}}, {"cell": {None: {}}}, [], "text", None, {"name": float("nan")}, {"cathode": {"layers": [[[]]]}}]
)
def test_what_python_hands_over_is_refused_too(content: object) -> None:
    with pytest.raises(RecipeError):
        from_mapping(content)  # type: ignore[arg-type]


def test_a_mapping_that_holds_itself_is_refused() -> None:
    content: dict[str, object] = {"name": "loop"}
    content["cathode"] = {"layers": [{"components": [content]}], "collector": content}
    with pytest.raises(RecipeError):
        from_mapping(content)
