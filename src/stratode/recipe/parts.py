"""What a recipe comes to: the parts of a cell as plain, closed values in SI units.

Everything downstream (`structure`, `cell`, `design`) reads these and nothing else of a recipe. Every part is frozen; volume
fractions of a layer have been closed, materials have been looked up, and what was not stated has been filled in and is
listed in :attr:`Cell.assumptions`. Layers run from the current collector to the separator. Current > 0 charges the cell.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from stratode.recipe.property import Property
from stratode.recipe.stages import Current as Current
from stratode.recipe.stages import Driven as Driven
from stratode.recipe.stages import Experiment as Experiment
from stratode.recipe.stages import Hold as Hold
from stratode.recipe.stages import Power as Power
from stratode.recipe.stages import Profile as Profile
from stratode.recipe.stages import Protocol as Protocol
from stratode.recipe.stages import Repeat as Repeat
from stratode.recipe.stages import Rest as Rest
from stratode.recipe.stages import Sine as Sine
from stratode.recipe.stages import Stage as Stage
from stratode.recipe.stages import Step as Step
from stratode.recipe.stages import Sweep as Sweep

# ---------------------------------------------------------------------------------------------------------- materials


@dataclass(frozen=True, slots=True)
class ActiveMaterial:
    """A lithium host. `x` is the stoichiometry: lithium concentration over `max_concentration`, 0 to 1."""

    name: str
    density: float  # kg/m3, of the particle
    max_concentration: float  # mol/m3, at x = 1
    potential: Property  # V against Li/Li+, of x
    potential_charge: Property | None  # V, delithiation branch where the data have one
    entropy: Property | None  # dU/dT, V/K, of x
    diffusivity: Property  # m2/s, of x (constant or not), with activation energy
    exchange_current: Property  # A/m2 at x = 0.5 and 1 mol/L, constant with activation energy; i0 = this sqrt(c/1000) 2 sqrt(x (1-x))
    conductivity: float | None  # S/m, of the solid, where known
    stoichiometry_full: float  # x of the charged (cathode) or lithiated (anode) end of the usual window
    stoichiometry_empty: float  # x of the other end
    source: str
    hysteresis_decay: float = 0.0  # 1, per unit of stoichiometry passed, how fast the branch follows the direction; 0: `potential` alone


@dataclass(frozen=True, slots=True)
class Inert:
    """A solid that takes no lithium: carbon, binder, current collector, film."""

    name: str
    density: float  # kg/m3
    role: str  # "carbon", "binder", "conductor", "other"
    source: str


@dataclass(frozen=True, slots=True)
class Conductor:
    """A solid or polymer that conducts lithium ions alone (t+ = 1, no salt of its own): garnet, single-ion polymer, ionic binder."""

    name: str
    density: float  # kg/m3
    conductivity: Property  # S/m, a function of temperature alone
    role: str  # "conductor" or "binder"
    source: str


@dataclass(frozen=True, slots=True)
class Electrolyte:
    """A concentrated binary electrolyte. Properties are of salt concentration c (mol/m3) and temperature T (K)."""

    name: str
    concentration: float  # mol/m3, as filled
    density: float  # kg/m3
    diffusivity: Property  # m2/s
    conductivity: Property  # S/m
    transference: Property  # t+0, 1
    thermodynamic_factor: Property  # 1 + dln f/dln c, 1
    solubility: float | None  # mol/m3
    source: str


# ------------------------------------------------------------------------------------------------- laws, as plain data


@dataclass(frozen=True, slots=True)
class Bruggeman:
    """Transport efficiency eps**exponent (Bruggeman 1935 at 1.5)."""

    exponent: float


@dataclass(frozen=True, slots=True)
class Tortuosity:
    """Transport efficiency eps / tau, with tau the tortuosity factor."""

    tau: float


@dataclass(frozen=True, slots=True)
class TransportEfficiency:
    """Transport efficiency (eps/tau, 1/MacMullin number) as a number."""

    value: float


@dataclass(frozen=True, slots=True)
class CarbonBinderDomain:
    """Pores around and inside a carbon-binder domain that has its own microporosity, mixed by Lichtenecker and Rother's power law.

    The domain fills phi = `solids` / (1 - microporosity) of the layer and conducts with k = microporosity**inside; open pores fill what
    is left of the porosity, eps_open = porosity - phi microporosity. Transport efficiency = (eps_open + phi k**(1/exponent))**exponent:
    Bruggeman's of the open pores for a dense domain (k = 0), of pores and domain together where it conducts as they do (k = 1), and of the
    porosity where the domain is as tortuous inside as the layer is (inside = exponent).
    An assumed mixing rule (Lichtenecker & Rother, Phys. Z. 32 (1931) 255; its form for n phases: Glover, Geophysics 75 (2010) E247).
    """

    solids: float  # volume fraction of carbon and binder in the layer
    microporosity: float  # of the domain
    exponent: float
    inside: float  # exponent within the domain


TransportLaw = Bruggeman | Tortuosity | TransportEfficiency | CarbonBinderDomain


@dataclass(frozen=True, slots=True)
class StatedConductivity:
    """Effective electron conductivity of the layer as it stands, S/m."""

    value: float


@dataclass(frozen=True, slots=True)
class CarbonNetwork:
    """sigma = sigma_ref (phi_c / phi_ref)**carbon_exponent ((1 - eps) / (1 - eps_ref))**calendering_exponent (d / d_ref)**size_exponent.

    phi_c is the carbon's volume fraction of the layer's solids, eps the porosity, d the volume-mean particle diameter.
    """

    conductivity: float  # S/m at the reference
    carbon_fraction: float  # phi_ref
    porosity: float  # eps_ref
    diameter: float  # m, d_ref
    carbon_exponent: float
    calendering_exponent: float
    size_exponent: float


ElectronLaw = StatedConductivity | CarbonNetwork


@dataclass(frozen=True, slots=True)
class ContactLaw:
    """Contact resistance of the layer that touches the collector.

    R = resistance ((1 - eps) / (1 - porosity))**(-calendering_exponent) (d / diameter)**size_exponent.
    A stated resistance has both exponents 0.
    """

    resistance: float  # ohm m2
    porosity: float
    diameter: float  # m
    calendering_exponent: float
    size_exponent: float


# ------------------------------------------------------------------------------------------------------------- layers


@dataclass(frozen=True, slots=True)
class IonPath:
    """A single-ion conductor beside the electrolyte of a layer or separator: i = -sigma_eff grad(phi_e), phi_e against lithium.

    sigma_eff = conductivity(T) times the transport efficiency of `transport` on the conductor's own volume fraction.
    """

    material: str
    conductivity: Property  # S/m, of temperature alone
    volume_fraction: float  # of the layer
    transport: TransportLaw


@dataclass(frozen=True, slots=True)
class Population:
    """One family of equal spheres of one active material in a layer.

    Spheres have a surface of 3 / radius per volume. Where more or less of it was measured, `surface_factor` says how many times as much;
    the radius stays the length of diffusion.
    """

    material: ActiveMaterial
    radius: float  # m
    volume_fraction: float  # of the layer
    film_resistance: float  # ohm m2 of particle surface (coating, CEI, binder), 0 for none
    covered_fraction: float  # share of the surface that takes no part
    exchange_factor: float  # on the exchange current, 1 for none
    double_layer: float = 0.0  # F/m2 of particle surface
    film_capacitance: float = 0.0  # F/m2 of particle surface, across the film
    surface_factor: float = 1.0  # particle surface over that of spheres of this radius

    @property
    def working_share(self) -> float:
        """Surface that takes part, over that of spheres of this radius."""
        return self.surface_factor * (1.0 - self.covered_fraction)


@dataclass(frozen=True, slots=True)
class InertShare:
    """A solid that takes no lithium, as a part of a layer."""

    material: Inert
    volume_fraction: float  # of the layer


@dataclass(frozen=True, slots=True)
class Interface:
    """How a layer meets the one before it (towards the collector)."""

    mixed_over: float  # m, 0 for a sharp interface; centred on it
    contact_resistance: float  # ohm m2, electronic


@dataclass(frozen=True, slots=True)
class Layer:
    """One porous layer; porosity + active + inert volume fractions = 1."""

    name: str
    thickness: float  # m
    porosity: float
    populations: tuple[Population, ...]
    inert: tuple[InertShare, ...]
    transport: TransportLaw
    electrons: ElectronLaw
    interface: Interface  # with the layer before it; sharp and 0 for the first
    paths: tuple[IonPath, ...] = ()  # their solids are among `inert` too

    @property
    def loading(self) -> float:
        """Mass of solids per area, kg/m2."""
        active = sum(p.volume_fraction * p.material.density for p in self.populations)
        return self.thickness * (active + sum(s.volume_fraction * s.material.density for s in self.inert))

    @property
    def active_loading(self) -> float:
        """Mass of active material per area, kg/m2."""
        return self.thickness * sum(p.volume_fraction * p.material.density for p in self.populations)


@dataclass(frozen=True, slots=True)
class Foil:
    """A current collector."""

    material: Inert
    thickness: float  # m


@dataclass(frozen=True, slots=True)
class Electrode:
    """A porous electrode: layers from the collector to the separator."""

    layers: tuple[Layer, ...]
    collector: Foil
    contact: ContactLaw
    first_cycle_loss: float  # share of the first-charge (cathode) or first-lithiation (anode) capacity that does not come back, 0 to 1
    contact_capacitance: float = 0.0  # F/m2 of cell area, across the contact resistance


@dataclass(frozen=True, slots=True)
class LithiumMetal:
    """A planar lithium electrode: i = i0 (c/1000)**0.5 2 sinh(F eta / 2RT), a film in series, a finite foil."""

    thickness: float  # m
    exchange_current: Property  # A/m2 at 1 mol/L
    film_resistance: float  # ohm m2
    collector: Foil | None
    density: float  # kg/m3
    source: str
    double_layer: float = 0.0  # F/m2
    film_capacitance: float = 0.0  # F/m2, across the film


@dataclass(frozen=True, slots=True)
class BlockingElectrode:
    """A plane that passes no charge but into its double layer: stainless steel, gold."""

    name: str
    double_layer: float  # F/m2
    series_resistance: float  # ohm m2, leads and contact


@dataclass(frozen=True, slots=True)
class Separator:
    """A porous membrane filled with electrolyte; at porosity 1 the electrolyte itself, at porosity 0 a dense conductor (`paths`)."""

    name: str
    thickness: float  # m
    porosity: float
    transport: TransportLaw
    density: float  # kg/m3 of the solid
    source: str
    paths: tuple[IonPath, ...] = ()


# --------------------------------------------------------------------------------------------------------------- cell


@dataclass(frozen=True, slots=True)
class Coin:
    """A coin cell: one side coated, its case not counted unless stated."""

    area: float  # m2, of the cathode
    electrolyte_mass: float | None  # kg; None: pores only
    case_mass: float  # kg
    case_volume: float  # m3, outer


@dataclass(frozen=True, slots=True)
class Pouch:
    """A stacked pouch cell of double-sided electrodes."""

    area: float  # m2, of one cathode face
    faces: int  # coated cathode faces in the stack (a double-sided sheet has two)
    ec_ratio: float | None  # kg/C (electrolyte mass over cell discharge capacity); None: pores only
    tab_mass: float  # kg
    packaging_areal_mass: float  # kg/m2 of film
    packaging_thickness: float  # m
    seal_margin: float  # m, film beyond the stack on each side


CellFormat = Coin | Pouch


@dataclass(frozen=True, slots=True)
class Thermal:
    """One temperature for the whole cell: heat_capacity dT/dt = heat - heat_transfer (T - ambient). Adiabatic at heat_transfer 0."""

    heat_capacity: float  # J/(m2 K), per cathode area
    heat_transfer: float  # W/(m2 K), per cathode area
    ambient: float  # K


# ---------------------------------------------------------------------------------------------------------------- whole


@dataclass(frozen=True, slots=True)
class Assumption:
    """A value that was not stated: where, what, and why that; assumed, or measured on a volume that the recipe names."""

    field: str
    value: str
    source: str
    measured: bool = False
    caution: str = ""  # a sentence for who reads results that rest on it


@dataclass(frozen=True, slots=True)
class Cell:
    """A whole cell, ready to compute with."""

    name: str
    cathode: Electrode
    anode: LithiumMetal | Electrode
    separator: Separator
    electrolyte: Electrolyte
    format: CellFormat
    temperature: float  # K
    protocol: Protocol
    initial_stoichiometry: tuple[float, float] | None = None  # (cathode, anode) at 100 % state of charge, where a file defines it (BPX)
    assumptions: tuple[Assumption, ...] = field(default=())
    thermal: Thermal | None = None  # None: isothermal at `temperature`, where it also starts otherwise
    experiment: Experiment | None = None  # in place of the rate test


@dataclass(frozen=True, slots=True)
class TransportCell:
    """No battery but a cell to measure transport in: SS/SSE/SS, Li/SSE/Li, Li/cathode/Li, or two porous electrodes that block.

    `middle` runs from the left end to the right one. The solids of layers in the middle touch no collector.
    """

    name: str
    left: LithiumMetal | BlockingElectrode | Electrode
    middle: tuple[Separator | Layer, ...]
    right: LithiumMetal | BlockingElectrode | Electrode
    electrolyte: Electrolyte
    area: float  # m2
    temperature: float  # K
    state_of_charge: float  # 0 to 1 of each host's usual window, at rest
    assumptions: tuple[Assumption, ...] = field(default=())
    experiment: Experiment | None = None
