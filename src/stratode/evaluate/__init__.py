"""Measured data evaluated, from Python in the words of the command line: `stratode.evaluate.eis(...)` is `stratode lab eis`.

Nothing is imported before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stratode.evaluate.eis import eis
    from stratode.evaluate.evaluated import Evaluated

_HOME = {  # name: module of this package
    "Evaluated": "evaluated",
    "eis": "eis",
}

__all__ = ["Evaluated", "eis"]


def __getattr__(name: str) -> Any:
    """The verb or class called `name`, imported at its first use."""
    if name not in _HOME:
        raise AttributeError(f"stratode.evaluate has no '{name}'; it has {', '.join(__all__)}")
    return getattr(import_module(f"stratode.evaluate.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
