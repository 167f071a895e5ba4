"""The pair of structures of huang2021 (doi:10.1002/aenm.202002387), pillars along z and their isotropic twin: predicted, then measured.

Nothing is fitted. Stated by the paper: 62 +- 5 vol% of NMC811 in both, 83.9 mg/cm2 in 600 um (which is 29 vol%), three phases of 1.2,
1.7 and 2.2 g/cm3 (electrolyte, pillars of small particles with some electrolyte, large particles of 4 to 17 um), voxels of 700 nm, a
median of 3x3x3 and Otsu's threshold. Assumed: how much of the NMC811 is in large particles, how far apart and how long the pillars are,
blur and noise. Closed forms first; then volumes are rendered finer than the tomograph sees, imaged, segmented and measured.

    python examples/huang2021_structure.py              small volumes, two seeds
    python examples/huang2021_structure.py full         larger ones, three seeds, and every answer to what conducts

`docs/make_huang2021_structure.py` varies one assumption after the other.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import atanh, inf, radians, sqrt, tan
from typing import Any

import numpy as np

from stratode.structure.generate.frozen import Frozen
from stratode.structure.generate.imaging import Imaging, grey_image
from stratode.structure.generate.make import generate
from stratode.structure.generate.sizes import Lognormal
from stratode.structure.reading.coarsen import majority, mean
from stratode.structure.segment.segmentation import segment
from stratode.structure.transport.parts import Conducting
from stratode.structure.transport.resolution import Resolved, resolved
from stratode.structure.volume import Grey, Volume

DENSITIES = (1.2, 1.7, 2.2)  # g/cm3, reported: electrolyte, pillars, large particles
ELECTROLYTE_IN_PILLARS = (DENSITIES[2] - DENSITIES[1]) / (DENSITIES[2] - DENSITIES[0])  # 1/2, if attenuation is linear in density
IN_LARGE = 2.0 / 3.0  # of the NMC811, assumed
ELONGATION = 10.0  # of the pillars, assumed
READINGS = {"29 vol% (mass and thickness)": 0.29, "62 vol% (text)": 0.62}
SPHERE = 1.0 / 3.0  # depolarisation factor
SPACING = 25e-6  # of the pillars, m, assumed
LARGE = Lognormal(9e-6, 1.3)  # 4.7 to 17.3 um; the paper says 4 to 17
VOXEL = 0.7e-6  # m, reported
BLUR = 0.7  # standard deviation, voxels, assumed
NOISE = 1.0 / 3.0  # standard deviation over the step from phase to phase, before the median, assumed
ELECTROLYTE, PILLARS, PARTICLES = 0, 1, 2  # labels, from dark to bright
BRIGHTNESS = np.array([ELECTROLYTE, PARTICLES, PILLARS], np.uint8)  # of the generator's labels


@dataclass(frozen=True)
class Composition:
    """Volume shares; large particles are solid NMC811, the electrolyte's share of the pillars follows from the reported densities."""

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
    print(f"tau {tau} with +{more:.0%}: in plane {(1.0 + more) * tau:.2f}; straight channels: sin2 of tilt {sin2:.3f}, across {across:.2f}")
    print("an isotropic 5.6 asks for a conducting share of {:.3f} (differential) or {:.3f} (symmetric)\n".format(*needed_for(5.6)))


@dataclass(frozen=True)
class Size:
    """Edges of what is generated, m, its fine voxel, how many of these make one of the tomograph's along each axis, and seeds."""

    thickness: float = 70e-6
    width: float = 50.4e-6
    finer: int = 2
    seeds: tuple[int, ...] = (1, 2)


FULL = Size(thickness=105e-6, width=75.6e-6, seeds=(1, 2, 3))


@dataclass(frozen=True)
class Pair:
    """What a structure is made from, beside its size; `elongation` 1 is the isotropic twin, `tilt` leans the pillars off z, degrees."""

    shares: Composition
    spacing: float = SPACING
    elongation: float = ELONGATION
    band: float = 0.3
    tilt: float = 0.0

    @property
    def twin(self) -> "Pair":
        """Without direction."""
        return replace(self, elongation=1.0, tilt=0.0)


