"""BPX out: a uniform full cell written in the Battery Parameter eXchange format (v1.1)."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import numpy as np

from stratode.recipe import parts
from stratode.recipe.constants import FARADAY, GAS_CONSTANT
from stratode.recipe.errors import Problem, RecipeError, refused
from stratode.recipe.formula import CONSTANTS
from stratode.recipe.property import Expression, Property, Table

VERSION = "1.1.0"
WRITABLE = {"exp", "tanh", "cosh"}  # the functions that readers of BPX know
POINTS = 1001  # of a table that stands for a curve
HIGHEST_CONCENTRATION = 4000.0  # mol/m3

Conductivity = Callable[[parts.ElectronLaw, parts.Layer], float]


def write(cell: parts.Cell, full: tuple[float, float] | None = None, conductivity: Conductivity | None = None) -> dict[str, Any]:
    """A uniform full cell as BPX content, ready for `json.dump`.

    Args:
        cell: one layer and one population on each side, no films, an ideal electrolyte.
        full: stoichiometry (cathode, anode) at 100 % state of charge; the cell's own `initial_stoichiometry` where not given.
        conductivity: evaluates an electron law on a layer (S/m); needed where a layer's law is not a stated conductivity.

    Raises:
        RecipeError: naming everything about the cell that BPX has no field for.
    """
    start = full or cell.initial_stoichiometry
    problems = list(_obstacles(cell, start, conductivity))
    if problems:
        raise RecipeError(tuple(problems), f"'{cell.name}' as BPX")
    if start is None or not isinstance(cell.anode, parts.Electrode):
        raise refused("", "must be a full cell", cell.name, "Give both stoichiometries.")
    cathode, anode = (start[0], _material(cell.cathode).stoichiometry_empty), (_material(cell.anode).stoichiometry_empty, start[1])
    return {
        "Header": {"BPX": VERSION, "Title": cell.name, "Description": _sources(cell), "Model": "DFN"},
        "Parameterisation": {
            "Cell": _cell(cell),
            "Electrolyte": _electrolyte(cell),
            "Negative electrode": _electrode(cell, cell.anode.layers[0], anode, conductivity),
            "Positive electrode": _electrode(cell, cell.cathode.layers[0], cathode, conductivity),
            "Separator": {
                "Thickness [m]": cell.separator.thickness,
                "Porosity": cell.separator.porosity,
                "Transport efficiency": _efficiency(cell.separator.transport, cell.separator.porosity),
            },
            "User-defined": {
                "Positive electrode active material density [kg.m-3]": _material(cell.cathode).density,
                "Negative electrode active material density [kg.m-3]": _material(cell.anode).density,
            },
        },
        "State": {
            "Initial conditions": {
                "Initial state-of-charge": 1,
                "Initial temperature [K]": cell.temperature,
                "Initial electrolyte concentration [mol.m-3]": cell.electrolyte.concentration,
            },
            "Thermal environment": {"Ambient temperature [K]": cell.temperature},
        },
    }


def _cell(cell: parts.Cell) -> dict[str, Any]:
    area, pairs = cell.format.area, cell.format.faces if isinstance(cell.format, parts.Pouch) else 1
    return {
        "Electrode area [m2]": area,
        "External surface area [m2]": 2.0 * area,
        "Volume [m3]": area * pairs * _thickness(cell),
        "Number of electrode pairs connected in parallel to make a cell": pairs,
        "Lower voltage cut-off [V]": cell.protocol.lower_voltage,
        "Upper voltage cut-off [V]": cell.protocol.upper_voltage,
        "Nominal cell capacity [A.h]": cell.protocol.one_c * area * pairs,
        "Reference temperature [K]": cell.temperature,
    }


def _electrolyte(cell: parts.Cell) -> dict[str, Any]:
    electrolyte, T, span = cell.electrolyte, cell.temperature, (0.0, HIGHEST_CONCENTRATION)
    return {
        "Cation transference number": float(electrolyte.transference(electrolyte.concentration, T)),
        **_curve("Conductivity [S.m-1]", electrolyte.conductivity, T, span),
        **_curve("Diffusivity [m2.s-1]", electrolyte.diffusivity, T, span),
    }


def _thickness(cell: parts.Cell) -> float:
    """Thickness of one electrode pair with half of each double-sided collector, m."""
    sides = (side for side in (cell.cathode, cell.anode) if isinstance(side, parts.Electrode))
    return cell.separator.thickness + sum(sum(layer.thickness for layer in side.layers) + side.collector.thickness / 2 for side in sides)


def _obstacles(cell: parts.Cell, start: tuple[float, float] | None, conductivity: Conductivity | None) -> list[Problem]:
    """Everything about the cell that BPX cannot say."""
    found = []

    def stop(field: str, rule: str, received: str, remedy: str = "Keep it as a recipe.") -> None:
        found.append(Problem(field, f"must {rule}, for BPX", received, remedy))

    if not isinstance(cell.anode, parts.Electrode):
        stop("anode", "be a porous electrode", "lithium metal")
    for side, electrode in (("cathode", cell.cathode), ("anode", cell.anode)):
        if isinstance(electrode, parts.Electrode):
            found += _electrode_obstacles(side, electrode, conductivity)
    thermodynamic = cell.electrolyte.thermodynamic_factor
    if not (thermodynamic.is_constant and float(thermodynamic(1000.0)) == 1.0):
        stop(
            "electrolyte.thermodynamic_factor",
            "be 1",
            "a function" if not thermodynamic.is_constant else f"{float(thermodynamic(1000.0)):g}",
        )
    if not cell.electrolyte.transference.is_constant:
        stop("electrolyte.transference", "be one number", "a function of concentration")
    if cell.separator.paths or cell.separator.porosity <= 0.0:
        stop("separator", "hold electrolyte alone", "a conductor of lithium ions")
    if start is None and isinstance(cell.anode, parts.Electrode):
        stop("initial_stoichiometry", "be known at 100 % state of charge", "nothing", "Give full=(cathode, anode).")
    return found


def _electrode_obstacles(side: str, electrode: parts.Electrode, conductivity: Conductivity | None) -> list[Problem]:
    found = []

    def stop(field: str, rule: str, received: str, remedy: str = "Keep it as a recipe.") -> None:
        found.append(Problem(f"{side}.{field}", f"must {rule}, for BPX", received, remedy))

    if electrode.contact_capacitance != 0:
        stop("contact_capacitance", "be none", f"{electrode.contact_capacitance * 100:g} uF/cm2")
    if len(electrode.layers) != 1:
        stop("layers", "be one", f"{len(electrode.layers)} layers")
    if electrode.contact.resistance != 0:
        received = f"{electrode.contact.resistance * 1e4:g} ohm cm2"
        stop("contact", "have no resistance", received, "State a contact resistance of 0, or keep it as a recipe.")
    for layer in electrode.layers:
        if len(layer.populations) != 1:
            stop(f"{layer.name}.active", "be one population", f"{len(layer.populations)} populations")
        for population in layer.populations:
            if (population.film_resistance, population.covered_fraction, population.exchange_factor) != (0.0, 0.0, 1.0):
                stop(f"{layer.name}.coating", "be none", "a film, a covered share or a factor on the exchange current")
        if layer.paths:
            stop(f"{layer.name}.paths", "be none: ions go through the electrolyte alone", ", ".join(p.material for p in layer.paths))
        if isinstance(layer.transport, parts.CarbonBinderDomain):
            stop(f"{layer.name}.transport", "be a law of the pores alone", "a carbon-binder domain", "State the efficiency it comes to.")
        if not isinstance(layer.electrons, parts.StatedConductivity) and conductivity is None:
            stop(
                f"{layer.name}.electrons",
                "be a stated conductivity",
                type(layer.electrons).__name__,
                "Give conductivity=, which evaluates it.",
            )
    return found


def _material(electrode: parts.Electrode) -> parts.ActiveMaterial:
    return electrode.layers[0].populations[0].material


def _electrode(cell: parts.Cell, layer: parts.Layer, window: tuple[float, float], conductivity: Conductivity | None) -> dict[str, Any]:
    population, T, c0 = layer.populations[0], cell.temperature, cell.electrolyte.concentration
    material = population.material
    law = layer.electrons
    sigma = law.value if isinstance(law, parts.StatedConductivity) else conductivity(law, layer) if conductivity else 0.0
    # readers take the volume of the active material from radius and surface: more surface than spheres have is written as faster reaction
    exchange = float(material.exchange_current(0.5, T)) * population.surface_factor
    fields: dict[str, Any] = {
        "Particle radius [m]": population.radius,
        "Thickness [m]": layer.thickness,
        **_curve("Diffusivity [m2.s-1]", material.diffusivity, T, window),
        **_curve("OCP [V]", material.potential, T, window),
        "Conductivity [S.m-1]": sigma,
        "Surface area per unit volume [m-1]": 3.0 * population.volume_fraction / population.radius,
        "Porosity": layer.porosity,
        "Transport efficiency": _efficiency(layer.transport, layer.porosity),
        "Reaction rate constant [mol.m-2.s-1]": 2.0 * exchange / FARADAY * (c0 / 1000.0) ** 0.5,
        "Reaction rate constant activation energy [J.mol-1]": material.exchange_current.activation_energy,
        "Maximum concentration [mol.m-3]": material.max_concentration,
        "Minimum stoichiometry": window[0],
        "Maximum stoichiometry": window[1],
    }
    if material.entropy is None:
        fields["Entropic change coefficient [V.K-1]"] = 0.0  # some readers cannot do without it
    else:
        fields |= _curve("Entropic change coefficient [V.K-1]", material.entropy, T, window)
    return fields


def _efficiency(law: parts.TransportLaw, porosity: float) -> float:
    """The number that BPX has for a law; one of a carbon-binder domain is refused before."""
    match law:
        case parts.Bruggeman(exponent=exponent):
            return float(porosity**exponent)
        case parts.Tortuosity(tau=tau):
            return porosity / tau
        case parts.TransportEfficiency(value=value):
            return value
        case parts.CarbonBinderDomain():
            raise refused("transport", "must be a law of the pores alone, for BPX", "a carbon-binder domain", "State an efficiency.")


def _curve(name: str, curve: Property, T: float, span: tuple[float, float]) -> dict[str, Any]:
    """A BPX number, function or table of a property, and its activation energy where it has one."""
    fields: dict[str, Any] = {name: _value(curve, T, span)}
    if curve.activation_energy:
        stem = name.rpartition(" [")[0]
        fields[f"{stem} activation energy [J.mol-1]"] = curve.activation_energy
    return fields


def _value(curve: Property, T: float, span: tuple[float, float]) -> float | str | dict[str, list[float]]:
    shape = curve.shape
    if curve.is_constant:
        return float(curve(0.5, T))
    of_salt = span[1] > 1.0
    covers = curve.valid[0] <= span[0] and curve.valid[1] >= span[1]
    if isinstance(shape, Expression) and (covers or of_salt) and (text := _text(curve, shape, T)):
        return text
    whole = (0.0, HIGHEST_CONCENTRATION if of_salt else 1.0)
    points = shape.x if isinstance(shape, Table) and shape.method == "linear" else np.linspace(*whole, POINTS)
    x = np.union1d([v for v in points if whole[0] <= v <= whole[1]], whole)  # held ends are written out: other readers extrapolate
    return {"x": [float(v) for v in x], "y": [float(v) for v in curve(x, T)]}


def _text(curve: Property, shape: Expression, T: float) -> str:
    """The formula in the words of BPX (variable x in SI units); "" where BPX has none for a function of it."""
    if len(shape.formula.variables) != 1:
        return ""
    tree = ast.parse(shape.formula.text.strip(), mode="eval").body
    if any(isinstance(node, ast.Call) and getattr(node.func, "id", "") not in WRITABLE for node in ast.walk(tree)):
        return ""
    factor = shape.scale * float(np.exp(curve.activation_energy / GAS_CONSTANT * (1.0 / curve.reference_temperature - 1.0 / T)))
    text = ast.unparse(_Renamed(shape.formula.variables[0], shape.variable_scale).visit(tree))
    return text if factor == 1.0 else f"{factor!r} * ({text})"


class _Renamed(ast.NodeTransformer):
    """Writes a formula's variable as x / scale, and its constants as numbers."""

    def __init__(self, variable: str, scale: float) -> None:
        self.variable, self.scale = variable, scale

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """A variable or a constant; names of functions stay."""
        if node.id == self.variable:
            x = ast.Name("x", ast.Load())
            return x if self.scale == 1.0 else ast.BinOp(x, ast.Div(), ast.Constant(self.scale))
        return ast.Constant(CONSTANTS[node.id]) if node.id in CONSTANTS else node


def _sources(cell: parts.Cell) -> str:
    sides = [side for side in (cell.cathode, cell.anode) if isinstance(side, parts.Electrode)]
    factors = [side.layers[0].populations[0].surface_factor for side in sides]
    surfaces = [f"reaction rate constant times {f:.6g}, the measured surface over that of spheres" for f in factors if f != 1.0]
    return "; ".join(dict.fromkeys([*(_material(side).source for side in sides), cell.electrolyte.source, *surfaces]))
