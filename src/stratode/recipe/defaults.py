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
