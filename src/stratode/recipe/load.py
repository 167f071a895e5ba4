"""Reads a recipe from its file or text; a BPX file is taken wherever a recipe is."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from stratode.recipe import parts
from stratode.recipe.answers import answer
from stratode.recipe.build import build
from stratode.recipe.errors import RecipeError
from stratode.recipe.reader import Document, read_bytes, read_yaml
from stratode.recipe.schema import Recipe


def load(path: str | Path) -> Recipe:
    """The recipe that a YAML file states.

    Raises:
        RecipeError: with every problem of the file, each with its line.
    """
    path = Path(path)
    return _validated(read_yaml(read_bytes(path), str(path)), path.stem)


def loads(text: str) -> Recipe:
    """The recipe that a YAML text states.

    Raises:
        RecipeError: with every problem of the text, each with its line.
    """
    return _validated(read_yaml(text), "recipe")


def from_mapping(content: dict[str, Any]) -> Recipe:
    """The recipe that a mapping states, with the keys and texts of the file.

    Raises:
        RecipeError: with every problem.
    """
    return _validated(Document(content, {}, ""), "recipe")


def read_cell(path: str | Path) -> parts.Cell:
    """The cell that a recipe (YAML) or a BPX file (JSON) describes; the content decides which it is.

    Raises:
        RecipeError: with every problem found.
    """
    path = Path(path)
    content = read_bytes(path)
    if is_bpx(content):
        from stratode.recipe import bpx

        return bpx.read(path)
    document = read_yaml(content, str(path))
    recipe = _validated(document, path.stem)
    try:
        return build(recipe, path.parent)
    except RecipeError as error:
        raise _placed(error, document) from error


def is_bpx(content: bytes) -> bool:
    """Whether a file holds a JSON object with a Header or a Parameterisation, as BPX files do."""
    if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return False
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and not {"Header", "Parameterisation"}.isdisjoint(found)


def _validated(document: Document, name: str) -> Recipe:
    content = {"name": name, **document.content} if isinstance(document.content, dict) else document.content
    try:
        return Recipe.model_validate(content)
    except ValidationError as error:
        raise _placed(answer(error, Recipe), document) from error


def _placed(error: RecipeError, document: Document) -> RecipeError:
    """The error with the file's name and the line of each problem."""
    placed = tuple(replace(p, line=p.line or document.line_of(p.field)) for p in error.problems)
    return RecipeError(tuple(sorted(placed, key=lambda p: p.line or 0)), document.source)
