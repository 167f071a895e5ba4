"""Answers to a recipe that the schema refuses: pydantic's findings as our problems, misspelt keys with where they belong."""

from __future__ import annotations

import types
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from stratode.recipe.errors import Problem, RecipeError, shown

MOST_SHOWN = 20  # problems in one message
UNKNOWN = "is not a known key here"
MISSING = "must be stated"
SHAPE_MARK = "|"  # begins the tag of a shape that a field may have: a text, or a mapping


def answer(error: ValidationError, model: type[BaseModel]) -> RecipeError:
    """Everything that pydantic found, each with its field, rule, received value and remedy.

    Args:
        error: what validation raised.
        model: the model that was validated.
    """
    found = [{**item, "loc": _place(item["loc"]), "shaped": item["loc"] != _place(item["loc"])} for item in error.errors()]
    problems = [_problem(item, model) for item in found if not _follows(item)]
    meant = {_meant(problem) for problem in problems if problem.rule == UNKNOWN}
    kept = [problem for problem in problems if not (problem.rule == MISSING and problem.field in meant)]
    return RecipeError(tuple(kept[:MOST_SHOWN]))


def _place(loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """A finding's place without the marks of which shape of a field was tried."""
    return tuple(part for part in loc if not str(part).startswith(SHAPE_MARK))


def _follows(found: dict[str, Any]) -> bool:
    """Whether a finding only follows from others: a list is "too short" because its items were refused."""
    given = found.get("input")
    return found["type"] == "too_short" and isinstance(given, list | tuple) and len(given) >= found["ctx"]["min_length"]


def _meant(problem: Problem) -> str:
    """Path of the field that a misspelt key stands for."""
    parent = problem.field.rpartition(".")[0]
    return f"{parent}.{problem.remedy.removeprefix('Did you mean ').removesuffix('?')}".lstrip(".")


def _problem(found: dict[str, Any], model: type[BaseModel]) -> Problem:
    path = ".".join(str(part) for part in found["loc"])
    kind, given, context = found["type"], found.get("input"), found.get("ctx") or {}
    if kind == "recipe":
        field = f"{path}.{context['field']}".strip(".") if context["field"] else path
        return Problem(field, context["rule"], context["received"], context["remedy"])
    if kind == "extra_forbidden":
        return _unknown_key(found["loc"], model)
    if kind == "missing":
        return Problem(path, MISSING, "", f"Add it, for example {found['loc'][-1]}: {_example(found['loc'], model)}.")
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return Problem(path, "must be a mapping of fields", shown(given), f"Write for example {_example(found['loc'], model)}.")
    if kind in ("tuple_type", "list_type"):
        return Problem(path, "must be a list", shown(given), f"Write for example {_example(found['loc'], model)}.")
    if kind == "too_short":
        rule = f"must hold at least {context['min_length']}"
        return Problem(path, rule, shown(given), f"Write for example {_example(found['loc'], model)}.")
    if kind == "too_long":
        return Problem(path, f"must hold at most {context['max_length']}", f"{context['actual_length']} or more", "Join or remove some.")
    if kind == "literal_error":
        if found["shaped"]:  # a word in place of a mapping
            rule = f"must be {context['expected']}, or a mapping of fields"
            return Problem(path, rule, shown(given), f"Write for example {_example(found['loc'], model)}.")
        return Problem(path, f"must be {context['expected']}", shown(given), "Write one of these.")
    rule = found["msg"][:1].lower() + found["msg"][1:]
    return Problem(path, rule, shown(given), f"Write for example {_example(found['loc'], model)}.")


def _unknown_key(loc: tuple[str | int, ...], model: type[BaseModel]) -> Problem:
    """A key that is not known here: the nearest that is, and where this one would belong."""
    *parents, key = [str(part) for part in loc]
    here = _keys(tuple(loc[:-1]), model)
    near = get_close_matches(key, here, n=1, cutoff=0.6)
    elsewhere = sorted((place for place, keys in places(model) if key in keys), key=lambda place: _distance(place, parents))
    if near:
        remedy = f"Did you mean {near[0]}?"
    elif elsewhere:
        remedy = "It belongs in " + " or ".join(place or "the top level" for place in elsewhere[:4]) + "."
    else:
        far = [(place, match) for place, keys in places(model) if (match := get_close_matches(key, keys, n=1, cutoff=0.75))]
        hint = f"Did you mean {far[0][1][0]} in {far[0][0] or 'the top level'}? " if far else ""
        remedy = f"{hint}Known here: {', '.join(here)}."
    return Problem(".".join([*parents, key]), UNKNOWN, shown(key), remedy)


def _distance(place: str, parents: list[str]) -> tuple[bool, int]:
    """How far a place is from where a key was written: first those in the same part of the recipe, the outer ones before the inner."""
    return not parents or place.partition(".")[0] != parents[0], place.count(".")


@lru_cache(maxsize=4)
def places(model: type[BaseModel]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(place, its keys) of every mapping of a recipe; a list's items are `*`: ("cathode.layers.*", ("name", ...))."""
    return tuple((place, tuple(_fields(part))) for place, part in _parts(model, ""))


def _parts(model: type[BaseModel], place: str, around: tuple[type[BaseModel], ...] = ()) -> Iterator[tuple[str, type[BaseModel]]]:
    """(place, model) of a model and all within it; steps within steps are told once."""
    yield place, model
    for name, field in _fields(model).items():
        for inner, is_list in _models(field.annotation):
            if inner not in (*around, model):
                yield from _parts(inner, f"{place}.{name}{'.*' if is_list else ''}".lstrip("."), (*around, model))


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a model by the names that a file uses ("from", which Python keeps for itself)."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _model_at(loc: tuple[str | int, ...], model: type[BaseModel]) -> type[BaseModel] | None:
    """The model that describes a place; None where there is none."""
    for part in loc:
        if isinstance(part, str):
            field = _fields(model).get(part)
            inner = next(_models(field.annotation), None) if field is not None else None
            if inner is None:
                return None
            model = inner[0]
    return model


def _models(annotation: Any, is_list: bool = False) -> Iterator[tuple[type[BaseModel], bool]]:
    """The models an annotation names, and whether in a list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation, is_list
    elif get_origin(annotation) in (Union, types.UnionType, Annotated, tuple):
        for inner in get_args(annotation):
            yield from _models(inner, is_list or get_origin(annotation) is tuple)


def _keys(loc: tuple[str | int, ...], model: type[BaseModel]) -> tuple[str, ...]:
    """The keys known at a place."""
    found = _model_at(loc, model)
    return tuple(_fields(found)) if found is not None else ()


def _example(loc: tuple[str | int, ...], model: type[BaseModel]) -> str:
    """The example of the field at a place."""
    named = loc if loc and isinstance(loc[-1], str) else loc[:-1]
    if not named:
        return "name: my cell, and the other fields of a recipe"
    owner = _model_at(named[:-1], model)
    field = _fields(owner).get(str(named[-1])) if owner is not None else None
    example = str(field.examples[0]) if field is not None and field.examples else "a value"
    return example if named is loc else _first_item(example)


def _first_item(example: str) -> str:
    """The first item of a list of mappings as it is written in an example; any other example as it stands."""
    if not (example.startswith("[{") and example.endswith("]")):
        return example
    depth = 0
    for end, mark in enumerate(example[1:], 2):
        depth += (mark in "{[") - (mark in "}]")
        if depth == 0:
            return example[1:end]
    return example
