"""The cells that both tools solve, as plain values. Each property is written once and handed to both, so the equations are the same.

A formula below takes numpy arrays and symbolic expressions alike (numpy functions only). Everything is SI. Sources:

- LG M50: Chen et al. 2020, doi:10.1149/1945-7111/ab9050 (stoichiometries as in the paper's parameter table).
- LiPF6 in EC:EMC 3:7: Nyman et al. 2008, doi:10.1016/j.electacta.2008.04.023; no clamp and no solubility, so that both tools
  follow the same polynomials wherever the salt goes.
- Lithium: 70 A/m2 at 1 mol/L (Xu et al. 2019, doi:10.1149/2.0111913jes, gives 70.6), written with the exponent 1/2.

Volume fractions: in Chen2020 porosity and active material add to one in both electrodes (0.25 + 0.75, 0.335 + 0.665); the half cells
leave 0.05 for carbon and binder (0.35 + 0.60, 0.30 + 0.65), and the adapter states that share as an inert solid so that all add to one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

FARADAY = 96485.33212  # C/mol
TEMPERATURE = 298.15  # K
Formula = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Host:
    """An intercalation material; `potential` is of the stoichiometry, V."""

    name: str
    max_concentration: float  # mol/m3
    diffusivity: float  # m2/s
    exchange_current: float  # A/m2 at x = 0.5 and 1 mol/L
    potential: Formula
    density: float  # kg/m3
    window: tuple[float, float]  # stoichiometries of the charged and the discharged cell


@dataclass(frozen=True, slots=True)
class Porous:
    """One uniform porous electrode."""

    host: Host
    thickness: float  # m
    porosity: float
    active: float  # volume fraction
    radius: float  # m
    conductivity: float  # S/m, effective
    start: float  # stoichiometry at the start of discharge
    bruggeman: float = 1.5


@dataclass(frozen=True, slots=True)
class Foil:
    """Planar lithium: i = i0 sqrt(c / 1000) 2 sinh(F eta / 2RT)."""

    exchange_current: float  # A/m2 at 1 mol/L


@dataclass(frozen=True, slots=True)
class Salt:
    concentration: float  # mol/m3
    diffusivity: Formula  # m2/s, of mol/m3
    conductivity: Formula  # S/m, of mol/m3
    transference: float
    thermodynamic_factor: float


@dataclass(frozen=True, slots=True)
class Case:
    """One constant-current discharge from rest to `lower_voltage`, isothermal at 298.15 K, no contact resistance."""

    name: str
    cathode: Porous
    anode: Porous | Foil
    separator: float  # m
    separator_porosity: float
    separator_bruggeman: float
    salt: Salt
    one_c: float  # A/m2
    one_c_basis: str
    c_rate: float
    lower_voltage: float  # V

    @property
    def current_density(self) -> float:
        """A/m2, magnitude of the discharge current."""
        return self.one_c * self.c_rate

    @property
    def max_capacity(self) -> float:
        """C/m2 until the cathode is full: no discharge takes longer than this over the current density."""
        c = self.cathode
        return FARADAY * c.host.max_concentration * c.active * c.thickness * (1.0 - c.start)


def nmc811_potential(x: Any) -> Any:
    """Open-circuit potential of LG M50's NMC811, V against lithium (Chen 2020)."""
    return (
        -0.8090 * x
        + 4.4875
        - 0.0428 * np.tanh(18.5138 * (x - 0.5542))
        - 17.7326 * np.tanh(15.7890 * (x - 0.3117))
        + 17.5842 * np.tanh(15.9308 * (x - 0.3120))
    )


def graphite_potential(x: Any) -> Any:
    """Open-circuit potential of LG M50's SiOx-graphite, V against lithium (Chen 2020)."""
    return (
        1.9793 * np.exp(-39.3631 * x)
        + 0.2482
        - 0.0909 * np.tanh(29.8538 * (x - 0.1234))
        - 0.04478 * np.tanh(14.9159 * (x - 0.2769))
        - 0.0205 * np.tanh(30.4444 * (x - 0.6103))
    )


def nyman_diffusivity(c: Any) -> Any:
    return 8.794e-11 * (c / 1000) ** 2 - 3.972e-10 * (c / 1000) + 4.862e-10


def nyman_conductivity(c: Any) -> Any:
    return 0.1297 * (c / 1000) ** 3 - 2.51 * (c / 1000) ** 1.5 + 3.329 * (c / 1000)


NYMAN = Salt(1000.0, nyman_diffusivity, nyman_conductivity, 0.2594, 1.0)


def _exchange_current(m_ref: float, max_concentration: float) -> float:
    """i0 at x = 0.5 and 1 mol/L from m_ref in m_ref sqrt(c c_s (c_max - c_s))."""
    return m_ref * float(np.sqrt(1000.0)) * max_concentration / 2


NMC811 = Host("NMC811", 63104.0, 4e-15, _exchange_current(3.42e-6, 63104.0), nmc811_potential, 4950.0, (0.27, 0.9084))
GRAPHITE = Host("SiOx-graphite", 33133.0, 3.3e-14, _exchange_current(6.48e-7, 33133.0), graphite_potential, 2260.0, (0.9014, 0.0279))

CHEN2020 = Case(
    name="chen2020_1C",
    cathode=Porous(NMC811, 75.6e-6, 0.335, 0.665, 5.22e-6, 0.18, 17038.0 / 63104.0),
    anode=Porous(GRAPHITE, 85.2e-6, 0.25, 0.75, 5.86e-6, 215.0, 29866.0 / 33133.0),
    separator=12e-6,
    separator_porosity=0.47,
    separator_bruggeman=1.5,
    salt=NYMAN,
    one_c=5.0 / (0.065 * 1.58),
    one_c_basis="5 A over 0.1027 m2",
    c_rate=1.0,
    lower_voltage=2.5,
)


def half_cell(name: str, thickness: float, porosity: float, c_rate: float, radius: float = 3e-6) -> Case:
    """NMC811 against lithium; 1C = the cathode's lithium between the window's stoichiometries in one hour."""
    active = 0.95 - porosity
    window = NMC811.window[1] - NMC811.window[0]
    return Case(
        name=name,
        cathode=Porous(NMC811, thickness, porosity, active, radius, 10.0, NMC811.window[0]),
        anode=Foil(70.0),
        separator=25e-6,
        separator_porosity=0.47,
        separator_bruggeman=1.5,
        salt=NYMAN,
        one_c=FARADAY * NMC811.max_concentration * active * thickness * window / 3600.0,
        one_c_basis="the cathode's lithium from x = 0.27 to 0.9084 in one hour",
        c_rate=c_rate,
        lower_voltage=3.0,
    )


def at_rate(case: Case, c_rate: float, name: str) -> Case:
    return replace(case, name=name, c_rate=c_rate)


FULL_CELLS = (at_rate(CHEN2020, 0.2, "chen2020_C5"), CHEN2020, at_rate(CHEN2020, 2.0, "chen2020_2C"))
HALF_CELLS = (
    half_cell("half_100um_1C", 100e-6, 0.35, 1.0),
    half_cell("half_300um_0.5C", 300e-6, 0.35, 0.5),
    half_cell("half_300um_1C", 300e-6, 0.35, 1.0),
    half_cell("half_600um_0.5C", 600e-6, 0.30, 0.5),
    half_cell("half_600um_1C", 600e-6, 0.35, 1.0),
)
CASES = FULL_CELLS + HALF_CELLS
BY_NAME = {case.name: case for case in CASES}
