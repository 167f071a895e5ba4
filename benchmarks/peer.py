"""PyBaMM's side, as its users would run it at its best: DFN, IDAKLU, one Simulation built once and solved again.

CPU time is `time.process_time` of `Simulation.solve` plus reading the voltage at the solver's own steps; building the model,
the mesh and the Jacobian is not counted, nor is compiling them. The voltage elsewhere comes from PyBaMM's own interpolation,
outside the clock. The only events kept are the voltage limits, because the others end a starved discharge before its cut-off.

Two details differ from the textbook equations and stay below 0.01 mV on these cases: PyBaMM adds 1e-6 V (1/x + 1/(x - 1)) to
every open-circuit potential, and smooths square roots of concentrations close to zero.
"""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
import pybamm

from benchmarks.cases import TEMPERATURE, Case, Foil, Porous
from benchmarks.metric import Array, Curve

VOLTAGE = "Voltage [V]"
VERSION = str(pybamm.__version__)
HAS_COMPILER = shutil.which("cc") is not None


@dataclass(frozen=True, slots=True)
class Mesh:
    """Cells in anode, separator and cathode (anode 0: lithium), shells in the particles.

    `stretch` clusters cells exponentially (largest over smallest about exp(stretch)): in each electrode towards the separator,
    in the separator towards both its faces. `shell_stretch` clusters the shells towards the particle surface. 0 is uniform.
    """

    anode: int
    separator: int
    cathode: int
    shells: int
    stretch: float = 0.0
    shell_stretch: float = 0.0

    def __str__(self) -> str:
        cells = f"{self.separator}/{self.cathode}" if self.anode == 0 else f"{self.anode}/{self.separator}/{self.cathode}"
        kind = " clustered" if self.stretch else " uniform"
        return f"{cells}{kind}, {self.shells} shells{' clustered' if self.shell_stretch else ''}"


@dataclass(frozen=True, slots=True)
class Settings:
    """How PyBaMM solves. `compiled` turns its expressions into machine code with the system's C compiler (10 s, once)."""

    mesh: Mesh
    rtol: float = 1e-4
    atol: float = 1e-6
    compiled: bool = False


class Discharge:
    """A cell built once in PyBaMM at one rate; `solve` may be called as often as wanted."""

    def __init__(self, values: Any, half: bool, current_density: float, longest: float, settings: Settings) -> None:
        self._current_density = current_density
        self._longest = longest
        self._simulation = simulation(model(half), values, settings)

    def solve(self) -> tuple[Curve, float]:
        """The discharge, and the CPU seconds it took.

        Raises:
            RuntimeError: PyBaMM gave up, or ended before the cut-off voltage.
        """
        start = time.process_time()
        try:
            solution = self._simulation.solve([0.0, self._longest])
        except pybamm.SolverError as error:
            raise RuntimeError(f"PyBaMM gave up: {error}") from error
        voltage = solution[VOLTAGE].data
        cpu = time.process_time() - start
        if "voltage" not in solution.termination:
            raise RuntimeError(f"PyBaMM stopped at {solution.t[-1]:.0f} s with {solution.termination!r} at {voltage[-1]:.3f} V.")
        return _curve(solution, self._current_density), cpu

    def salt_drift(self) -> float:
        """Largest relative change of the salt over a discharge (full cells)."""
        salt = self._simulation.solve([0.0, self._longest])["Total lithium in electrolyte [mol]"].data
        return float(np.max(np.abs(salt / salt[0] - 1.0)))


def prepare(case: Case, settings: Settings) -> Discharge:
    """A case ready to be solved."""
    longest = 1.02 * case.max_capacity / case.current_density
    return Discharge(parameters(case), isinstance(case.anode, Foil), case.current_density, longest, settings)


def discharge(case: Case, settings: Settings, repeats: int = 5) -> tuple[Curve, float]:
    """The discharge of a case and the median CPU seconds of `repeats` warm solves (0: of the first)."""
    ready = prepare(case, settings)
    curve, cpu = ready.solve()
    return curve, median(ready.solve()[1] for _ in range(repeats)) if repeats else cpu


def model(half: bool) -> Any:
    """Doyle-Fuller-Newman, isothermal, Fickian particles; its only events are the voltage limits.

    For lithium half cells PyBaMM's basic form: the same equations as its full one (0.001 mV apart), 15 % faster.
    """
    dfn = pybamm.lithium_ion.BasicDFNHalfCell() if half else pybamm.lithium_ion.DFN()
    dfn.events = [event for event in dfn.events if "voltage" in event.name]
    return dfn


def simulation(dfn: Any, values: Any, settings: Settings, **solver_options: Any) -> Any:
    """A Simulation of PyBaMM with this mesh and these tolerances."""
    options = {"options": {"compile": settings.compiled}} | solver_options
    solver = pybamm.IDAKLUSolver(rtol=settings.rtol, atol=settings.atol, **options)
    kinds = submeshes(dfn, settings.mesh)
    return pybamm.Simulation(dfn, parameter_values=values, solver=solver, var_pts=points(settings.mesh), submesh_types=kinds)


def points(mesh: Mesh) -> dict[str, int]:
    """PyBaMM's numbers of cells; a half cell names an anode mesh that holds no unknown."""
    return {"x_n": mesh.anode or 2, "x_s": mesh.separator, "x_p": mesh.cathode, "r_n": mesh.shells, "r_p": mesh.shells}


def clustered(cells: int, side: str, stretch: float) -> Array:
    """Edges from 0 to 1 (cells + 1,), clustered exponentially towards "left", "right" or "both" ends; 0 stretch is uniform."""
    s = np.linspace(0.0, 1.0, cells + 1)
    if stretch == 0.0:
        return s
    rise = np.expm1(stretch * s) / np.expm1(stretch)
    if side == "left":
        return np.asarray(rise)
    if side == "right":
        return np.asarray(1.0 - rise[::-1])
    half = np.expm1(stretch * np.minimum(2 * s, 2 - 2 * s)) / np.expm1(stretch) / 2
    return np.asarray(np.where(s <= 0.5, half, 1.0 - half))


