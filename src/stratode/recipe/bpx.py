"""BPX files in: a cell as the Battery Parameter eXchange format describes it, closed into parts.

Conventions of BPX (v1.1), and where they go:

- `Transport efficiency` is eps/tau (1/MacMullin number); electron conductivities are effective values of the layer.
- `Surface area per unit volume` a gives the active volume fraction a R / 3.
- Exchange current j0 = F k sqrt(c/c0) sqrt(x (1 - x)) with c0 the initial concentration, so the exchange current at x = 0.5 and 1 mol/L is
  F k / 2 sqrt(1000/c0).
- The electrolyte is ideal: thermodynamic factor 1.
- 100 % state of charge is the positive electrode at its minimum and the negative at its maximum stoichiometry.
- Tables are joined by straight lines; activation energies count from the reference temperature.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from bpx import BPX

from stratode.recipe import defaults, library, parts
from stratode.recipe.bpx_file import ROUNDING, parse, read_file
from stratode.recipe.bpx_write import write
from stratode.recipe.constants import FARADAY
from stratode.recipe.errors import RecipeError, refused
from stratode.recipe.formula import Formula
from stratode.recipe.property import Constant, Expression, Property, Table

__all__ = ["from_content", "read", "write"]

REFERENCE_CONCENTRATION = 1000.0  # mol/m3
ACTIVE_DENSITY = {"Positive electrode": 4750.0, "Negative electrode": 2240.0}  # kg/m3
SOLIDS_DENSITY = 1850.0  # kg/m3
SEPARATOR_DENSITY = 950.0  # kg/m3
HIGHEST_CONCENTRATION = 4000.0  # mol/m3, to which electrolyte functions are looked at
DENSITY_FIELD = "{} active material density [kg.m-3]"  # of the User-defined section
NOT_STATED = "BPX states none; masses and volumes depend on it, voltages do not"


@dataclass(slots=True)
class _Notes:
    """Assumptions as they are made."""

    made: list[parts.Assumption] = field(default_factory=list)

    def take(self, where: str, value: float, text: str, source: str) -> float:
        self.made.append(parts.Assumption(where, text, source))
        return value


def read(path: str | Path) -> parts.Cell:
    """The cell of a BPX file (JSON; 1.x, or 0.x as the library converts it), to be discharged from 100 % state of charge.

    Full cells of one active material a side, or a half cell: Model "Partial" with a positive electrode and no negative one, which then
    stands against lithium. It is discharged at the file's reference temperature to its lower cut-off.

    Raises:
        RecipeError: with every problem found, each naming the BPX field.
    """
    path = Path(path)
    found, content = read_file(path)
    try:
        return _cell(found, content, path.stem)
    except RecipeError as error:
        raise RecipeError(error.problems, error.source or str(path)) from error


def from_content(content: dict[str, Any], name: str = "BPX cell") -> parts.Cell:
    """As :func:`read`, from the content of a file."""
    return _cell(parse(content), content, name)


def _cell(found: BPX, content: dict[str, Any], name: str) -> parts.Cell:
    inside = found.parameterisation
    raw = content["Parameterisation"]
    _check_complete(found, raw)
    notes = _Notes()
    cell = inside.cell
    temperature = cell.reference_temperature
    if temperature is None:
        temperature = notes.take("Cell.Reference temperature [K]", 298.15, "298.15 K", defaults.TEMPERATURE.source)
    concentration = _concentration(found, notes)
    build = _Builder(raw, float(temperature), concentration, notes)
    cathode = build.electrode("Positive electrode", inside.positive_electrode)
    if inside.negative_electrode is not None:
        anode: parts.Electrode | parts.LithiumMetal = build.electrode("Negative electrode", inside.negative_electrode)
        full = (float(inside.positive_electrode.minimum_stoichiometry), float(inside.negative_electrode.maximum_stoichiometry))
    else:
        anode = _lithium(notes)
        full = (float(inside.positive_electrode.minimum_stoichiometry), 1.0)
    _note_state(found, float(temperature), notes)
    return parts.Cell(
        name=found.header.title or name,
        cathode=cathode,
        anode=anode,
        separator=build.separator(inside.separator),
        electrolyte=build.electrolyte(inside.electrolyte),
        format=_format(cell, notes),
        temperature=float(temperature),
        protocol=_protocol(cell, notes),
        initial_stoichiometry=full,
        assumptions=tuple(notes.made),
    )


def _check_complete(found: BPX, raw: dict[str, Any]) -> None:
    """Refuse what a porous-electrode cell cannot be made of."""
    if found.header.model == "SPM":
        raise refused("Header.Model", "must be DFN, SPMe or Partial", "SPM", "A single-particle set has no electrolyte; give the full set.")
    for section in ("Cell", "Electrolyte", "Separator", "Positive electrode"):
        if not raw.get(section):
            raise refused(
                f"Parameterisation.{section}", "must be there", None, "A half cell needs cell, electrolyte, separator and electrode."
            )
    for section in ("Positive electrode", "Negative electrode"):
        values = raw.get(section)
        if values and "Particle" in values:
            names = ", ".join(values["Particle"])
            remedy = "Blends start from several stoichiometries, which is not supported; write them as a recipe with populations."
            raise refused(f"Parameterisation.{section}.Particle", "must be one active material", names, remedy)
        if values and "Conductivity [S.m-1]" not in values:
            raise refused(f"Parameterisation.{section}.Conductivity [S.m-1]", "must be stated", None, "Give the full set.")


def _concentration(found: BPX, notes: _Notes) -> float:
    state = found.state.initial_conditions if found.state else None
    value = state.initial_electrolyte_concentration if state else None
    where = "State.Initial conditions.Initial electrolyte concentration [mol.m-3]"
    if value is None:
        return notes.take(where, REFERENCE_CONCENTRATION, "1000 mol/m3", "the concentration BPX files usually refer to")
    if not 0 < value < 1e4:
        raise refused(where, "must lie between 0 and 10000 mol/m3", value, "Correct the value or its unit.")
    return float(value)


def _note_state(found: BPX, temperature: float, notes: _Notes) -> None:
    """Say what of the file's own state is not followed."""
    state = found.state.initial_conditions if found.state else None
    if state is None:
        return
    if state.initial_soc not in (None, 1):
        text = f"discharged from 100 %, not from the {100 * state.initial_soc:g} % of the file"
        notes.take("State.Initial conditions.Initial state-of-charge", 1.0, text, "a discharge begins at the top")
    if state.initial_temperature is not None and abs(state.initial_temperature - temperature) > 0.01:
        text = f"{temperature:g} K, not the {state.initial_temperature:g} K of the file"
        notes.take(
            "State.Initial conditions.Initial temperature [K]", temperature, text, "BPX files are run at their reference temperature"
        )


