"""Ohm's law: what membrane and pores must cost, and the current that the voltage window pays for.

The voltage budget: at every moment of a discharge cell voltage = equilibrium potential where the reaction is - losses; the first is at
least the lower cut-off, the second at most the upper one, to which the cell was charged. So the losses, and their mean over time, are at
most upper - lower. Of the losses the membrane's is i R, the pores' on average at least i u R_ion / 3 (Jensen's inequality; see
:func:`stratode.design.ohmic.least_pore_resistance`), with u the delivered share of the capacity. Kinetics and salt come on top, so
what breaks the bound is out of reach of every reaction profile. Holds for electrodes that are even through their thickness.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from stratode.design.ohmic import least_pore_resistance, pore_resistance
from stratode.design.path import Section
from stratode.design.reaction import transfer_overpotential
from stratode.evidence.claims.reading import ROOM
from stratode.evidence.engine.case import Case
from stratode.evidence.engine.node import Node
from stratode.evidence.engine.relation import Relation, Slot
from stratode.evidence.engine.rule import Bound
from stratode.evidence.finding import Severity
from stratode.evidence.rules import share

FAMILY = "ohmic"
OHM = "Ohm's law; Newman & Thomas-Alyea, Electrochemical Systems, 3rd ed."
PORES = "Landesfeind et al. 2016, doi:10.1149/2.1141607jes"
BUDGET = "energy balance of a discharge with Jensen's inequality; R_ion / 3: Ogihara et al. 2012, doi:10.1149/2.057207jes"
_WINDOW = (Slot("upper_cutoff"), Slot("lower_cutoff"))


def _membrane(**given: Any) -> np.ndarray:
    section = Section("membrane", given["membrane_thickness"], 1.0, 1.0, 1.0, 1.0, None, 0.0)
    return np.asarray(pore_resistance([section], given["conductivity"]))


def _pores(**given: Any) -> np.ndarray:
    eps = given["electrolyte_volume_share"]
    section = Section("electrode", given["thickness"], eps, eps / given["tortuosity"], 0.0, 1.0, None, 0.0)
    return np.asarray(pore_resistance([section], given["conductivity"]))


def _budget(**given: Any) -> np.ndarray:
    u = share.delivered(*(given[slot.key] for slot in share.SLOTS))
    ohms = given["membrane_resistance"] + least_pore_resistance(given["pore_resistance"], u)  # type: ignore[arg-type]
    return np.asarray((given["upper_cutoff"] - given["lower_cutoff"]) / ohms)


def _measured(lower_cutoff: np.ndarray, current_density: np.ndarray, series_resistance: np.ndarray,
              charge_transfer_resistance: np.ndarray) -> np.ndarray:  # fmt: skip
    kinetic = transfer_overpotential(current_density, charge_transfer_resistance, ROOM)
    return np.asarray(lower_cutoff + current_density * series_resistance + kinetic)


_LOSSES = Relation(
    "window spent on measured resistances", FAMILY, Slot("upper_cutoff"),
    tuple(Slot(name) for name in ("lower_cutoff", "current_density", "series_resistance", "charge_transfer_resistance")),
    _measured, "upper cut-off = lower cut-off + i R_s + (2 R T / F) asinh(F i R_ct / (2 R T))", OHM,
)  # fmt: skip


def _discharged(case: Case, inputs: Mapping[str, Node], context: Mapping[str, float]) -> bool:
    return share.against_all(case, inputs, context) and share.at_its_temperature(case, inputs, context)


def _without_membrane(case: Case) -> bool:
    return not any(True for _ in case.known.of("membrane_resistance"))


# fmt: off
RELATIONS = (
    Relation(
        "membrane resistance", FAMILY, Slot("membrane_resistance"), (Slot("membrane_thickness"), Slot("conductivity")), _membrane,
        "membrane resistance = thickness / conductivity", OHM, exponents={"membrane_thickness": 1, "conductivity": -1},
    ),
    Relation(
        "ion path resistance", FAMILY, Slot("pore_resistance"),
        tuple(Slot(name) for name in ("thickness", "tortuosity", "conductivity", "electrolyte_volume_share")), _pores,
        "R_ion = thickness x tortuosity / (conductivity x electrolyte share)", PORES,
        exponents={"thickness": 1, "tortuosity": 1, "conductivity": -1, "electrolyte_volume_share": -1},
    ),
    Relation(
        "electrolyte of a dense electrode", FAMILY, Slot("electrolyte_volume_share"), (Slot("active_volume_share"),),
        lambda active_volume_share: 1.0 - active_volume_share, "electrolyte share = 1 - active share by volume, no pores left",
        "conservation of volume", when=share.dense,
    ),
    Relation(
        "electrolyte in the pores", FAMILY, Slot("electrolyte_volume_share"), (Slot("porosity"),), lambda porosity: porosity,
        "electrolyte share = porosity, pores filled", "conservation of volume", when=lambda sample: not share.dense(sample),
        exponents={"porosity": 1}, tolerance=0.0,
    ),
)

RULES = (
    Bound(
        "series resistance holds the membrane", FAMILY, Slot("series_resistance"), ">=",
        Relation(
            "membrane resistance", FAMILY, Slot("series_resistance", "limit"), (Slot("membrane_resistance"),),
            lambda membrane_resistance: membrane_resistance, "membrane resistance = thickness / conductivity", OHM, tolerance=0.0,
        ),
        "The series resistance of a cell contains that of its membrane.",
    ),
    Bound(
        "voltage budget", FAMILY, Slot("current_density"), "<=",
        Relation(
            "voltage budget", FAMILY, Slot("current_density", "limit"),
            (*share.SLOTS, *_WINDOW, Slot("pore_resistance"), Slot("membrane_resistance")), _budget,
            "(upper - lower cut-off) / (membrane resistance + u R_ion / 3), u = delivered share of the capacity", BUDGET,
        ),
        "Above it membrane and ion path alone use up the voltage window, before kinetics and salt.", applies=_discharged, widest=True,
    ),
    Bound(
        "voltage budget of the electrode", FAMILY, Slot("current_density"), "<=",
        Relation(
            "voltage budget of the electrode", FAMILY, Slot("current_density", "limit"), (*share.SLOTS, *_WINDOW, Slot("pore_resistance")),
            lambda **given: _budget(**given, membrane_resistance=np.array(0.0)),
            "(upper - lower cut-off) / (u R_ion / 3), u = delivered share of the capacity", BUDGET,
        ),
        "Above it the ion path through the electrode alone uses up the voltage window, before kinetics and salt.",
        when=_without_membrane, applies=_discharged, widest=True,
    ),
    Bound(
        "voltage budget by measured resistances", FAMILY, Slot("current_density"), "<=",
        Relation(
            "voltage budget by measured resistances", FAMILY, Slot("current_density", "limit"),
            (*_WINDOW, Slot("series_resistance"), Slot("charge_transfer_resistance")),
            lambda **given: _LOSSES.solve("current_density", given),
            "i at which i R_s + (2 R T / F) asinh(F i R_ct / (2 R T)) = upper - lower cut-off", BUDGET,
        ),
        "Charge transfer was counted by its resistance at the state of charge of the spectrum; at others it can be less.",
        Severity.MEDIUM, applies=lambda case, inputs, context: abs(context["temperature"] - ROOM) < 0.5
        and share.at_its_temperature(case, inputs, context), widest=True,
    ),
)
