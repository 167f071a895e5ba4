"""Reads a recipe from its file or text; a BPX file is taken wherever a recipe is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from stratode.recipe import parts
from stratode.recipe.answers import answer
from stratode.recipe.build import build
from stratode.recipe.build_transport import build_transport
from stratode.recipe.errors import RecipeError, refused
from stratode.recipe.reader import Document, read_bytes, read_yaml
from stratode.recipe.schema import Recipe
from stratode.recipe.schema_transport import TransportRecipe
from stratode.recipe.volumes import Measure

Model = TypeVar("Model", Recipe, TransportRecipe)
Made = TypeVar("Made", parts.Cell, parts.TransportCell)


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


def transport_from_mapping(content: dict[str, Any]) -> TransportRecipe:
    """The recipe of a transport cell that a mapping states.

    Raises:
        RecipeError: with every problem.
    """
    return _validated_transport(Document(content, {}, ""), "recipe")


def read_cell(path: str | Path, more_classes: int = 0, measure: Measure | None = None) -> parts.Cell:
    """The cell that a recipe (YAML) or a BPX file (JSON) describes; the content decides which it is.

    Args:
        path: of the file.
        more_classes: particle sizes more (or fewer) than stated for every distribution, to see what their number matters.
        measure: measures the volumes that layers name.

    Raises:
        RecipeError: with every problem found; a transport cell is none of these.
    """
    path = Path(path)
    content = read_bytes(path)
    if is_bpx(content):
        from stratode.recipe import bpx

        return bpx.read(path)
    document = read_yaml(content, str(path))
    return _built(document, lambda: build(_validated(document, path.stem), path.parent, more_classes, measure))


def read_either(path: str | Path, more_classes: int = 0, measure: Measure | None = None) -> parts.Cell | parts.TransportCell:
    """The cell of a recipe or a BPX file, or the transport cell of a recipe with `kind: transport`.

    Args:
        path: of the file.
        more_classes, measure: as of :func:`read_cell`.

    Raises:
        RecipeError: with every problem found.
    """
    path = Path(path)
    content = read_bytes(path)
    if not is_bpx(content):
        document = read_yaml(content, str(path))
        if _is_transport(document):
            stated = _validated_transport(document, path.stem)
            return _built(document, lambda: build_transport(stated, path.parent, more_classes, measure))
    return read_cell(path, more_classes, measure)


def is_bpx(content: bytes) -> bool:
    """Whether a file holds a JSON object with a Header or a Parameterisation, as BPX files do."""
    if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return False
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and not {"Header", "Parameterisation"}.isdisjoint(found)


def _is_transport(document: Document) -> bool:
    """Whether a recipe says that it is of a transport cell; a kind that is neither is refused."""
    if not isinstance(document.content, dict) or "kind" not in document.content:
        return False
    kind = document.content["kind"]
    if kind != "transport":
        error = refused("kind", "must be transport, or left out for a battery", kind, "Correct it, or remove the line.")
        raise _placed(error, document)
    return True


def _validated(document: Document, name: str) -> Recipe:
    if _is_transport(document):
        rule = "must be a battery here, and this recipe is of a transport cell"
        remedy = "Ask for its impedance or its experiment; or remove the line and state cathode and anode."
        raise _placed(refused("kind", rule, "transport", remedy), document)
    return _checked(document, name, Recipe)


def _validated_transport(document: Document, name: str) -> TransportRecipe:
    return _checked(document, name, TransportRecipe)


def _checked(document: Document, name: str, model: type[Model]) -> Model:
    """The content as one of the recipe models."""
    content = {"name": name, **document.content} if isinstance(document.content, dict) else document.content
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise _placed(answer(error, model), document) from error


def _built(document: Document, make: Callable[[], Made]) -> Made:
    """What `make` builds; its problems are told with their lines."""
    try:
        return make()
    except RecipeError as error:
        raise _placed(error, document) from error


def _placed(error: RecipeError, document: Document) -> RecipeError:
    """The error with the file's name and the line of each problem."""
    placed = tuple(replace(p, line=p.line or document.line_of(p.field)) for p in error.problems)
    return RecipeError(tuple(sorted(placed, key=lambda p: p.line or 0)), document.source)