def _format(cell: Any, notes: _Notes) -> parts.Pouch:
    notes.take("Cell", 0.0, "no excess electrolyte, tabs or packaging are counted", NOT_STATED)
    return parts.Pouch(
        area=float(cell.electrode_area),
        faces=int(cell.number_of_electrodes),
        ec_ratio=None,
        tab_mass=0.0,
        packaging_areal_mass=0.0,
        packaging_thickness=0.0,
        seal_margin=0.0,
    )


def _protocol(cell: Any, notes: _Notes) -> parts.Protocol:
    total = cell.electrode_area * cell.number_of_electrodes
    low, high = float(cell.lower_voltage_cutoff), float(cell.upper_voltage_cutoff)
    notes.take("protocol.rates", 0.0, ", ".join(f"{rate:g} C" for rate in defaults.RATES), "usual rates; state others with --rates")
    return parts.Protocol(
        rates=defaults.RATES,
        charge=(),
        discharge=(parts.Current(c_rate=None, charge=False, until_voltage=low),),
        lower_voltage=low,
        upper_voltage=high,
        one_c=float(cell.nominal_cell_capacity / total),
        one_c_basis=f"nominal capacity {cell.nominal_cell_capacity:g} Ah over {cell.number_of_electrodes} x {cell.electrode_area:g} m2",
    )


def _lithium(notes: _Notes) -> parts.LithiumMetal:
    metal = library.find("lithium", kind="lithium")
    if not isinstance(metal, parts.LithiumMetal):
        raise TypeError("the library's lithium is no lithium")
    text = f"lithium foil of {metal.thickness * 1e6:g} um, exchange current {float(metal.exchange_current(0.0)):g} A/m2"
    notes.take("Negative electrode", 0.0, text, f"BPX has no field for lithium; the library's: {metal.source}")
    return replace(metal, double_layer=defaults.DOUBLE_LAYER.value)


