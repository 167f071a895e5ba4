"""The quantities that claims are about: what each is called, its unit, what it depends on, and the range it can lie in."""

from __future__ import annotations

from dataclasses import dataclass

from stratode.recipe import quantities as q
from stratode.recipe.units import Kind, convert

SPECIFIC_CHARGE = Kind("charge per mass", "C/kg", "199 mAh/g")
AREAL_CHARGE = Kind("charge per area", "C/m2", "16.7 mAh/cm2")
CHARGE = Kind("charge", "A s", "277 mAh")
ENERGY = Kind("energy", "J", "1.04 Wh")
SPECIFIC_ENERGY = Kind("energy per mass", "J/kg", "381 Wh/kg")
ENERGY_DENSITY = Kind("energy per volume", "J/m3", "1067 Wh/L")
MOLAR_ENERGY = Kind("energy per amount", "J/mol", "29.8 kJ/mol")
ELECTRON_ENERGY = Kind("energy of an electron", "eV", "6.43 eV")
SPEED = Kind("speed", "m/s", "1e-4 m/s")
VISCOSITY = Kind("viscosity", "Pa s", "3.1 mPa s")
TENSION = Kind("force per length", "N/m", "30 mN/m")

PLAIN = {"": 1.0, "C": 1.0, "eV": 1.0, "%": 0.01}  # kinds whose units are no dimension of their own: what one of the lab is in SI
RATE, CYCLE, TEMPERATURE = "rate", "cycle", "temperature"
REFERENCE_RATE, REFERENCE_CYCLE = "reference_rate", "reference_cycle"


@dataclass(frozen=True, slots=True)
class Measure:
    """One quantity that a claim can be about.

    Args:
        name: key in a claims file, "areal_capacity".
        noun: "areal capacity".
        kind: what it is, with its SI unit.
        shown_in: the lab's unit.
        low: smallest value that is possible, in `shown_in`.
        high: largest.
        depends_on: conditions that belong to a value.
        bases: what it can be counted on; "" where there is no choice.
        exact: whether it is set on an instrument, so that a value has no digits to round.
    """

    name: str
    noun: str
    kind: Kind
    shown_in: str
    low: float
    high: float
    depends_on: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    exact: bool = False

    @property
    def signed(self) -> bool:
        """Whether values are compared by difference (potentials), not by ratio."""
        return self.low <= 0.0 and self.kind is q.VOLTAGE

    def si(self, shown: float) -> float:
        """A number in the lab's unit, in SI."""
        return shown * PLAIN[self.kind.si] if self.kind.si in PLAIN else convert(shown, self.shown_in, self.kind.si)

    def shown(self, value: float) -> float:
        """A number in SI, in the lab's unit."""
        return value / PLAIN[self.kind.si] if self.kind.si in PLAIN else convert(value, self.kind.si, self.shown_in)

    def text(self, value: float, digits: int = 3) -> str:
        """A number in SI as the lab writes it, "16.7 mAh/cm2"."""
        shown = self.shown(value)
        told = f"{shown:.{digits}g}"
        if "e+" in told and abs(shown) < 1e6:
            told = f"{float(told):.0f}"  # 5010 and not 5.01e+03
        return f"{told} {self.shown_in}".rstrip()


_RUN = (RATE, CYCLE)
_MASS_BASES = ("coating", "active")
_WEIGHED = ("cell with packaging", "cell without packaging", "electrode", "coating")
_SIZED = ("as assembled", "as charged")
_METHODS = ("GITT", "EIS", "CV", "model")


