"""When the salt runs out: Sand time, limiting current and penetration depth, in closed form.

All take SI values; D is the salt diffusivity of the free electrolyte and `efficiency` is eps / tau. A single-ion conductor
(t+ = 1) builds no gradient: times, currents and depths are infinite.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, pi

from stratode.design.path import Section
from stratode.recipe.constants import FARADAY


def sand_time(
    current: float, diffusivity: float, concentration: float, transference: float, *, porosity: float = 1.0, efficiency: float = 1.0
) -> float:
    """Time until the salt at an electrode is used up, in a medium deeper than diffusion reaches, s.

    tau = pi eps D_eff (F c0 / (2 i (1 - t+)))^2, D_eff = efficiency D. Holds while sqrt(D_eff tau / eps) is less than the depth
    of the medium.

    Args:
        current: A/m2, magnitude.
        diffusivity: m2/s.
        concentration: mol/m3.
        transference: t+, 1.
        porosity, efficiency: of the medium, 1; both 1 in free electrolyte.

    Source: Sand 1901, Philos. Mag. 1, 45; Bard & Faulkner, Electrochemical Methods, 2nd ed., sec. 8.2.2.
    """
    if transference >= 1.0:
        return inf
    return pi * porosity * efficiency * diffusivity * (FARADAY * concentration / (2.0 * current * (1.0 - transference))) ** 2


def limiting_current(sections: Sequence[Section], diffusivity: float, concentration: float, transference: float) -> float:
    """Largest steady discharge current of a path with uniform reaction, A/m2: the salt is just 0 at the cathode collector.

    c(x) - c(0) = (1 - t+) i / F int_0^x f / (efficiency D) dx', with f the ionic share, and the salt in all pores is conserved:
    i = F c0 int eps dx / ((1 - t+) int eps g dx), g = int f / (efficiency D). Exact for constant D and t+. A separator alone
    between two lithium electrodes gives 2 F D_eff c0 / ((1 - t+) L); a porous electrode alone 6 F D_eff c0 / ((1 - t+) L). A dense
    membrane holds no salt and lets lithium ions alone pass, as a lithium electrode would, so it does not count. What conductors beside
    the electrolyte carry is left out: the limit is that of the electrolyte alone.

    Args:
        sections: cathode collector to anode.
        diffusivity, concentration, transference: m2/s, mol/m3, 1.

    Source: Newman & Thomas-Alyea, Electrochemical Systems, 3rd ed., ch. 12 and 22 (steady concentrated solution), integrated
    here over layers.
    """
    return sustained_current(sections, diffusivity, concentration, transference, inf)


def sustained_current(sections: Sequence[Section], diffusivity: float, concentration: float, transference: float, charge: float) -> float:
    """Largest mean current of a discharge from even salt that delivers a charge, A/m2; infinite where stored salt is enough.

    Averaged over a discharge of length T, D_eff dc/dx = (1 - t+) i f / F - N, with f the mean ionic share of the current and N what the
    stored salt gives: N(x) = (1/T) int_0^x eps (c0 - c_end) <= c0 P(x) / T, P = int_0^x eps, because no concentration falls below 0. The
    salt in all pores is conserved and c(0) >= 0, so c0 int eps >= int eps ((1 - t+) i g / F - c0 h / T), g = int f / D_eff,
    h = int P / D_eff; with T = charge / i this is i <= F c0 int eps / ((1 - t+) int eps g - F c0 int eps h / charge). A bound at any
    time for constant D and t+; after a long discharge it is :func:`limiting_current`. Where only a share u of an electrode's capacity is
    delivered, g is least if that is the part next to the separator: state the part beyond it as a section with f = 0. A separator or a
    porous counter electrode behind the electrode lowers the bound, so an electrode alone bounds every cell.

    Args:
        sections: cathode collector to anode.
        diffusivity, concentration, transference: m2/s, mol/m3, 1.
        charge: that the discharge delivers, C/m2.

    Source: as :func:`limiting_current`, with the storage term of the salt balance kept.
    """
    if transference >= 1.0:
        return inf
    pores = reached = held = given = stored = 0.0
    for s in sections:
        if s.efficiency <= 0.0:
            continue
        h, eps, resistance = s.thickness, s.porosity, 1.0 / (s.efficiency * diffusivity)
        held += eps * h * (reached + h * resistance * (2.0 * s.start + s.end) / 6.0)
        stored += eps * h * (given + h * resistance * (pores / 2.0 + eps * h / 6.0))
        reached += h * resistance * (s.start + s.end) / 2.0
        given += h * resistance * (pores + eps * h / 2.0)
        pores += eps * h
    drawn = (1.0 - transference) * held - FARADAY * concentration * stored / charge
    return FARADAY * concentration * pores / drawn if drawn > 0.0 else inf


def penetration_depth(current: float, diffusivity: float, concentration: float, transference: float, efficiency: float) -> float:
    """How far into an electrode the salt carries a current, m: L_d = efficiency D c0 F / ((1 - t+) i).

    Where L_d is less than the electrode's thickness, the part beyond it starves and about L_d / L of the capacity is delivered.

    Source: Gallagher et al. 2016, J. Electrochem. Soc. 163, A138, doi:10.1149/2.0321602jes.
    """
    if transference >= 1.0:
        return inf
    return efficiency * diffusivity * concentration * FARADAY / ((1.0 - transference) * current)


def diffusion_limited_current(thickness: float, diffusivity: float, concentration: float, transference: float, efficiency: float) -> float:
    """Current at which the penetration depth is the electrode's thickness, A/m2; over the current of 1C the diffusion-limited C-rate.

    Source: Gallagher et al. 2016, doi:10.1149/2.0321602jes; Heubner et al. 2020, Adv. Energy Mater. 10, 1902523,
    doi:10.1002/aenm.201902523.
    """
    if transference >= 1.0:
        return inf
    return efficiency * diffusivity * concentration * FARADAY / ((1.0 - transference) * thickness)


def uniform_reaction_current(
    thickness: float, diffusivity: float, concentration: float, transference: float, efficiency: float = 1.0
) -> float:
    """Current whose drop of salt over an electrode with uniform reaction is c0, A/m2: i = 2 F efficiency D c0 / ((1 - t+) L).

    Twice the diffusion-limited current, because the reaction takes the current off on the way; the salt at the separator is held
    at c0.
    """
    return 2.0 * diffusion_limited_current(thickness, diffusivity, concentration, transference, efficiency)