@dataclass(frozen=True, slots=True)
class _Builder:
    """Makes parts from BPX sections; `raw` holds the fields as written, `c0` is the initial concentration (mol/m3)."""

    raw: dict[str, Any]
    temperature: float
    c0: float
    notes: _Notes

    def electrode(self, section: str, values: Any) -> parts.Electrode:
        material = self._material(section, values)
        active = values.surface_area_per_unit_volume * values.particle_radius / 3.0
        usual = defaults.DOUBLE_LAYER
        charged = self.notes.take(f"{section}.double_layer", usual.value, usual.text, f"{usual.source}; {NOT_STATED}")
        population = parts.Population(material, float(values.particle_radius), float(active), 0.0, 0.0, 1.0, double_layer=charged)
        layer = parts.Layer(
            name=section.lower(),
            thickness=float(values.thickness),
            porosity=float(values.porosity),
            populations=(population,),
            inert=self._solids(section, 1.0 - values.porosity - active),
            transport=parts.TransportEfficiency(float(values.transport_efficiency)),
            electrons=parts.StatedConductivity(float(values.conductivity)),
            interface=parts.Interface(0.0, 0.0),
        )
        foil, thickness = ("aluminium", defaults.CATHODE_FOIL) if section.startswith("Positive") else ("copper", defaults.ANODE_FOIL)
        metal = library.find(foil, kind="inert")
        if not isinstance(metal, parts.Inert):
            raise TypeError(f"the library's {foil} is no metal")
        self.notes.take(f"{section}.collector", 0.0, f"{foil}, {thickness.text}", f"{thickness.source}; {NOT_STATED}")
        contact = parts.ContactLaw(0.0, layer.porosity, 2 * population.radius, 0.0, 0.0)
        return parts.Electrode((layer,), parts.Foil(metal, thickness.value), contact, first_cycle_loss=0.0)

    def _solids(self, section: str, share: float) -> tuple[parts.InertShare, ...]:
        if share <= ROUNDING:
            return ()
        text = f"{100 * share:.3g} vol% of unstated solids at {SOLIDS_DENSITY:g} kg/m3"
        self.notes.take(
            f"{section}.inert", share, text, "what porosity and active material leave, taken as carbon and binder; " + NOT_STATED
        )
        return (parts.InertShare(parts.Inert("unstated solids", SOLIDS_DENSITY, "other", "assumed: between carbon and PVDF"), share),)

    def _material(self, section: str, values: Any) -> parts.ActiveMaterial:
        path = f"Parameterisation.{section}"
        raw = self.raw[section]
        positive = section.startswith("Positive")
        low, high = float(values.minimum_stoichiometry), float(values.maximum_stoichiometry)
        exchange = FARADAY * values.reaction_rate_constant / 2.0 * (REFERENCE_CONCENTRATION / self.c0) ** 0.5
        energy = values.reaction_rate_constant_activation_energy or 0.0
        entropy = raw.get("Entropic change coefficient [V.K-1]")
        if "OCP (delithiation) [V]" in raw or "OCP (lithiation) [V]" in raw:
            self.notes.take(
                f"{section}.OCP", 0.0, "OCP [V] for charge and discharge", "hysteresis is not modelled; its branches are left aside"
            )
        return parts.ActiveMaterial(
            name=f"{section.lower()} active material",
            density=self._density(section),
            max_concentration=float(values.maximum_concentration),
            potential=self._of_x(raw["OCP [V]"], "V", f"{path}.OCP [V]", (low, high)),
            potential_charge=None,
            entropy=None if entropy is None else self._of_x(entropy, "V/K", f"{path}.Entropic change coefficient [V.K-1]", (low, high)),
            diffusivity=self._of_x(
                raw["Diffusivity [m2.s-1]"], "m2/s", f"{path}.Diffusivity [m2.s-1]", (low, high), values.diffusivity_activation_energy
            ),
            exchange_current=self._property(Constant(float(exchange)), (-np.inf, np.inf), "A/m2", f"BPX file, {path}", energy),
            conductivity=None,
            stoichiometry_full=low if positive else high,
            stoichiometry_empty=high if positive else low,
            source=f"BPX file, {path}",
        )

    def _density(self, section: str) -> float:
        user = self.raw.get("User-defined") or {}
        name = DENSITY_FIELD.format(section)
        stated = user.get(name)
        if isinstance(stated, int | float):
            if not 100 < stated < 25000:
                raise refused(f"Parameterisation.User-defined.{name}", "must lie between 100 and 25000 kg/m3", stated, "Correct the value.")
            return float(stated)
        value = ACTIVE_DENSITY[section]
        kind = "a layered oxide" if section.startswith("Positive") else "graphite"
        return self.notes.take(f"{section}.density", value, f"{value:g} kg/m3", f"assumed: {kind}; {NOT_STATED}, save in mAh per gram")

    def separator(self, values: Any) -> parts.Separator:
        density = self.notes.take(
            "Separator.density", SEPARATOR_DENSITY, f"{SEPARATOR_DENSITY:g} kg/m3", f"assumed: polyethylene; {NOT_STATED}"
        )
        law = parts.TransportEfficiency(float(values.transport_efficiency))
        return parts.Separator(
            "separator", float(values.thickness), float(values.porosity), law, density, "BPX file, Parameterisation.Separator"
        )

    def electrolyte(self, values: Any) -> parts.Electrolyte:
        path = "Parameterisation.Electrolyte"
        raw = self.raw["Electrolyte"]
        density = defaults.ELECTROLYTE_DENSITY
        self.notes.take("Electrolyte.density", density.value, density.text, f"{density.source}; {NOT_STATED}")
        plus = float(values.cation_transference_number)
        everywhere = (-np.inf, np.inf)
        return parts.Electrolyte(
            name="electrolyte",
            concentration=self.c0,
            density=density.value,
            diffusivity=self._of_c(
                raw["Diffusivity [m2.s-1]"], "m2/s", f"{path}.Diffusivity [m2.s-1]", values.diffusivity_activation_energy
            ),
            conductivity=self._of_c(
                raw["Conductivity [S.m-1]"], "S/m", f"{path}.Conductivity [S.m-1]", values.conductivity_activation_energy
            ),
            transference=self._property(Constant(plus), everywhere, "1", f"BPX file, {path}.Cation transference number", 0.0),
            thermodynamic_factor=self._property(Constant(1.0), everywhere, "1", "BPX has an ideal electrolyte", 0.0),
            solubility=None,
            source=f"BPX file, {path}",
        )

    def _of_x(self, value: Any, unit: str, path: str, window: tuple[float, float], energy: float | None = None) -> Property:
        """A property of stoichiometry; a function holds for 0 to 1 where it is finite there, else over the cell's window."""
        shape, span = _shape(value, path)
        if span is not None or isinstance(shape, Constant):
            made = self._property(shape, span or (-np.inf, np.inf), unit, f"BPX file, {path}", energy)
        else:
            made = self._property(shape, (0.0, 1.0) if _finite(shape, 0.0, 1.0) else window, unit, f"BPX file, {path}", energy)
        return _checked(made, np.linspace(*window, 201), path, positive=unit == "m2/s")

    def _of_c(self, value: Any, unit: str, path: str, energy: float | None) -> Property:
        """A property of concentration; a function that falls with it is followed to where it would rise again, and held from there."""
        shape, span = _shape(value, path)
        low = 0.1 if unit == "S/m" else 0.0
        if span is None:
            span = (-np.inf, np.inf) if isinstance(shape, Constant) else (low, _turning(shape, low, path))
        made = self._property(shape, span, unit, f"BPX file, {path}", energy)
        if not made.is_constant and np.isfinite(span[1]) and span[1] < HIGHEST_CONCENTRATION:
            self.notes.take(path, span[1], f"held above {span[1]:.4g} mol/m3", "the function would rise again, or its table ends")
        return _checked(made, np.linspace(max(span[0], low), min(span[1], HIGHEST_CONCENTRATION), 201), path, positive=True)

    def _property(self, shape: Any, valid: tuple[float, float], unit: str, source: str, energy: float | None) -> Property:
        return Property(shape, valid, unit, source, float(energy or 0.0), self.temperature)


