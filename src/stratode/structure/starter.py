"""Statements to start from: commented files that `stratode generate` makes volumes of as they are."""

from __future__ import annotations

from difflib import get_close_matches
from importlib.resources import files

from stratode.recipe.errors import refused

NAMES = ("bilayer", "electrode", "coated", "blobs")


def starter(name: str) -> str:
    """The text of a statement to start from.

    Args:
        name: one of `NAMES`.

    Raises:
        RecipeError: there is no such starter, with the nearest one.
    """
    if name not in NAMES:
        near = get_close_matches(name, NAMES, n=1, cutoff=0.0)
        raise refused("starter", f"must be one of {', '.join(NAMES)}", name, f"The nearest: {near[0]}.")
    return files("stratode.structure").joinpath("starters", f"{name}.yaml").read_text(encoding="utf-8")
