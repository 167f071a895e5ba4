"""About:Energy's measured NMC111 | graphite pouch cell and its BPX file (MIT; see SOURCE.md beside the data).

Looked for in the folder STRATODE_DATA names, else in ../shared/data beside the project. The discharge starts at 100 % state of
charge as the file defines it: its maximum (anode) and minimum (cathode) stoichiometries.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.metric import Curve

if TYPE_CHECKING:
    from benchmarks.peer import Discharge, Settings

FILE = "nmc_pouch_cell_BPX.json"


@dataclass(frozen=True, slots=True)
class Rate:
    name: str
    c_rate: float
    measured: str  # file name


RATES = (
    Rate("C/20", 0.05, "NMC_25degC_Co20.csv"),
    Rate("C/2", 0.5, "NMC_25degC_Co2.csv"),
    Rate("1C", 1.0, "NMC_25degC_1C.csv"),
    Rate("2C", 2.0, "NMC_25degC_2C.csv"),
)


def folder() -> Path | None:
    """Where the BPX file and the measurements are, or None."""
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    found = Path(os.environ.get("STRATODE_DATA", default)) / "bpx"
    return found if (found / FILE).exists() else None


def area(place: Path) -> float:
    """Electrode area of the whole cell, m2: area of a pair times pairs in parallel."""
    cell = _file(place)["Cell"]
    return float(cell["Electrode area [m2]"] * cell["Number of electrode pairs connected in parallel to make a cell"])


def current_density(place: Path, rate: Rate) -> float:
    """A/m2; 1C from the file's nominal capacity."""
    return float(_file(place)["Cell"]["Nominal cell capacity [A.h]"] * rate.c_rate / area(place))


def measured(place: Path, rate: Rate) -> Curve:
    """The measured discharge, its charge integrated from the measured current."""
    t, current, voltage = np.loadtxt(place / rate.measured, delimiter=",", skiprows=1, unpack=True)
    charge = np.concatenate([[0.0], np.cumsum(np.diff(t) * -(current[1:] + current[:-1]) / 2)]) / area(place)
    return Curve(t, voltage, charge)


def peer(place: Path, rate: Rate, settings: Settings) -> Discharge:
    """The cell in PyBaMM from its own BPX reader, started at the file's stoichiometries."""
    import pybamm

    from benchmarks.peer import Discharge

    values = pybamm.ParameterValues.create_from_bpx(str(place / FILE))
    file, density = _file(place), current_density(place, rate)
    starts = {"Negative electrode": "Maximum stoichiometry", "Positive electrode": "Minimum stoichiometry"}
    for side, limit in starts.items():
        e = file[side]
        values[f"Initial concentration in {side.lower()} [mol.m-3]"] = e[limit] * e["Maximum concentration [mol.m-3]"]
    values.update({"Current function [A]": density * area(place), "Upper voltage cut-off [V]": 5.0})
    longest = 1.3 * 3600 / rate.c_rate
    return Discharge(values, half=False, current_density=density, longest=longest, settings=settings)


def _file(place: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((place / FILE).read_text(encoding="utf-8"))
    return dict(content["Parameterisation"])