class ClusteredSubMesh(pybamm.SubMesh1D):
    """A fixed submesh with `clustered` edges.

    PyBaMM's own exponential submesh has edges at "left" and "right" like these, but its "symmetric" one leaves a gap of a large
    part of the domain at the middle, and discharges on it converge to a wrong answer.
    """

    def __init__(self, lims: Any, npts: Any, side: str, stretch: float) -> None:
        variable, limits, tabs = self.read_lims(lims)
        low, high = limits["min"], limits["max"]
        edges = low + (high - low) * clustered(npts[variable.name], side, stretch)
        edges[-1] = high
        super().__init__(edges, coord_sys=variable.coord_sys, tabs=tabs)


def submeshes(dfn: Any, mesh: Mesh) -> dict[str, Any]:
    kinds = dict(dfn.default_submesh_types)
    for domain, side, stretch in sides(mesh):
        kinds[domain] = pybamm.MeshGenerator(ClusteredSubMesh, {"side": side, "stretch": stretch})
    return kinds


def sides(mesh: Mesh) -> tuple[tuple[str, str, float], ...]:
    """(domain of PyBaMM, side towards which its cells cluster, stretch)."""
    through = (("negative electrode", "right"), ("separator", "both"), ("positive electrode", "left"))
    particles = ("negative particle", "positive particle")
    return (*((d, side, mesh.stretch) for d, side in through), *((d, "right", mesh.shell_stretch) for d in particles))


def parameters(case: Case) -> Any:
    """PyBaMM's parameter values of a case; one square metre of cell."""
    values = pybamm.ParameterValues("Xu2019" if isinstance(case.anode, Foil) else "Chen2020")
    anode = _lithium(case.anode) if isinstance(case.anode, Foil) else _electrode("Negative", case.anode)
    values.update(_cell(case) | _electrode("Positive", case.cathode) | anode, check_already_exists=False)
    return values


def _cell(case: Case) -> dict[str, Any]:
    salt = case.salt
    return {
        "Electrode height [m]": 1.0,
        "Electrode width [m]": 1.0,
        "Nominal cell capacity [A.h]": case.one_c,
        "Current function [A]": case.current_density,
        "Contact resistance [Ohm]": 0.0,
        "Number of electrodes connected in parallel to make a cell": 1.0,
        "Number of cells connected in series to make a battery": 1.0,
        "Lower voltage cut-off [V]": case.lower_voltage,
        "Upper voltage cut-off [V]": 5.0,
        "Ambient temperature [K]": TEMPERATURE,
        "Initial temperature [K]": TEMPERATURE,
        "Reference temperature [K]": TEMPERATURE,
        "Separator thickness [m]": case.separator,
        "Separator porosity": case.separator_porosity,
        "Separator Bruggeman coefficient (electrolyte)": case.separator_bruggeman,
        "Initial concentration in electrolyte [mol.m-3]": salt.concentration,
        "Cation transference number": salt.transference,
        "Thermodynamic factor": salt.thermodynamic_factor,
        "Electrolyte diffusivity [m2.s-1]": lambda c, T: salt.diffusivity(c),
        "Electrolyte conductivity [S.m-1]": lambda c, T: salt.conductivity(c),
    }


def _electrode(side: str, e: Porous) -> dict[str, Any]:
    host, lower = e.host, side.lower()
    # Powers of the bare concentrations, because PyBaMM smooths exactly those where they approach zero.
    prefactor = 2 * host.exchange_current / (1000**0.5 * host.max_concentration)
    return {
        f"{side} electrode thickness [m]": e.thickness,
        f"{side} electrode porosity": e.porosity,
        f"{side} electrode active material volume fraction": e.active,
        f"{side} electrode conductivity [S.m-1]": e.conductivity,
        f"{side} electrode Bruggeman coefficient (electrolyte)": e.bruggeman,
        f"{side} electrode Bruggeman coefficient (electrode)": 0.0,
        f"{side} electrode charge transfer coefficient": 0.5,
        f"{side} electrode OCP [V]": host.potential,
        f"{side} electrode OCP entropic change [V.K-1]": 0.0,
        f"{side} electrode exchange-current density [A.m-2]": lambda c, cs, cm, T: prefactor * c**0.5 * cs**0.5 * (cm - cs) ** 0.5,
        f"{side} particle radius [m]": e.radius,
        f"{side} particle diffusivity [m2.s-1]": host.diffusivity,
        f"Maximum concentration in {lower} electrode [mol.m-3]": host.max_concentration,
        f"Initial concentration in {lower} electrode [mol.m-3]": e.start * host.max_concentration,
    }


def _lithium(foil: Foil) -> dict[str, Any]:
    return {
        "Exchange-current density for lithium metal electrode [A.m-2]": lambda c, c_li, T: foil.exchange_current * (c / 1000) ** 0.5,
        "Negative electrode thickness [m]": 1e-6,
        "Negative electrode conductivity [S.m-1]": 1e10,  # lithium as an ideal conductor
    }


def _curve(solution: Any, current_density: float) -> Curve:
    """Ten points per solver step, from PyBaMM's interpolation."""
    t = solution.t
    fine = np.concatenate([(t[:-1, None] + np.diff(t)[:, None] * np.linspace(0.0, 0.9, 10)).ravel(), t[-1:]])
    return Curve(time=fine, voltage=np.asarray(solution[VOLTAGE](t=fine), dtype=float), charge=fine * current_density)
