"""How this room refuses: what is wrong, what the file looks like, what would be accepted; and what a missing library is answered with."""

from __future__ import annotations

import struct
import zipfile
import zlib
from importlib import util

from stratode.recipe.errors import shown

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
    NotImplementedError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
    SyntaxError,
)
ACCEPTED = (
    "Gamry .DTA, CHI .txt, BioLogic .mpt, Land, Neware (.nda, .ndax, tables), Arbin and Maccor exports, BDF, and any table with "
    "named columns as .csv, .txt, .xlsx or .xls"
)


class MissingExtra(ImportError):
    """An optional library is not installed; the text names the extra."""


def need(*libraries: str) -> None:
    """Stops where a library of the extra is not installed.

    Raises:
        MissingExtra: with the command that installs it.
    """
    missing = [name for name in libraries if util.find_spec(name) is None]
    if missing:
        raise MissingExtra(f"this file needs {' and '.join(missing)}, not installed here; install with: pip install 'stratode[lab]'")


def unreadable(file: str, rule: str, received: str, remedy: str) -> ValueError:
    """The error for a file that cannot be read.

    Args:
        file: its name.
        rule: what must be, "must be a table".
        received: what it looks like instead.
        remedy: a sentence.
    """
    return ValueError(f"{quoted(file)}: {rule}; received {received}. {remedy}")


def quoted(text: str) -> str:
    """A text of unknown origin, short, printable and on one line."""
    return shown(text)[1:-1]
