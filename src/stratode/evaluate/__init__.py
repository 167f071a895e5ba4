"""Measured data evaluated, from Python in the words of the command line: `stratode.evaluate.eis(...)` is `stratode lab eis`.

Nothing is imported before it is used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stratode.evaluate.convert import convert
    from stratode.evaluate.cracks import cracks
    from stratode.evaluate.cv import cv
    from stratode.evaluate.cycle import cycle
    from stratode.evaluate.dqdv import dqdv
    from stratode.evaluate.drt import drt
    from stratode.evaluate.edge import edge
    from stratode.evaluate.eis import eis
    from stratode.evaluate.evaluated import Evaluated
    from stratode.evaluate.floating import floating
    from stratode.evaluate.fringes import fringes
    from stratode.evaluate.front import front
    from stratode.evaluate.gitt import gitt
    from stratode.evaluate.lsv import lsv
    from stratode.evaluate.peel import peel
    from stratode.evaluate.porosity import porosity
    from stratode.evaluate.rate import rate, rate_curves
    from stratode.evaluate.relax import relax
    from stratode.evaluate.relaxation_times import relaxation_times
    from stratode.evaluate.rheology import rheology
    from stratode.evaluate.roughness import roughness
    from stratode.evaluate.strain import strain
    from stratode.evaluate.temperature import arrhenius, vtf
    from stratode.evaluate.tensile import tensile
    from stratode.evaluate.xrd import xrd

_HOME = {  # name: module of this package
    "Evaluated": "evaluated",
    "arrhenius": "temperature",
    "convert": "convert",
    "cracks": "cracks",
    "cv": "cv",
    "cycle": "cycle",
    "dqdv": "dqdv",
    "drt": "drt",
    "edge": "edge",
    "eis": "eis",
    "floating": "floating",
    "fringes": "fringes",
    "front": "front",
    "gitt": "gitt",
    "ici": "ici",
    "lsv": "lsv",
    "peel": "peel",
    "porosity": "porosity",
    "rate": "rate",
    "rate_curves": "rate",
    "relax": "relax",
    "relaxation_times": "relaxation_times",
    "resistance": "resistance",
    "rheology": "rheology",
    "roughness": "roughness",
    "strain": "strain",
    "tensile": "tensile",
    "vtf": "temperature",
    "xrd": "xrd",
}

__all__ = [
    "Evaluated",
    "arrhenius",
    "convert",
    "cracks",
    "cv",
    "cycle",
    "dqdv",
    "drt",
    "edge",
    "eis",
    "floating",
    "fringes",
    "front",
    "gitt",
    "ici",
    "lsv",
    "peel",
    "porosity",
    "rate",
    "rate_curves",
    "relax",
    "relaxation_times",
    "resistance",
    "rheology",
    "roughness",
    "strain",
    "tensile",
    "vtf",
    "xrd",
]


class _Front(ModuleType):
    """This package: a verb stays the verb, although its module of the same name is set on the package once it is imported."""

    def __setattr__(self, name: str, value: object) -> None:
        """Sets the verb where its module is set."""
        super().__setattr__(name, getattr(value, name) if name in __all__ and isinstance(value, ModuleType) else value)


sys.modules[__name__].__class__ = _Front


def __getattr__(name: str) -> Any:
    """The verb or class called `name`, imported at its first use."""
    if name not in _HOME:
        raise AttributeError(f"stratode.evaluate has no '{name}'; it has {', '.join(__all__)}")
    return getattr(import_module(f"stratode.evaluate.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
