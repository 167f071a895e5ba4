"""The one error of this room: a recipe that cannot be used, with everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, replace

LONGEST_RECEIVED = 80  # characters of a received value that are shown


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, which rule, what was received, what to do.

    Args:
        field: path of the field, "cathode.layers.0.loading"; "" for the file as a whole.
        rule: the rule that is broken, as a sentence without a full stop.
        received: what was found, with its unit; "" where nothing was.
        remedy: what to write instead.
        line: line of the file, from 1, where known.
    """

    field: str
    rule: str
    received: str
    remedy: str
    line: int | None = None

    def __str__(self) -> str:
        """The problem as one sentence and its remedy."""
        where = " ".join(part for part in (self.field, f"(line {self.line})" if self.line else "") if part)
        received = f"; received {self.received}" if self.received else ""
        sentence = f"{self.rule}{received}. {self.remedy}".rstrip(". ")
        sentence += "" if sentence.endswith("?") else "."
        return f"{where}: {sentence}" if where else sentence


class RecipeError(ValueError):
    """A recipe that cannot be used; `problems` holds every reason found.

    Args:
        problems: at least one; a text stands for one problem without a place.
        source: file or thing the problems are in, "" where there is none.
    """

    def __init__(self, problems: tuple[Problem, ...] | str, source: str = "") -> None:
        """Keeps the problems."""
        if isinstance(problems, str):
            problems = (Problem("", problems, "", ""),)
        super().__init__(problems, source)
        self.problems = problems
        self.source = source

    def __str__(self) -> str:
        """All problems, numbered where there are several."""
        if len(self.problems) == 1:
            return f"{self.source}: {self.problems[0]}" if self.source else str(self.problems[0])
        head = f"{self.source or 'the recipe'} has {len(self.problems)} problems:"
        return "\n".join([head, *(f"  {i}. {p}" for i, p in enumerate(self.problems, 1))])

    def within(self, field: str) -> RecipeError:
        """The same problems, one level further out: every path is prefixed with `field`."""
        return RecipeError(tuple(replace(p, field=f"{field}.{p.field}".rstrip(".")) for p in self.problems), self.source)


def refused(field: str, rule: str, received: object, remedy: str, line: int | None = None) -> RecipeError:
    """A :class:`RecipeError` of one problem."""
    return RecipeError((Problem(field, rule, shown(received), remedy, line),))


def shown(value: object) -> str:
    """A received value as it is quoted in a message: short, printable, on one line; "" for None."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else repr(value)
    text = "".join(c if c.isprintable() else "?" for c in text[: LONGEST_RECEIVED + 1])
    text = text if len(text) <= LONGEST_RECEIVED else text[: LONGEST_RECEIVED - 3] + "..."
    return f"'{text}'" if isinstance(value, str) else text
