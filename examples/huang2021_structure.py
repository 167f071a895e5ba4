"""The pair of structures of huang2021 (doi:10.1002/aenm.202002387), pillars along z and their isotropic twin: what closed forms predict.

Nothing is fitted. Stated by the paper: 62 +- 5 vol% of NMC811 in both, 83.9 mg/cm2 in 600 um (which is 29 vol%), three phases of 1.2,
1.7 and 2.2 g/cm3 (electrolyte, pillars of small particles with some electrolyte, large particles of 4 to 17 um), voxels of 700 nm.
Assumed: how much of the NMC811 is in large particles, and how far apart and how long the pillars are.
"""

from dataclasses import dataclass
from math import atanh, inf, sqrt

DENSITIES = (1.2, 1.7, 2.2)  # g/cm3, reported: electrolyte, pillars, large particles
ELECTROLYTE_IN_PILLARS = (DENSITIES[2] - DENSITIES[1]) / (DENSITIES[2] - DENSITIES[0])  # 1/2, if attenuation is linear in density
IN_LARGE = 2.0 / 3.0  # of the NMC811, assumed
ELONGATION = 10.0  # of the pillars, assumed
READINGS = {"29 vol% (mass and thickness)": 0.29, "62 vol% (text)": 0.62}
ACROSS_PILLARS = 0.5  # depolarisation factor of a long cylinder across its axis
SPHERE = 1.0 / 3.0


@dataclass(frozen=True)
class Composition:
    """Volume shares of the three phases; large particles are solid NMC811, the electrolyte's share of the pillars follows from densities."""

    large: float
    pillars: float

    @property
    def electrolyte(self) -> float:
        """Outside the pillars."""
        return 1.0 - self.large - self.pillars

    @property
    def all_electrolyte(self) -> float:
        """With that inside the pillars."""
        return self.electrolyte + ELECTROLYTE_IN_PILLARS * self.pillars

    @property
    def pillar_conductivity(self) -> float:
        """Of small particles with electrolyte between them, over that of the electrolyte: Bruggeman (1935)."""
        return ELECTROLYTE_IN_PILLARS**1.5

    @property
    def column_conductivity(self) -> float:
        """Of a pillar with the large particles in it, which insulate: Bruggeman again."""
        return self.pillar_conductivity * (self.pillars / (self.pillars + self.large)) ** 1.5


def composition(nmc: float, in_large: float = IN_LARGE) -> Composition:
    """The shares that hold `nmc` of NMC811 by volume, `in_large` of it in large particles."""
    return Composition(in_large * nmc, (1.0 - in_large) * nmc / (1.0 - ELECTROLYTE_IN_PILLARS))


def depolarisation(elongation: float) -> float:
    """Depolarisation factor of a prolate spheroid along its long axis (Landau & Lifshitz, Electrodynamics of Continuous Media, par. 4)."""
    if elongation == 1.0:
        return SPHERE
    e = sqrt(1.0 - 1.0 / elongation**2)
    return (1.0 - e**2) / e**3 * (atanh(e) - e)


def maxwell(eps: float, factor: float) -> float:
    """Tau about insulating aligned spheroids far apart (Maxwell 1873, Rayleigh 1892); no isotropic, and across no columnar one has less.

    Args:
        eps: share of what conducts.
        factor: depolarisation factor along the axis of transport: 1/3 spheres, 1/2 across cylinders, 0 along them.
    """
    return 1.0 + (1.0 - eps) * factor / (1.0 - factor)


def bruggeman(eps: float, factor: float) -> float:
    """Tau about insulating aligned spheroids of all sizes, the small between the large: differential scheme (Bruggeman 1935)."""
    return float(eps ** (-factor / (1.0 - factor)))


def self_consistent(eps: float, factor: float) -> float:
    """Tau where both phases are alike in shape: symmetric effective medium (Bruggeman 1935); inf up to its threshold, eps = factor."""
    return eps * (1.0 - factor) / (eps - factor) if eps > factor else inf


def spread(eps: float, factor: float) -> tuple[float, float, float]:
    """The three estimates of tau, from conducting round obstacles to conducting and obstacle alike."""
    return maxwell(eps, factor), bruggeman(eps, factor), self_consistent(eps, factor)


