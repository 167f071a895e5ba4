"""What a reading library throws at a damaged file, told in one clear message."""

from __future__ import annotations

import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tokenize import TokenError

from stratode.recipe.errors import Problem, RecipeError, shown

MARK = 12  # bytes at the beginning of a file that tell what it is
FAULTS = (  # readers of binary formats have no error of their own for much of what damage does to them
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RuntimeError,
    OSError,
    EOFError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
    TokenError,
    SyntaxError,
)


@contextmanager
def reading(path: Path, kind: str) -> Iterator[None]:
    """Whatever fails inside is damage: it becomes one message; what was refused with words of its own passes.

    Raises:
        ValueError: the file cannot be read.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about things that are checked here, or do not matter
            yield
    except RecipeError:
        raise
    except MemoryError as error:
        raise unfit(
            path, "must be read in pieces that fit in memory", "one that does not", "Free memory, or store it in smaller pieces."
        ) from error
    except FAULTS as error:
        raise damaged(path, kind, told(error)) from error


def check_mark(path: Path, kind: str, *marks: bytes) -> None:
    """Stops at a file that does not begin as its kind does, such as a text that was given another ending.

    Raises:
        ValueError: with how it begins instead.
    """
    with path.open("rb") as file:
        head = file.read(MARK)
    if not head.startswith(marks):
        begins = f"one that begins with {head!r}"
        raise unfit(path, f"must be a {kind}, as its ending says", begins, "Check what it is, or export it again.")


def told(error: BaseException) -> str:
    """A library's own words, short, printable and on one line."""
    return shown(" ".join(str(error).split()) or type(error).__name__)[1:-1]


def damaged(where: Path | str, kind: str, found: str) -> RecipeError:
    """A file that is not, or no longer, what it claims to be; `found` tells what it is instead."""
    return unfit(where, f"must be a whole {kind}", found or "damage", "It is damaged or cut off: copy or export it again.")


def unfit(where: Path | str, rule: str, found: str, remedy: str) -> RecipeError:
    """The error for a file that cannot be used: as `refused`, with `found` in words of our own, which stand without quotation marks."""
    field = where if isinstance(where, str) else named(where)
    return RecipeError((Problem(field, rule, " ".join(found.split()), remedy),))


def named(path: Path) -> str:
    """A file's name, short and printable."""
    return shown(path.name)[1:-1]
