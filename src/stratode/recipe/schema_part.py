"""What every part of a recipe's schema is made of: frozen parts, fields that explain themselves, fields of two shapes."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from stratode.recipe import quantities as q
from stratode.recipe.answers import SHAPE_MARK

Name = Annotated[str, Field(min_length=1, max_length=200)]
TEXT, MAPPING, LIST = (f"{SHAPE_MARK}{shape}" for shape in ("text", "mapping", "list"))  # tags of the shapes a field may be stated in


class Part(BaseModel):
    """Something a recipe describes: frozen, and without unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def required(description: str, example: str) -> Any:
    """A field that must be stated."""
    return Field(description=description, examples=[example])


def optional(description: str, example: str, otherwise: str) -> Any:
    """A field that may be left out; `otherwise` says in words what then holds."""
    return Field(default=None, description=description, examples=[example], json_schema_extra={"x-when-left-out": otherwise})


def exactly_one(part: BaseModel, *names: str) -> None:
    """Raises unless exactly one of the fields is stated."""
    stated = [n for n in names if getattr(part, n) is not None]
    if len(stated) != 1:
        received = " and ".join(stated) or "none of them"
        raise q.refusal(f"must state exactly one of {', '.join(names)}", received, f"Keep one, for example {names[0]}.")


def text_or_mapping(given: Any) -> str:
    """The tag of the shape that a field was given in."""
    return MAPPING if isinstance(given, dict | BaseModel) else TEXT


def text_or_list(given: Any) -> str:
    """The tag of the shape that a field was given in."""
    return LIST if isinstance(given, list | tuple) else TEXT
