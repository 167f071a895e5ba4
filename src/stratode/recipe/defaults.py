"""What holds where a recipe says nothing: every default with its value and why that. Pure data, SI."""

from __future__ import annotations

from dataclasses import dataclass

from stratode.recipe.parts import Bruggeman, CarbonNetwork, ContactLaw


@dataclass(frozen=True, slots=True)
class Default:
    """A value, how it is shown, and its source."""

    value: float
    text: str
    source: str


TEMPERATURE = Default(298.15, "25 degC", "usual temperature of the laboratory")
CONCENTRATION = Default(1000.0, "1 M", "usual concentration")
ELECTROLYTE_DENSITY = Default(1200.0, "1.2 g/cm3", "assumed: typical of carbonate electrolytes")
THERMODYNAMIC_FACTOR = Default(1.0, "1", "assumed: an ideal solution")
CATHODE_FOIL = Default(15e-6, "15 um", "assumed: usual aluminium foil")
ANODE_FOIL = Default(8e-6, "8 um", "assumed: usual copper foil")
CATHODE_LOSS = Default(0.10, "10 %", "assumed: nickel-rich cathodes return 88 to 92 % of the first charge (Han 2025: 90.4 and 92.2 %)")
ANODE_LOSS = Default(0.08, "8 %", "assumed: graphite returns about 92 % of the first lithiation")
SEAL_MARGIN = Default(5e-3, "5 mm", "assumed: usual seal of a pouch cell")
RATES = (0.1, 0.2, 0.5, 1.0)
DOUBLE_LAYER = Default(
    0.2,
    "20 uF/cm2 wherever no double_layer is stated",
    "assumed: 10 to 40 uF/cm2 is usual of a double layer (Orazem & Tribollet, Electrochemical Impedance Spectroscopy, Wiley 2008)",
)
SIZE_CLASSES = 5
PATH_SOURCE = (
    "Bruggeman 1935 on the conductor's own volume share, assumed: it takes for granted that the particles touch; a few vol% of separate "
    "particles lie below the percolation threshold (path: none), a binder film may do better"
)
SPECIFIC_HEAT = Default(1000.0, "1000 J/(kg K)", "assumed: usual of lithium-ion cells, 800 to 1100 J/(kg K)")
HEAT_TRANSFER = Default(10.0, "10 W/(m2 K)", "assumed: still air, convection and radiation together")
STATE_OF_CHARGE = Default(0.5, "50 % of each host's window", "assumed: half charged")
BINDER_DOMAIN_SOURCE = (
    "assumed: Lichtenecker & Rother's power law (Phys. Z. 32 (1931) 255) of open pores and domain, with Bruggeman's exponent; that the "
    "domain's microporosity raises the capacity at high rate: ACS Appl. Mater. Interfaces 2023, PMC10273235"
)
LONGEST_REST = Default(7 * 86400.0, "7 d", "assumed: a rest that has not settled after a week ends")
PULSE_PAUSE = Default(40.0, "40 s", "usual pause between the pulses of a hybrid pulse power test")
PULSE_REST = Default(3600.0, "1 h", "usual rest at each state of charge")
PULSE_BETWEEN = Default(1 / 3, "C/3", "usual current between states of charge")
HOLD_UNTIL = Default(0.05, "0.05 C", "usual end of a constant-voltage charge")

BRUGGEMAN = Bruggeman(1.5)
BRUGGEMAN_SOURCE = "Bruggeman, Ann. Phys. 416 (1935) 636: exponent 1.5 for equal spheres"

REFERENCE_POROSITY = 0.335
REFERENCE_DIAMETER = 10.44e-6
NETWORK = CarbonNetwork(
    conductivity=0.18,
    carbon_fraction=0.046,
    porosity=REFERENCE_POROSITY,
    diameter=REFERENCE_DIAMETER,
    carbon_exponent=2.0,
    calendering_exponent=1.5,
    size_exponent=1.0,
)
NETWORK_SOURCE = (
    "assumed law: 0.18 S/m of the LG M50 cathode at porosity 0.335 and diameter 10.44 um (Chen et al., J. Electrochem. Soc. 167 (2020) "
    "080534), its carbon taken as 2 wt%; carbon exponent 2 (percolation, Kirkpatrick, Rev. Mod. Phys. 45 (1973) 574); "
    "solids exponent 1.5 (Bruggeman 1935); size exponent 1: carbon per particle surface grows with the diameter"
)
CONDUCTING_HOST = 5.0  # S/m; a host above carries the current itself: graphite 14 to 215 S/m, oxides below 1 S/m
HOST_EXPONENT = 1.5
HOST_SOURCE = (
    "assumed: the host's conductivity in its source's electrode times (1 - porosity)^1.5 (Bruggeman 1935), as graphite needs no carbon"
)
CONTACT = ContactLaw(resistance=5e-4, porosity=REFERENCE_POROSITY, diameter=REFERENCE_DIAMETER, calendering_exponent=1.0, size_exponent=0.0)
CONTACT_SOURCE = (
    "assumed: 5 ohm cm2 between coating and foil, in proportion to 1 / (1 - porosity) as fewer solids touch the foil, and no dependence on "
    "particle size; that it matters in high-nickel cathodes and depends on press density: Batteries 10 (2024) 105, "
    "doi:10.3390/batteries10030105"
)
NO_CONTACT = ContactLaw(
    resistance=0.0, porosity=REFERENCE_POROSITY, diameter=REFERENCE_DIAMETER, calendering_exponent=0.0, size_exponent=0.0
)
NO_CONTACT_SOURCE = "assumed: graphite on copper adds no resistance worth counting; the cathode's value is of oxide on aluminium"
