"""Steps alone, as a recipe states them: what tests of the language and of profiles read."""

from pydantic import ValidationError, field_validator

from stratode.recipe import parts
from stratode.recipe.answers import answer
from stratode.recipe.basis import Basis
from stratode.recipe.bench import Bench
from stratode.recipe.build_steps import build_experiment
from stratode.recipe.schema_part import Part
from stratode.recipe.schema_protocol import steps_field
from stratode.recipe.schema_steps import Item, as_list


class Steps(Part):
    """A recipe that holds nothing but steps."""

    steps: tuple[Item, ...] = steps_field(None)

    _one_is_a_list = field_validator("steps", mode="before")(as_list)


def stages(stated: object, basis: Basis, bench: Bench | None = None) -> tuple[parts.Stage, ...]:
    """What steps come to; raises RecipeError."""
    try:
        read = Steps.model_validate({"steps": stated})
    except ValidationError as error:
        raise answer(error, Steps) from error
    return build_experiment(read.steps, None, basis, bench or Bench(None), "").stages