M = Measure
# fmt: off
_ALL = (
    M("loading", "loading", q.AREAL_MASS, "mg/cm2", 0.01, 2000.0, bases=_MASS_BASES),
    M("loading_meaning", "part of the other solids that the stated loading leaves out", q.NUMBER, "", 0.0, 1.0),
    M("coating_loading", "coating loading", q.AREAL_MASS, "mg/cm2", 0.01, 2000.0),
    M("active_loading", "active-material loading", q.AREAL_MASS, "mg/cm2", 0.01, 2000.0),
    M("thickness", "coating thickness", q.LENGTH, "um", 0.1, 10000.0),
    M("porosity", "porosity", q.FRACTION, "%", 0.5, 99.5),
    M("active_mass_share", "active share by mass", q.SHARE, "wt%", 1.0, 100.0),
    M("carbon_mass_share", "carbon share by mass", q.SHARE, "wt%", 0.0, 99.0),
    M("binder_mass_share", "binder share by mass", q.SHARE, "wt%", 0.0, 99.0),
    M("active_volume_share", "active share by volume", q.FRACTION, "%", 0.5, 100.0),
    M("electrolyte_volume_share", "electrolyte share of the electrode's volume", q.FRACTION, "%", 0.5, 99.5),
    M("active_density", "density of the active material", q.DENSITY, "g/cm3", 0.3, 12.0),
    M("carbon_density", "density of the carbon", q.DENSITY, "g/cm3", 0.3, 4.0),
    M("binder_density", "density of the binder", q.DENSITY, "g/cm3", 0.3, 4.0),
    M("solid_density", "mean density of the solids", q.DENSITY, "g/cm3", 0.3, 12.0),
    M("coating_density", "density of the coating with its pores", q.DENSITY, "g/cm3", 0.05, 10.0),
    M("particle_diameter", "particle diameter", q.LENGTH, "um", 0.005, 500.0),
    M("area", "electrode area", q.AREA, "cm2", 1e-3, 1e6),
    M("faces", "coated faces in the cell", q.NUMBER, "", 1.0, 10000.0, exact=True),
    # charge and energy
    M("specific_capacity", "specific capacity", SPECIFIC_CHARGE, "mAh/g", 0.0, 4000.0, _RUN, _MASS_BASES),
    M("areal_capacity", "areal capacity", AREAL_CHARGE, "mAh/cm2", 0.0, 500.0, _RUN),
    M("nominal_areal_capacity", "nominal areal capacity", AREAL_CHARGE, "mAh/cm2", 1e-3, 500.0),
    M("first_charge_capacity", "first charge capacity", SPECIFIC_CHARGE, "mAh/g", 0.0, 4000.0, (RATE,)),
    M("first_cycle_efficiency", "first-cycle efficiency", q.FRACTION, "%", 0.0, 200.0, (RATE,)),
    M("coulombic_efficiency", "Coulombic efficiency", q.FRACTION, "%", 0.0, 200.0, (RATE,)),
    M("theoretical_capacity", "theoretical capacity of the active material", SPECIFIC_CHARGE, "mAh/g", 1.0, 4000.0),
M("one_c", "current of 1C", q.SPECIFIC_CURRENT, "mA/g", 0.1, 4000.0),
    M("current_density", "current density", q.CURRENT_DENSITY, "mA/cm2", 1e-6, 1e4, (RATE,)),
    M("c_rate", "C-rate", q.C_RATE, "C", 1e-4, 1e3, (RATE,), exact=True),
    M("rate_retention", "capacity kept at the rate", q.FRACTION, "%", 0.0, 110.0, (RATE, REFERENCE_RATE)),
    M("cycle_retention", "capacity kept after cycling", q.FRACTION, "%", 0.0, 110.0, (RATE, CYCLE, REFERENCE_CYCLE)),
    M("mean_voltage", "mean discharge voltage", q.VOLTAGE, "V", 0.1, 6.0, (RATE,)),
    M("upper_cutoff", "upper cut-off voltage", q.VOLTAGE, "V", 0.1, 6.0, exact=True),
    M("lower_cutoff", "lower cut-off voltage", q.VOLTAGE, "V", 0.0, 6.0, exact=True),
    M("cell_capacity", "cell capacity", CHARGE, "mAh", 1e-3, 1e9, _RUN),
    M("cell_energy", "cell energy", ENERGY, "Wh", 1e-6, 1e8, (RATE,)),
    M("cell_mass", "cell mass", q.MASS, "g", 1e-3, 1e8),
    M("cell_volume", "cell volume", q.VOLUME, "cm3", 1e-4, 1e8),
    M("mass_per_area", "cell mass per coated area", q.AREAL_MASS, "mg/cm2", 0.1, 1e5),
    M("volume_per_area", "cell volume per coated area", q.LENGTH, "um", 1.0, 1e6),
    M("specific_energy", "specific energy", SPECIFIC_ENERGY, "Wh/kg", 1.0, 2000.0, (RATE,), _WEIGHED),
    M("energy_density", "energy density", ENERGY_DENSITY, "Wh/L", 1.0, 5000.0, (RATE,), _SIZED),
    M("np_ratio", "N/P", q.NUMBER, "", 0.0, 1000.0, bases=("first charge", "discharge")),
    M("lithium_thickness", "lithium thickness", q.LENGTH, "um", 0.0, 5000.0),
    M("anode_capacity", "areal capacity of the anode", AREAL_CHARGE, "mAh/cm2", 0.0, 1000.0),
    M("ec_ratio", "electrolyte per capacity", q.EC_RATIO, "g/Ah", 0.05, 500.0),
    M("electrolyte_volume", "electrolyte volume in the cell", q.VOLUME, "uL", 0.1, 1e9),
    M("electrolyte_density", "density of the electrolyte", q.DENSITY, "g/cm3", 0.5, 3.0),
    M("separator_thickness", "separator thickness", q.LENGTH, "um", 1.0, 5000.0),
    M("collector_thickness", "cathode collector thickness", q.LENGTH, "um", 1.0, 500.0),
    # transport
    M("conductivity", "ionic conductivity", q.CONDUCTIVITY, "S/cm", 1e-12, 1.0, (TEMPERATURE,)),
    M("membrane_thickness", "thickness of the electrolyte membrane", q.LENGTH, "um", 0.1, 5000.0),
    M("membrane_resistance", "resistance of the electrolyte membrane", q.AREAL_RESISTANCE, "ohm cm2", 1e-3, 1e9, (TEMPERATURE,)),
    M("series_resistance", "series resistance", q.AREAL_RESISTANCE, "ohm cm2", 1e-3, 1e7, (TEMPERATURE,)),
    M("charge_transfer_resistance", "charge-transfer resistance", q.AREAL_RESISTANCE, "ohm cm2", 1e-3, 1e7, (TEMPERATURE,)),
    M("pore_resistance", "resistance of the ion path through the electrode", q.AREAL_RESISTANCE, "ohm cm2", 1e-3, 1e9, (TEMPERATURE,)),
    M("tortuosity", "tortuosity factor through the thickness", q.NUMBER, "", 1.0, 1000.0),
    M("in_plane_tortuosity", "tortuosity factor in the plane", q.NUMBER, "", 1.0, 1000.0),
    M("flux_ratio", "flux through the thickness over flux in the plane", q.NUMBER, "", 1e-3, 1000.0),
    M("salt_diffusivity", "salt diffusivity of the free electrolyte", q.DIFFUSIVITY, "cm2/s", 1e-14, 1e-3),
    M("effective_diffusivity", "effective diffusivity in the electrode's pores", q.DIFFUSIVITY, "cm2/s", 1e-14, 1e-3),
    M("salt_concentration", "salt concentration", q.CONCENTRATION, "M", 0.01, 6.0),
    M("transference", "transference number", q.NUMBER, "", 0.0, 1.0),
    M("solid_diffusivity", "diffusivity in the active material", q.DIFFUSIVITY, "cm2/s", 1e-18, 1e-4, bases=_METHODS),
    M("relaxation_time", "relaxation time of a concentration gradient", q.TIME, "s", 1e-3, 1e8),
    M("polarisation_time", "time of polarisation", q.TIME, "s", 1e-3, 1e8),
    M("lowest_frequency", "lowest frequency of the spectrum", q.FREQUENCY, "Hz", 1e-6, 1e5, exact=True),
    M("charge_transfer_time", "time constant of charge transfer", q.TIME, "s", 1e-7, 1e6),
    M("activation_energy", "activation energy of charge transfer", MOLAR_ENERGY, "kJ/mol", 0.1, 500.0),
    # stability
    M("oxidation_onset", "onset of oxidation against lithium", q.VOLTAGE, "V", -10.0, 20.0),
    M("reduction_onset", "onset of reduction against lithium", q.VOLTAGE, "V", -10.0, 20.0),
    M("stability_window", "electrochemical window", q.VOLTAGE, "V", 0.05, 20.0),
    M("orbital_gap", "gap between highest occupied and lowest unoccupied orbital", ELECTRON_ENERGY, "eV", 0.01, 50.0),
    # wetting, as measured and as simulated
    M("wetting_time", "measured time of wetting", q.TIME, "s", 1e-6, 1e9),
    M("inlet_velocity", "prescribed velocity at the inlet of the simulation", SPEED, "m/s", 1e-12, 10.0, exact=True),
    M("domain_height", "height of the simulated domain", q.LENGTH, "um", 0.1, 1e5, exact=True),
    M("mesh_size", "mesh size of the simulation", q.LENGTH, "um", 1e-4, 1000.0, exact=True),
    M("viscosity", "viscosity of the electrolyte", VISCOSITY, "mPa s", 0.05, 1e4),
    M("surface_tension", "surface tension of the electrolyte", TENSION, "mN/m", 1.0, 200.0),
)
# fmt: on

MEASURES = {measure.name: measure for measure in _ALL}
PARTS = M("parts", "parts by mass", q.NUMBER, "", 0.0, 1e6)  # of a slurry
