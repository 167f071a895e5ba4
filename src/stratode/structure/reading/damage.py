"""What a reading library throws at a damaged file, told in one clear message; and what is said when a library is missing."""

from __future__ import annotations

import logging
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import util
from pathlib import Path

from stratode.recipe.errors import RecipeError, refused

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
    MemoryError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
)


class MissingExtra(ImportError):
    """An optional library is not installed; the text names the extra."""


@contextmanager
def reading(path: Path, kind: str) -> Iterator[None]:
    """Whatever fails inside is damage: it becomes one message; what was refused with words of its own passes.

    Raises:
        ValueError: the file cannot be read.
    """
    try:
        yield
    except RecipeError:
        raise
    except FAULTS as error:
        raise damaged(path, kind, str(error)) from error


def damaged(path: Path, kind: str, reason: str) -> RecipeError:
    """A file that is not, or no longer, what it claims to be."""
    return refused(
        path.name, f"must be a whole {kind}", reason or "one that is damaged", "It is damaged or cut off: copy or export it again."
    )


def need(*libraries: str) -> None:
    """Stops where a library of the extra is not installed, and keeps the readers' own talk from the user's screen.

    Raises:
        MissingExtra: with the command that installs it.
    """
    missing = [name for name in libraries if util.find_spec(name) is None]
    if missing:
        raise MissingExtra(f"this file needs {' and '.join(missing)}, not installed here; install with: pip install 'stratode[image]'")
    if "tifffile" in libraries:
        logging.getLogger("tifffile").setLevel(logging.CRITICAL + 1)  # it logs what we refuse with words of our own