def _shape(value: Any, path: str) -> tuple[Constant | Expression | Table, tuple[float, float] | None]:
    """The shape of a BPX number, function or table, and the range of a table."""
    if isinstance(value, int | float):
        return Constant(float(value)), None
    if isinstance(value, str):
        return Expression(Formula(value, ("x",))), None
    try:
        rows = sorted(zip(value["x"], value["y"], strict=True))
        table = Table(tuple(float(x) for x, _ in rows), tuple(float(y) for _, y in rows), "linear")
    except RecipeError as error:
        raise error.within(path) from error
    return table, (table.x[0], table.x[-1])


def _finite(shape: Expression | Table, low: float, high: float) -> bool:
    try:
        shape(np.linspace(low, high, 401), 298.15)
    except RecipeError:
        return False
    return True


def _turning(shape: Expression | Table, low: float, path: str) -> float:
    """The concentration at which a function, having fallen, rises again; the highest one looked at where it does not."""
    c = np.linspace(low, HIGHEST_CONCENTRATION, 4001)
    try:
        slope = np.diff(shape(c, 298.15))
    except RecipeError as error:
        raise error.within(path) from error
    turns = np.flatnonzero((slope[:-1] < 0) & (slope[1:] >= 0))
    return float(c[turns[0] + 1]) if turns.size else HIGHEST_CONCENTRATION


def _checked(made: Property, x: np.ndarray, path: str, positive: bool) -> Property:
    """The property, known to be finite (and above 0) at `x`."""
    try:
        values = made(x, made.reference_temperature)
    except RecipeError as error:
        raise error.within(path) from error
    if positive and np.any(values <= 0):
        at = int(np.argmin(values))
        raise refused(path, "must be above 0", f"{values[at]:.3g} {made.unit} at {x[at]:.4g}", "Correct the function.")
    return made
