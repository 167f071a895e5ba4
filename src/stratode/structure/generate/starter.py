"""Requests to start from: commented files that generate as they are."""

from __future__ import annotations

from difflib import get_close_matches
from importlib.resources import files

from stratode.recipe.errors import refused

STARTERS = ("double-layer", "mix", "calendered", "coated", "frozen-pillars", "frozen-isotropic", "blobs")


def starter(name: str) -> str:
    """The text of a request to start from.

    Args:
        name: one of `STARTERS`.

    Raises:
        RecipeError: there is no such starter, with the nearest one where there is any.
    """
    if name not in STARTERS:
        near = get_close_matches(name, STARTERS, n=1, cutoff=0.5)
        advice = f"The nearest: {near[0]}." if near else "Write for example double-layer."
        raise refused("starter", f"must be one of {', '.join(STARTERS)}", name, advice)
    return files("stratode.structure.generate").joinpath("starters", f"{name}.yaml").read_text(encoding="utf-8")
