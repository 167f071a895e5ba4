"""At least 500 random broken recipes: every one is refused with a message that names the field and what to do."""

from collections.abc import Callable

import pytest
from tests.recipe.broken import KINDS_OF_DAMAGE, Broken, broken

from stratode.recipe.build import build
from stratode.recipe.errors import RecipeError
from stratode.recipe.load import from_mapping

DRAWS = 50  # of each kind of damage: 800 recipes


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
