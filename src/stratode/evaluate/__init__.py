"""Measured data evaluated, from Python in the words of the command line: `stratode.evaluate.eis(...)` is `stratode lab eis`.

Nothing is imported before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stratode.evaluate.evaluated import Evaluated
    from stratode.evaluate.verbs.convert import convert
    from stratode.evaluate.verbs.cracks import cracks
    from stratode.evaluate.verbs.cv import cv
    from stratode.evaluate.verbs.cycle import cycle
    from stratode.evaluate.verbs.dqdv import dqdv
    from stratode.evaluate.verbs.drt import drt
    from stratode.evaluate.verbs.edge import edge
    from stratode.evaluate.verbs.eis import eis
    from stratode.evaluate.verbs.floating import floating
    from stratode.evaluate.verbs.fringes import fringes
    from stratode.evaluate.verbs.front import front
    from stratode.evaluate.verbs.gitt import gitt
    from stratode.evaluate.verbs.ici import ici
    from stratode.evaluate.verbs.lsv import lsv
    from stratode.evaluate.verbs.peel import peel
    from stratode.evaluate.verbs.porosity import porosity
    from stratode.evaluate.verbs.rate import rate
    from stratode.evaluate.verbs.relax import relax
    from stratode.evaluate.verbs.relaxation_times import relaxation_times
    from stratode.evaluate.verbs.resistance import resistance
    from stratode.evaluate.verbs.rheology import rheology
    from stratode.evaluate.verbs.roughness import roughness
    from stratode.evaluate.verbs.strain import strain
    from stratode.evaluate.verbs.temperature import arrhenius, vtf
    from stratode.evaluate.verbs.tensile import tensile
    from stratode.evaluate.verbs.xrd import xrd

_HOME = {  # of verbs that share a module, and of what is no verb
    "Evaluated": "evaluated",
    "arrhenius": "verbs.temperature",
    "vtf": "verbs.temperature",
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


def __getattr__(name: str) -> Any:
    """The verb or class called `name`, imported at its first use."""
    if name not in __all__:
        raise AttributeError(f"stratode.evaluate has no '{name}'; it has {', '.join(__all__)}")
    return getattr(import_module(f"stratode.evaluate.{_HOME.get(name, f'verbs.{name}')}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
