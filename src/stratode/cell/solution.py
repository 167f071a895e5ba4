"""What a run gives back: plain arrays in SI units, for tables, figures and files."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Ending(Enum):
    """Why a discharge ended; the value is the name in summary.json."""

    CUT_OFF = "cut_off"
    SALT_DEPLETED = "salt_depleted"
    SALT_SATURATED = "salt_saturated"
    SOLID_FULL = "solid_full"
    SOLID_EMPTY = "solid_empty"
    LITHIUM_EXHAUSTED = "lithium_exhausted"
    TIME_LIMIT = "time_limit"
    TOO_HOT = "too_hot"
    COULD_NOT_FINISH = "could_not_finish"


@dataclass(frozen=True, slots=True)
class Mesh:
    """The through-thickness mesh, from the anode side (x = 0 at the lithium or the anode collector) to the cathode collector."""

    width: Array  # (N,) m
    region: NDArray[np.int64]  # (N,) -1 anode, 0 separator, 1 cathode
    layer: NDArray[np.int64]  # (N,) index into layer_names
    layer_names: tuple[str, ...]  # "anode: NAME", "separator", "cathode: NAME"
    site_node: NDArray[np.int64]  # (S,) node of each site; a site is one population at one node
    site_fraction: Array  # (S,) active volume fraction
    site_name: tuple[str, ...]  # (S,) "NMC83 11.3 um"

    @property
    def x(self) -> Array:
        """Node centres, m."""
        return np.cumsum(self.width) - 0.5 * self.width


@dataclass(frozen=True, slots=True)
class Trace:
    """Every accepted step of one leg (K steps). Current > 0 charges the cell."""

    time: Array  # (K,) s
    voltage: Array  # (K,) V
    current_density: Array  # (K,) A/m2
    step: NDArray[np.int64]  # (K,) number of the protocol step
    salt: Array  # (K, N) mol/m3
    phi_e: Array  # (K, N) V
    phi_s: Array  # (K, N) V, 0 in the separator
    flux: Array  # (K, S) A/m2 of particle surface, > 0 when lithium leaves the particle
    surface: Array  # (K, S) stoichiometry at the surface
    mean: Array  # (K, S) mean stoichiometry
    temperature: Array = field(default_factory=lambda: np.zeros(0))  # (K,) K; empty where the run is isothermal
    branch: Array = field(default_factory=lambda: np.zeros((0, 0)))  # (K, S) -1 discharge to 1 charge; empty where no host has branches


@dataclass(frozen=True, slots=True)
class Losses:
    """Voltage losses over a discharge (K instants): OCV - V = sum of `values` over names, V."""

    depth: Array  # (K,) mAh/g of cathode active material delivered
    names: tuple[str, ...]  # "lithium electrode", "separator ohmic", "pore ohmic: cathode: L", ...
    values: Array  # (K, len(names)) V
    open_circuit: Array  # (K,) V, common equilibrium potential at the coulomb-counted lithium
    residual: float  # V, largest |OCV - V - sum|


@dataclass(frozen=True, slots=True)
class ErrorEstimate:
    """What mesh and time steps leave uncertain, from the difference of two meshes."""

    capacity: float  # relative, 1
    voltage: float  # V rms over the discharge to 98 % of capacity


@dataclass(frozen=True, slots=True)
class RateResult:
    """One discharge at one rate, with what explains it."""

    c_rate: float
    current_density: float  # A/m2, magnitude
    capacity: float  # Ah/m2
    specific_capacity: float  # mAh per g of cathode active material
    energy: float  # Wh/m2
    mean_voltage: float  # V
    ended_by: Ending
    ended_where: str  # "" or e.g. "salt below 1 mol/m3 from 212 um behind the separator to the collector"
    limited_by: str  # a mechanism, "voltage window" (nothing else takes much) or "several together" (no single removal helps); "" not asked
    gains: dict[str, float]  # mAh/g that removing one mechanism alone would bring; "charge protocol": starting fully charged
    waterfall: tuple[
        tuple[str, float], ...
    ]  # ("theoretical", 275.5), ("voltage window", 204.1), ("charge transfer", 203.0), ..., ("delivered", 139.5): mAh/g that remain
    utilisation: dict[str, float]  # per layer name of the cathode: share of the layer's window capacity that worked
    losses: Losses
    mean_losses: dict[str, float]  # V, averaged over the discharge
    min_salt: float  # mol/m3
    error_estimate: ErrorEstimate
    lithium_error: float  # relative
    salt_error: float  # relative
    held_outside_data: tuple[str, ...]  # "D of NMC811 held at x = 0.93 for 120 s in layer S"
    cpu_s: float
    mesh: Mesh
    trace: Trace  # the discharge leg
    charge: Trace | None = None  # the charge leg
    heat: HeatAccount | None = None  # of charge and discharge, where the temperature is computed


@dataclass(frozen=True, slots=True)
class HeatAccount:
    """Where the energy of a run went, J/m2: chemical = delivered + lost + stored + in double layers, up to `error`."""

    chemical: float  # enthalpy the hosts gave up
    delivered: float  # electrical work at the terminals, > 0 given
    lost: float  # heat to the surroundings
    stored: float  # heat that warmed the cell
    double_layers: float
    error: float  # relative, of the sum


class StageEnd(Enum):
    """Why a stage of an experiment ended; the value is the name in summary.json."""

    TIME = "time"
    VOLTAGE = "voltage"
    CURRENT = "current"
    SETTLED = "settled"  # the voltage moves slowly enough
    LITHIUM_EXHAUSTED = "lithium_exhausted"
    TEMPERATURE = "temperature"  # beyond what properties are known for
    SALT_DEPLETED = "salt_depleted"
    SALT_SATURATED = "salt_saturated"
    SOLID_FULL = "solid_full"
    SOLID_EMPTY = "solid_empty"
    RUNAWAY = "runaway"  # a voltage that no cell follows: nothing is left to carry the current
    COULD_NOT_FINISH = "could_not_finish"


@dataclass(frozen=True, slots=True)
class StageResult:
    """One stage of an experiment as it went; charging counts positive."""

    number: int  # from 1, in the order run; repeats count on
    label: str  # in words: "charge at C/5 to 4.3 V"
    round: int  # of the innermost repeat, from 1; 0 outside
    start: float  # s
    duration: float  # s
    charge: float  # Ah/m2
    energy: float  # Wh/m2
    voltage_start: float  # V, after the current was switched
    voltage_end: float  # V
    current_end: float  # A/m2
    ended_by: StageEnd


@dataclass(frozen=True, slots=True)
class ExperimentResult:
    """An experiment: every stage, the curves, and what they can be trusted to."""

    name: str
    stages: tuple[StageResult, ...]
    trace: Trace  # all stages; `step` is the stage's number; fields have K rows, or none where only curves were kept
    voltage_error: float  # V rms, estimated from two meshes
    lithium_error: float  # relative
    salt_error: float  # relative
    heat: HeatAccount | None  # where the temperature is computed
    held_outside_data: tuple[str, ...]
    finished: bool  # False: a stage could not finish; what was computed stands
    cpu_s: float
    mesh: Mesh
    charge_error: float = 0.0  # of a stage, over the largest charge of a stage, from two meshes: what held voltages may be off by


@dataclass(frozen=True, slots=True)
class Spectrum:
    """The impedance of a cell at rest at one state of charge, per cell area."""

    state_of_charge: float | None  # 0 to 1; None for a transport cell
    voltage: float  # V at rest
    frequency: Array  # (F,) Hz
    impedance: NDArray[np.complex128]  # (F,) ohm m2


@dataclass(frozen=True, slots=True)
class ImpedanceResult:
    """Spectra of one cell."""

    name: str
    area: float  # m2
    spectra: tuple[Spectrum, ...]
    cpu_s: float


@dataclass(frozen=True, slots=True)
class ClassChange:
    """A discharge with another number of particle sizes."""

    more: int  # sizes more than the cell's own; below 0: fewer
    c_rate: float
    capacity: float  # Ah/m2
    change: float  # of the capacity, relative to that of the cell itself
    problem: str  # why there is no result, in words; "" where there is one


@dataclass(frozen=True, slots=True)
class CellResult:
    """All rates of one recipe."""

    name: str
    rates: tuple[RateResult, ...]
    notes: tuple[str, ...] = field(default=())
    class_changes: tuple[ClassChange, ...] = ()  # at one rate; empty where no sizes stand for a distribution
