"""A measured pulse fitted with the cell model: the one module of this room that knows the cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from scipy.interpolate import PchipInterpolator
from scipy.optimize import brentq

from stratode.cell.equilibrium import AtRest, at_soc
from stratode.cell.experiment import run_experiment
from stratode.cell.protocol import Precision
from stratode.lab.estimate import Caution
from stratode.lab.record import Array
from stratode.lab.titration.pulses import Pulse
from stratode.lab.titration.shape_fit import ShapeFit, beware, fit_shape
from stratode.recipe.parts import ActiveMaterial, Cell, Coin, Current, Electrode, Experiment, Layer, Rest
from stratode.recipe.property import constant

FINE = Precision(nodes=24, tolerance=3e-5, closeness=1e-9, scout_nodes=12)  # a pulse is some tens of mV, read to some uV
ALIKE = (0.8, 1.25)  # how much the model's change may be scaled before it is told
SEARCHED, TRIED = 50.0, 17  # times the guess, either way; diffusivities on the way


@dataclass(frozen=True, slots=True, eq=False)
class CellFit:
    """A pulse fitted with a cell.

    Args:
        shape: what was fitted; its size is the scale on the model's change of voltage, 1 where the recipe's potential and capacity hold.
        material: whose diffusivity.
        stoichiometry: of it at rest before the pulse.
        state_of_charge: of the cell there.
        resistance: ohm that comes with the current beside the model's own, negative where the recipe has too much.
    """

    shape: ShapeFit
    material: str
    stoichiometry: float
    state_of_charge: float
    resistance: float


@dataclass(frozen=True, slots=True)
class CellAtPulse:
    """A cell that is to be fitted to pulses.

    Args:
        cell: closed; its own protocol plays no part.
        side: "cathode" or "anode": whose active material.
    """

    cell: Cell
    side: str = "cathode"

    def __post_init__(self) -> None:
        """Checks the side.

        Raises:
            ValueError: it has no single active material.
        """
        names = {p.material.name for layer in self.layers for p in layer.populations}
        if len(names) != 1:
            raise ValueError(
                f"--recipe: its {self.side} must hold one active material, whose diffusivity is fitted; received "
                f"{', '.join(sorted(names)) or 'none'}. Give the recipe of such a cell, or choose the other side (--side)."
            )

    @property
    def layers(self) -> tuple[Layer, ...]:
        """Of the side."""
        electrode = self.cell.cathode if self.side == "cathode" else self.cell.anode
        return electrode.layers if isinstance(electrode, Electrode) else ()

    @property
    def material(self) -> ActiveMaterial:
        """Whose diffusivity is fitted."""
        return self.layers[0].populations[0].material

    @property
    def area(self) -> float:
        """Of all coated cathode faces, m2."""
        form = self.cell.format
        return form.area if isinstance(form, Coin) else form.area * form.faces

    def with_diffusivity(self, value: float) -> Cell:
        """The cell with another diffusivity of the material, m2/s at the cell's temperature."""
        new = replace(self.material, diffusivity=constant(value, "m2/s", "fitted"))
        layers = tuple(replace(one, populations=tuple(replace(p, material=new) for p in one.populations)) for one in self.layers)
        if self.side == "cathode":
            return replace(self.cell, cathode=replace(self.cell.cathode, layers=layers))
        if not isinstance(self.cell.anode, Electrode):
            raise TypeError("anode: must be an electrode of layers")
        return replace(self.cell, anode=replace(self.cell.anode, layers=layers))

    def resting(self, voltage: float) -> tuple[float, AtRest]:
        """State of charge, and the cell there, at which it rests at that voltage.

        Raises:
            ValueError: it lies outside the recipe's window.
        """
        ends = at_soc(self.cell, 0.0).voltage, at_soc(self.cell, 1.0).voltage
        if not ends[0] < voltage < ends[1]:
            raise ValueError(
                f"--recipe: its window must hold the voltage of rest before each pulse; received {voltage:.4g} V beside {ends[0]:.4g} to "
                f"{ends[1]:.4g} V. Widen protocol.window, or give the recipe of the cell that was measured."
            )
        soc = float(brentq(lambda s: at_soc(self.cell, s).voltage - voltage, 0.0, 1.0, xtol=1e-9))
        return soc, at_soc(self.cell, soc)


def modelled(at: CellAtPulse, pulse: Pulse, soc: float) -> Callable[[float, Array], Array]:
    """The model's change of voltage over a pulse and the rest after it, of a diffusivity and time.

    Raises:
        ValueError: the run ends before the pulse and rest do.
    """
    density = abs(pulse.amplitude) / at.area
    current = Current(None, pulse.amplitude > 0.0, None, pulse.duration, density)
    experiment = Experiment((current, Rest(max(pulse.rest_after, 1.0) * 1.001)), soc)
    rest = at_soc(at.cell, soc).voltage

    @lru_cache(maxsize=256)
    def run(diffusivity: float) -> tuple[PchipInterpolator, PchipInterpolator] | None:
        result = run_experiment(replace(at.with_diffusivity(diffusivity), experiment=experiment), precision=FINE)
        if len(result.stages) < 2 or not result.finished:
            return None
        trace, start = result.trace, result.stages[1].start
        curves = []
        for number, begins in ((1, 0.0), (2, start)):
            rows = trace.step == number
            u, kept = np.unique(np.sqrt(np.maximum(trace.time[rows] - begins, 0.0)), return_index=True)
            curves.append(PchipInterpolator(u, trace.voltage[rows][kept] - rest, extrapolate=True))
        return curves[0], curves[1]

    def change(diffusivity: float, time: Array) -> Array:
        curves = run(diffusivity)
        if curves is None:  # so slow a diffusion that the surface fills: no shape of a pulse that was measured
            return np.where(time > 0.0, np.sign(pulse.amplitude), 0.0)
        during = (time >= 0.0) & (time < pulse.duration)
        after = time >= pulse.duration
        values = np.zeros_like(time)
        values[during] = curves[0](np.sqrt(time[during]))
        values[after] = curves[1](np.sqrt(time[after] - pulse.duration))
        return values

    return change


def fit_cell(at: CellAtPulse, pulse: Pulse, rest: float, guess: float, skip: float, scaled: bool = False) -> CellFit:
    """The diffusivity with which a cell answers as was measured.

    V = V_0 + R I + scale (V_model(t; D) - V_model(0)): the scale takes up what the recipe's potential, capacity and area are off by,
    R what its ohmic and kinetic resistances are.

    Args:
        at: the cell, and whose diffusivity.
        pulse: measured.
        rest: voltage of rest before it, V.
        guess: diffusivity to search around, m2/s.
        skip: s after each switch that are left out.

    Raises:
        ValueError: the rest voltage lies outside the recipe's window; too few points.
    """
    soc, resting = at.resting(rest)
    method = f"P2D cell of the recipe '{at.cell.name}' fitted to pulse and rest, scale of the change and a series resistance free"
    fitted = fit_shape(pulse, modelled(at, pulse, soc), guess, skip, method, TRIED, scaled, SEARCHED)
    if not ALIKE[0] <= fitted.size <= ALIKE[1]:
        words = (
            f"The model's change of voltage at pulse {pulse.number} had to be multiplied by {fitted.size:.3g}: the recipe's potential, "
            "capacity or area is not that of the cell that was measured, and the diffusivity leans on the shape alone."
        )
        fitted = beware(fitted, Caution("scaled", words))
    states = resting.cathode if at.side == "cathode" else resting.anode
    return CellFit(fitted, at.material.name, states[at.material], soc, fitted.drop / pulse.amplitude)