def rendered(pair: Pair, size: Size, seed: int) -> Volume:
    """The structure on fine voxels, labelled from dark to bright."""
    statement = Frozen(
        thickness=size.thickness,
        width=size.width,
        voxel=VOXEL / size.finer,
        large=LARGE,
        large_fraction=pair.shares.large,
        pillar_fraction=pair.shares.pillars,
        spacing=pair.spacing,
        elongation=pair.elongation,
        band=pair.band,
    )
    made = generate(statement, seed).volume
    labels = BRIGHTNESS[made.labels]
    lean = tan(radians(pair.tilt))  # the sides are periodic, so planes may be pushed over each other
    leaning = np.stack([np.roll(plane, round(z * lean), axis=1) for z, plane in enumerate(labels)])
    return replace(made, labels=leaning, phases={ELECTROLYTE: "electrolyte", PILLARS: "pillars", PARTICLES: "large particles"})


def coarser(fine: Volume, factor: int) -> Volume:
    """The same volume on larger voxels, each with the label of most of its parts."""
    z, y, x = (factor * edge for edge in fine.voxel)
    return replace(fine, labels=majority(fine.labels, factor), voxel=(z, y, x))


def scanned(fine: Volume, factor: int, seed: int, blur: float = BLUR, noise: float = NOISE) -> Grey:
    """As a tomograph sees it: attenuation by density, blur, voxels that average what they hold, noise."""
    levels = {label: density / DENSITIES[-1] for label, density in enumerate(DENSITIES)}
    sharp = grey_image(fine, Imaging(levels, blur=blur * factor, noise=0.0))
    values = mean(sharp.values, factor)
    step = np.ptp(sharp.values) / (len(DENSITIES) - 1)
    random = np.random.default_rng([seed, 4]).standard_normal(values.shape, np.float32)
    noisy = np.clip(np.rint(values + noise * step * random), 0, 65535).astype(np.uint16)
    z, y, x = (factor * edge for edge in fine.voxel)
    return replace(sharp, values=noisy, voxel=(z, y, x))


@dataclass(frozen=True)
class Found:
    """One volume, one answer to what conducts.

    Args:
        eps: of tau = eps D / D_eff.
        along: by axis.
    """

    eps: float
    along: dict[str, Resolved]

    def tau(self, axes: str, smoothed: bool = True) -> float:
        """Of the mean flux along `axes`; inf where nothing flows."""
        flux = self.flux(axes, smoothed)
        return self.eps / flux if flux > 0.0 else inf

    def flux(self, axes: str, smoothed: bool = True) -> float:
        """D_eff over D, mean of `axes`."""
        return float(np.mean([(self.along[a].smoothed if smoothed else self.along[a].plain).d_eff for a in axes]))

    @property
    def plane(self) -> str:
        """The axes in the plane that were measured."""
        return "".join(axis for axis in self.along if axis != "z")

    @property
    def more(self) -> float:
        """Flux through the thickness over that in the plane, less one; inf where none flows in the plane."""
        plane = self.flux(self.plane)
        return self.flux("z") / plane - 1.0 if plane > 0.0 else inf

    @property
    def solver_error(self) -> float:
        """The largest of all axes."""
        return max(max(r.plain.solver_error, r.smoothed.solver_error) for r in self.along.values())

    @property
    def resolution_error(self) -> float:
        """The largest of the axes along which something flows."""
        return max((r.resolution_error for r in self.along.values() if r.smoothed.d_eff > 0.0), default=0.0)


def found(volume: Volume, conducting: Conducting, eps: float, *, axes: str = "zyx", periodic: bool = False) -> Found:
    """Transport along the axes; nothing passes the sides unless `periodic`, as in TauFactor."""
    return Found(eps, {axis: resolved(volume, conducting, axis, periodic_sides=periodic, threads=1) for axis in axes})


def share_of(volume: Volume, *labels: int) -> float:
    """Share of the voxels."""
    return float(np.isin(volume.labels, labels).mean())


def alone(volume: Volume, **how: Any) -> Found:
    """The darkest phase conducts."""
    return found(volume, Conducting({ELECTROLYTE: 1.0}), share_of(volume, ELECTROLYTE), **how)


