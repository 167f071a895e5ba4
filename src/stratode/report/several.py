"""What is told of one recipe as it is, and of several under their names: titles, paragraphs, summaries."""

from __future__ import annotations

from collections.abc import Sequence

from stratode.report.strict_json import Json

LONGEST_TITLE = 70  # characters; the table names the recipes anyway


def title(names: Sequence[str], things: str = "recipes") -> str:
    """The title of a report on recipes of these names."""
    whole = " against ".join(names)
    return whole if len(names) == 1 or len(whole) <= LONGEST_TITLE else f"{len(names)} {things} side by side"


def named(names: Sequence[str], paragraphs: Sequence[str]) -> tuple[str, ...]:
    """One paragraph a recipe; of several each begins with its name."""
    if len(names) == 1:
        return tuple(paragraphs)
    return tuple(f"{name}: {paragraph}" for name, paragraph in zip(names, paragraphs, strict=True))


def together(each: Sequence[dict[str, Json]]) -> dict[str, Json]:
    """What `summary.json` holds: of one recipe as it is, of several under `recipes`."""
    return each[0] if len(each) == 1 else {"recipes": list(each)}
