"""Optional libraries: what is said where one is not installed. Every room that reads or writes with them lies above this one."""

from __future__ import annotations

from importlib import util


class MissingExtra(ImportError):
    """An optional library is not installed; the text names the extra."""


def need(*libraries: str, extra: str, what: str = "this file") -> None:
    """Stops where a library of an extra is not installed.

    Args:
        libraries: by the names that they are imported under.
        extra: that brings them, "image".
        what: needs them.

    Raises:
        MissingExtra: with the command that installs it.
    """
    missing = [name for name in libraries if util.find_spec(name) is None]
    if missing:
        raise MissingExtra(f"{what} needs {' and '.join(missing)}, not installed here; install with: pip install 'stratode[{extra}]'")