def with_pillars(volume: Volume, conductivity: float = ELECTROLYTE_IN_PILLARS**1.5, **how: Any) -> Found:
    """The pillars' own electrolyte conducts too; eps is all electrolyte."""
    eps = share_of(volume, ELECTROLYTE) + ELECTROLYTE_IN_PILLARS * share_of(volume, PILLARS)
    return found(volume, Conducting({ELECTROLYTE: 1.0, PILLARS: conductivity}), eps, **how)


def all_but_large(volume: Volume, **how: Any) -> Found:
    """What one threshold below the large particles leaves."""
    return found(volume, Conducting({ELECTROLYTE: 1.0, PILLARS: 1.0}), share_of(volume, ELECTROLYTE, PILLARS), **how)


def seen(fine: Volume, factor: int, seed: int, everything: bool) -> Iterator[tuple[str, str, Found]]:
    """What conducts, how the volume was seen, and what was found."""
    true = coarser(fine, factor)
    grey = scanned(fine, factor, seed)
    yield "electrolyte alone", "truth", alone(true)
    yield "electrolyte alone", "multi-Otsu", alone(segment(grey, 3, medians=1).volume)
    yield "dark phase", "binary Otsu", alone(segment(grey, 2, medians=1).volume)
    if everything:
        yield "with the pillars' own electrolyte", "truth", with_pillars(true)
        yield "with the pillars' own electrolyte", "multi-Otsu", with_pillars(segment(grey, 3, medians=1).volume)
        yield "all but large particles", "truth", all_but_large(true)


def told(values: list[float], form: str = ".2f") -> str:
    """Mean and standard deviation of those that are open, and how many are closed."""
    finite = [v for v in values if v < inf]
    if not finite:
        return "closed"
    scatter = f"±{np.std(finite, ddof=1):{form.strip('+')}}" if len(finite) > 1 else ""
    closed = f" {len(values) - len(finite)}/{len(values)} closed" if len(finite) < len(values) else ""
    return f"{np.mean(finite):{form}}{scatter}{closed}"


HEADS = f"{'eps':>11s} {'DFP z':>10s} {'plain':>10s} {'DFP in plane':>19s} {'flux +%':>19s} {'IFP':>24s} {'solver':>7s} {'voxels':>7s}"


def row(dfp: list[Found], ifp: list[Found]) -> str:
    """Tau of all seeds in one line, smoothed faces unless it says plain; the twin's from all axes; largest solver and resolution errors."""
    eps = told([one.eps for one in dfp], ".3f")
    z, plain = (told([one.tau("z", smoothed) for one in dfp]) for smoothed in (True, False))
    plane, more = told([one.tau(one.plane) for one in dfp]), told([100.0 * one.more for one in dfp], "+.0f")
    three = told([one.tau(axis) for one in ifp for axis in one.along])
    solver, voxels = max(one.solver_error for one in dfp + ifp), max(one.resolution_error for one in dfp + ifp)
    return f"{eps:>11s} {z:>10s} {plain:>10s} {plane:>19s} {more:>19s} {three:>24s} {solver:7.2%} {voxels:7.1%}"


def pair_table(size: Size, everything: bool) -> dict[tuple[float, str, str], tuple[list[Found], list[Found]]]:
    """Both readings of the composition, seen in every way, over all seeds."""
    table: dict[tuple[float, str, str], tuple[list[Found], list[Found]]] = {}
    for nmc in READINGS.values():
        pair = Pair(composition(nmc))
        for seed in size.seeds:
            for place, structure in enumerate((pair, pair.twin)):
                for what, how, answer in seen(rendered(structure, size, seed), size.finer, seed, everything):
                    table.setdefault((nmc, what, how), ([], []))[place].append(answer)
    edges = f"{1e6 * size.thickness:.0f} x {1e6 * size.width:.0f} x {1e6 * size.width:.0f} um, {len(size.seeds)} seeds"
    print(f"measured, {edges}; reported: DFP z 1.2, +81 %, IFP 5.6")
    for name, nmc in READINGS.items():
        print(f"{name:58s} {HEADS}")
        for (own, what, how), (dfp, ifp) in table.items():
            if own == nmc:
                print(f"  {what:36s}{how:20s} {row(dfp, ifp)}")
    return table


def main(*asked: str) -> bool:
    full = "full" in asked
    prediction_table()
    pair_table(FULL if full else Size(), everything=full)
    return True


if __name__ == "__main__":
    main(*sys.argv[1:])
