"""Measurements simulated to what the four papers report, as files: the truth is stated, noise is that of the instrument."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from tests.lab.coatings.test_edge import X, ideal
from tests.lab.cycling import made as cells
from tests.lab.diffraction.made import layered
from tests.lab.mechanics.films import film
from tests.lab.micrographs.test_cracks import network, shown
from tests.lab.micrographs.test_front import counts
from tests.lab.relaxation.test_depolarisation import made as depolarised
from tests.lab.surfaces.fields import gaussian
from tests.lab.titration.synthetic import gitt
from tests.lab.voltammetry.made import cycles, written

from stratode.lab.record import FREQUENCY, IMAGINARY, REAL, Record
from stratode.lab.titration.hosts import Slab

RNG = np.random.default_rng
R, ZERO = 8.314462618, 273.15
GRAM = 1e-3


def kept(path: Path, record: Record) -> Path:
    return written(path, record.columns)


def fringes(path: Path, spacing: float) -> Path:
    """Intensity over nm."""
    x = np.arange(400) * 0.02
    wave = 100 + 20 * np.cos(2 * np.pi * x / spacing + 1.0) + 10 * RNG(1).standard_normal(x.size)
    return written(path, {"Position / nm": x, "Intensity": wave})


def peel(path: Path, force: float, spread: float = 0.02) -> Path:
    """N over mm: a rise, then a plateau."""
    x = np.linspace(0.0, 60.0, 1200)
    f = force * np.minimum(x / 4.0, 1.0) * (1.0 + spread * RNG(2).standard_normal(x.size))
    return written(path, {"Displacement / mm": x, "Force / N": f})


def arrhenius(path: Path, energy: float, celsius: Sequence[float] = (25, 30, 35, 40, 45, 50)) -> Path:
    """Charge-transfer resistances, ohm, of an activation energy in J/mol; 1 % of scatter."""
    t = np.asarray(celsius, float)
    r = 20.0 * np.exp(energy / R * (1 / (t + ZERO) - 1 / 298.15)) * (1 + 0.01 * RNG(3).standard_normal(t.size))
    return written(path, {"Temperature / degC": t, "Resistance / ohm": r})


def vtf(path: Path, sigma: float, energy: float = 8.0e3, ideal: float = 200.0) -> Path:
    """sigma T^-1/2 exp(-Ea/(R (T - T0))), S/cm, through `sigma` at 25 degC."""
    t = np.linspace(253.15, 353.15, 21)

    def shape(t: np.ndarray | float) -> np.ndarray:
        return np.asarray(t**-0.5 * np.exp(-energy / (R * (t - ideal))))

    values = sigma * shape(t) / shape(298.15) * (1 + 0.003 * RNG(4).standard_normal(t.size))
    return written(path, {"Temperature / degC": t - ZERO, "Conductivity / S/cm": values})


def spectrum(path: Path, frequency: np.ndarray, z: np.ndarray, noise: float = 2e-3, seed: int = 5) -> Path:
    rng = RNG(seed)
    z = z * (1 + noise * (rng.standard_normal(z.size) + 1j * rng.standard_normal(z.size)))
    return written(path, {FREQUENCY: frequency, REAL: z.real, IMAGINARY: z.imag})


def arc(path: Path, series: float, transfer: float, capacitance: float) -> Path:
    """R_s - p(R_ct, C), ohm and F."""
    f = np.logspace(6, -2, 81)
    return spectrum(path, f, series + transfer / (1 + 2j * np.pi * f * transfer * capacitance))


def blocking(path: Path, resistance: float) -> Path:
    """An electrolyte between blocking electrodes."""
    f = np.logspace(6, 0, 61)
    return spectrum(path, f, resistance * (1 + 500.0 / (2j * np.pi * f) ** 0.92))


def titration(path: Path, diffusivity: float) -> Path:
    """A pulse on a slab so thick that it is short, m2/s; the papers state no length."""
    tau = 600.0
    return kept(path, gitt(thick(diffusivity), diffusivity, tau=tau, rest=40.0 * tau * 100.0, noise=1e-6))


def thick(diffusivity: float) -> Slab:
    return Slab(float(np.sqrt(diffusivity * 600.0 / 0.01)))


def pulse(path: Path, resistance: float) -> Path:
    """1 mA switched on for a minute after a rest."""
    t = np.arange(0.0, 180.0, 0.1)
    on = (t >= 60.0) & (t < 120.0)
    i = 1e-3 * on
    return written(
        path, {"Test Time / s": t, "Voltage / V": 3.7 + resistance * i + 1e-5 * RNG(6).standard_normal(t.size), "Current / A": i}
    )


def depolarisation(path: Path, diffusivity: float) -> Path:
    return kept(path, depolarised(diffusivity, noise=2e-7))


def voltammogram(path: Path) -> Path:
    """huang2021: 3.8/4.0/4.2 V up, 3.7/4.0/4.2 V down at 0.1 mV/s."""
    return kept(path, cycles((3.8, 4.0, 4.2), (3.7, 4.0, 4.2), (1e-3, 8e-4, 6e-4), count=2))


def sweep(path: Path, points: Mapping[float, float], area: float = 1.0e-4) -> Path:
    """Current density in uA/cm2 through two points, exponential between, A over V."""
    (e1, i1), (e2, i2) = points.items()
    e = np.linspace(2.8, 5.8, 1501)
    density = i1 * 1e-2 * np.exp((e - e1) * np.log(i2 / i1) / (e2 - e1))
    current = (density + 5e-4 * RNG(7).standard_normal(e.size)) * area
    return written(path, {"Test Time / s": (e - e[0]) / 1e-3, "Voltage / V": e, "Current / A": current})


def window(path: Path) -> Path:
    """huang2021: nothing up to 4.7 and down to -2.9 V, straight rises beyond."""
    e = np.linspace(-3.2, 5.6, 4401)
    density = 5e-4 * e + 2.0 * np.clip(e - 4.7, 0, None) - 2.0 * np.clip(-2.9 - e, 0, None) + 2e-3 * RNG(8).standard_normal(e.size)
    return written(path, {"Test Time / s": (e - e[0]) / 1e-3, "Voltage / V": e, "Current / A": 1e-4 * density})


def first_cycle(path: Path, discharge: float, efficiency: float, mass: float = 22e-3) -> Path:
    """mAh/g and 1, of 22 mg of active material."""
    return kept(path, cells.cycled([discharge * 3.6 * mass], efficiency=efficiency, hours=10.0))


def cycling(path: Path, capacity: float, retention: float, count: int, mass: float = 22e-3) -> Path:
    """A straight fade to `retention` in the last cycle."""
    faded = capacity * 3.6 * mass * np.linspace(1.0, retention, count)
    return kept(path, cells.cycled(list(faded), rows=8))


def rates(path: Path, capacities: Mapping[float, float], one_c: float, mass: float = 22e-3) -> Path:
    """Discharges at C-rates, three of each, charged slowly; mAh/g."""
    legs: list[tuple[float, float, float, float]] = []
    for rate, specific in capacities.items():
        flow, charge = rate * one_c * mass * GRAM, specific * 3.6 * mass
        for _ in range(3):
            legs += [(0.1 * one_c * mass * GRAM, charge / (0.1 * one_c * mass * GRAM), 3.6, 4.3), (0.0, 60.0, 4.2, 4.2)]
            legs += [(-flow, charge / flow, 4.2, 3.0), (0.0, 60.0, 3.1, 3.1)]
    return kept(path, cells.record(*legs, rows=30))


def sheared(path: Path, crossover: float | None) -> Path:
    """Moduli, Pa, over 0.05 to 10 rad/s that cross at `crossover`, or of a solid throughout."""
    w = np.logspace(np.log10(0.05), 1.0, 24)
    at = crossover or 0.02
    storage, loss = 1e5 * (w / at) ** 0.6, 1e5 * (w / at) ** 0.35
    if crossover is None:
        loss = 0.5 * storage
    noise = 1 + 0.003 * RNG(9).standard_normal((2, w.size))
    return written(path, {"Angular Frequency / rad/s": w, "Storage Modulus / Pa": storage * noise[0], "Loss Modulus / Pa": loss * noise[1]})


def pulled(path: Path, elongation: float, seed: int = 10) -> Path:
    one = film(RNG(seed), elongation)
    return written(path, {"Strain / %": 100 * one.strain, "Stress / MPa": 1e-6 * one.stress})


def stretched(path: Path) -> Path:
    """han2025: R/R0 = 1.3 at 20 % of ISP0."""
    e = np.linspace(0.0, 0.4, 17)
    r = 1000 * (1 + 1.5 * e) * (1 + 0.003 * RNG(11).standard_normal(e.size))
    return written(path, {"Strain / %": 100 * e, "Resistance / ohm": r})


def relaxing(path: Path, difference: float) -> Path:
    """A bulk of R and C between blocking electrodes: charge relaxation `difference` slower, s, than the dielectric one."""
    f = np.logspace(5, -3, 97)
    w = 2j * np.pi * f
    return spectrum(path, f, 1 / (1e-6 + 2e-11 * w) + 1 / (difference * 1e-6 * w))


def two_arcs(path: Path, interphase: float, transfer: float) -> Path:
    """ohm: an SEI of 20 ms and a charge transfer of 1 s, in the bands that han2025 names."""
    f = np.logspace(4, -2, 73)
    w = 2j * np.pi * f
    return spectrum(path, f, 5 + interphase / (1 + 0.02 * w) + transfer / (1 + 1.0 * w), 1e-3)


def stepped(path: Path, h1m: float, h2h3: float) -> Path:
    """A charge and a discharge with two steps of charge at these voltages, on a slope."""
    v = np.linspace(3.0, 4.3, 1500)
    q = 3.6e-3 * (0.6 * (v - 3.0) / 1.3 + 0.9 / (1 + np.exp(-(v - h1m) / 0.02)) + 0.7 / (1 + np.exp(-(v - h2h3) / 0.012)))
    t = (q - q[0]) / 1e-4
    time = np.concatenate([t, [t[-1] + 60.0], t[-1] + 120.0 + (t[-1] - t[::-1])])
    current = np.concatenate([np.full(t.size, 1e-4), [0.0], np.full(t.size, -1e-4)])
    return written(path, {"Test Time / s": time, "Voltage / V": np.concatenate([v, [4.29], v[::-1]]), "Current / A": current})


def kneed(path: Path, last_good: int, mass: float = 22e-3) -> Path:
    """A slow fade to cycle `last_good`, then a fast one."""
    slow = 1 - 4e-4 * np.arange(last_good)
    whole = np.concatenate([slow, slow[-1] - 6e-3 * np.arange(1, 31)])
    return kept(path, cells.cycled(list(208 * 3.6 * mass * whole), rows=8))


def diffraction(path: Path, c: float, ratio: float) -> Path:
    """A layered oxide's pattern with this c, m, and I003/I104."""
    return kept(path, layered(c=c, ratio=ratio))


def wetted(path: Path, depth: float) -> Path:
    """A map of phosphorus with a wavy front at this depth, m, in 140 um."""
    return saved(path, counts(RNG(12), at=depth).intensity)


def coated(path: Path) -> Path:
    """The edge of a coating of 141.5 um on 15 um, 10 to 90 % within 153.8 um."""
    return written(path, {"Position / um": 1e6 * X, "Thickness / um": 1e6 * ideal(X) + 0.5 * RNG(13).standard_normal(X.size)})


def rough(path: Path, sq: float) -> Path:
    """A square millimetre of normal heights, um."""
    return saved(path, gaussian(RNG(14), 250, 2.5) / 1e-6 * sq)


def cracked(path: Path) -> tuple[Path, float]:
    """A micrograph, and the share of it that is cracks."""
    mask = network(RNG(15))
    return saved(path, shown(mask, RNG(16)).values), float(mask.mean())


def saved(path: Path, values: np.ndarray) -> Path:
    file = path.with_suffix(".npy")
    np.save(file, values)
    return file
