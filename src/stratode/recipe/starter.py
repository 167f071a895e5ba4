"""Recipes to start from: commented files that load, build and run as they are."""

from __future__ import annotations

from difflib import get_close_matches
from importlib.resources import files

from stratode.recipe.errors import refused

BATTERIES = ("half-cell", "full-cell", "double-layer", "solid-state")
KINDS = (*BATTERIES, "transport-cell")


def starter(kind: str) -> str:
    """The text of a recipe to start from.

    Args:
        kind: one of `KINDS`.

    Raises:
        RecipeError: there is no such starter, with the nearest one.
    """
    if kind not in KINDS:
        near = get_close_matches(kind, KINDS, n=1, cutoff=0.0)
        raise refused("", f"must be one of {', '.join(KINDS)}", kind, f"The nearest: {near[0]}.")
    return files("stratode.recipe").joinpath("starters", f"{kind}.yaml").read_text(encoding="utf-8")