def bounds(eps: float, column: float, dimensions: int) -> tuple[float, float]:
    """Largest and least D of electrolyte (1) and columns (`column`) with no direction in `dimensions`: Hashin & Shtrikman (1962)."""
    phi, d = 1.0 - eps, dimensions
    return 1.0 + phi / (1.0 / (column - 1.0) + eps / d), column + eps / (1.0 / (1.0 - column) + phi / (d * column))


def joins_pillars(shares: Composition) -> bool:
    """Whether Otsu's one threshold between three sharp levels puts the pillars with the electrolyte, not with the large particles."""
    dark, middle, bright = shares.electrolyte, shares.pillars, shares.large

    def apart(below: float, moment_below: float) -> float:
        moment = middle + 2.0 * bright  # levels 0, 1, 2: densities are evenly spaced
        return below * (1.0 - below) * (moment_below / below - (moment - moment_below) / (1.0 - below)) ** 2

    return apart(dark + middle, middle) > apart(dark, 0.0)


def needed_for(tau: float) -> tuple[float, float]:
    """Shares of the conducting phase at which Bruggeman's differential and symmetric forms give an isotropic `tau`."""
    return tau**-2, tau / (3.0 * tau - 2.0)


def tilt_for(tau: float, more: float) -> tuple[float, float]:
    """Straight channels, tilted alike about z on average: sin^2 of the tilt and tau across them.

    With D = 1/tau, r across over along: cos^2 + r sin^2 = 1 / tau along z; trace 1 + 2 r = (1 + 2 / (1 + more)) / tau.
    """
    r = 0.5 * ((1.0 + 2.0 / (1.0 + more)) / tau - 1.0)
    return (1.0 - 1.0 / tau) / (1.0 - r), 1.0 / r


def predictions(shares: Composition, elongation: float = ELONGATION) -> dict[str, dict[str, tuple[float, ...]]]:
    """Tau by what conducts and by structure and direction, as least, middle and most."""
    along = depolarisation(elongation)
    across = 0.5 * (1.0 - along)
    eps, whole, column = shares.electrolyte, shares.all_electrolyte, shares.column_conductivity
    parallel = whole / (eps + (1.0 - eps) * column)
    plane, space = (tuple(whole / d for d in bounds(eps, column, n)) for n in (2, 3))
    free = 1.0 - shares.large
    return {
        "electrolyte alone": {"DFP z": spread(eps, along), "DFP xy": spread(eps, across), "IFP": spread(eps, SPHERE)},
        "with the pillars' own electrolyte": {"DFP z": (parallel,), "DFP xy": plane, "IFP": space},
        "all but large particles": {place: spread(free, SPHERE)[:2] for place in ("DFP z", "DFP xy", "IFP")},
    }


def prediction_table() -> None:
    """What is predicted, before anything is generated."""
    for name, nmc in READINGS.items():
        shares = composition(nmc)
        cut = "pillars | large particles" if joins_pillars(shares) else "electrolyte | pillars"
        parts = f"electrolyte {shares.electrolyte:.3f}, pillars {shares.pillars:.3f}, large {shares.large:.3f}"
        print(f"{name}: {parts}; binary Otsu cuts {cut}")
        for what, taus in predictions(shares).items():
            print(f"  {what:36s}" + "  ".join(f"{place} {' to '.join(f'{t:.2f}' for t in told):20s}" for place, told in taus.items()))
    tau, more = 1.2, 0.81
    sin2, across = tilt_for(tau, more)
    print(
        f"tau {tau} with +{more:.0%}: in plane {(1 + more) * tau:.2f}; straight channels would lie {sin2:.3f} = sin2 off z, tau across {across:.2f}"
    )
    print("an isotropic 5.6 asks for a conducting share of {:.3f} (differential) or {:.3f} (symmetric)".format(*needed_for(5.6)))


def main() -> dict[str, dict[str, tuple[float, ...]]]:
    prediction_table()
    return predictions(composition(READINGS["29 vol% (mass and thickness)"]))


if __name__ == "__main__":
    main()
