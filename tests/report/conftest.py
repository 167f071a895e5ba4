"""An invented but physically sensible run of a double-layer half cell, so that reports are tested without a solver."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from stratode.cell.solution import CellResult, Ending, ErrorEstimate, Losses, Mesh, RateResult, Trace
from stratode.design.ledger import ledger
from stratode.design.limits import limits
from stratode.recipe import parts
from stratode.recipe.property import Property, constant
from stratode.report.case import Case

FARADAY = 96485.33212
SOURCE = "invented for a test"
FULL, EMPTY = 0.26, 0.91  # stoichiometry window of the cathode
WIDTH = {"separator": (16e-6, 8), "S": (50e-6, 16), "L": (80e-6, 24)}  # thickness, nodes; from the lithium to the collector


class Slope:
    """A falling potential curve with a steep end, V."""

    def __call__(self, x, T):
        return 4.25 - 0.75 * (x - 0.25) - 0.4 * np.exp(np.minimum((x - 0.95) / 0.03, 9.0))


def material() -> parts.ActiveMaterial:
    potential = Property(Slope(), (0.2, 0.98), "V", SOURCE)
    return parts.ActiveMaterial(
        "NMC83", 4750.0, 48000.0, potential, None, None,
        constant(1e-14, "m2/s", SOURCE), constant(2.0, "A/m2", SOURCE), 0.1, FULL, EMPTY, SOURCE,
    )  # fmt: skip


def layer(name: str, diameter: float) -> parts.Layer:
    active, carbon, binder = 0.42, 0.02, 0.02
    shares = (
        parts.InertShare(parts.Inert("Super P", 1950.0, "carbon", SOURCE), carbon),
        parts.InertShare(parts.Inert("PVDF", 1780.0, "binder", SOURCE), binder),
    )
    population = parts.Population(material(), diameter / 2, active, 0.0, 0.0, 1.0)
    return parts.Layer(
        name, WIDTH[name][0], 1.0 - active - carbon - binder, (population,), shares,
        parts.Bruggeman(1.5), parts.StatedConductivity(5.0), parts.Interface(0.0, 0.0),
    )  # fmt: skip


def invented_cell(name: str = "L-Dry-S") -> parts.Cell:
    aluminium = parts.Inert("Al", 2700.0, "other", SOURCE)
    cathode = parts.Electrode(
        (layer("L", 11.3e-6), layer("S", 4.5e-6)), parts.Foil(aluminium, 12e-6), parts.ContactLaw(0.0, 0.5, 1e-5, 0.0, 0.0), 0.1
    )
    anode = parts.LithiumMetal(100e-6, constant(20.0, "A/m2", SOURCE), 0.0, None, 534.0, SOURCE)
    electrolyte = parts.Electrolyte(
        "LiPF6 in EC:EMC 3:7", 1000.0, 1200.0, constant(3e-10, "m2/s", SOURCE), constant(1.0, "S/m", SOURCE),
        constant(0.26, "1", SOURCE), constant(1.5, "1", SOURCE), 2800.0, SOURCE,
    )  # fmt: skip
    separator = parts.Separator("PP", 16e-6, 0.4, parts.Bruggeman(1.5), 900.0, SOURCE)
    protocol = parts.Protocol(
        (0.1, 0.5, 1.0), (), (parts.Current(None, False, 2.7),), 2.7, 4.3, 45.0, "210 mA/g of active material",
    )  # fmt: skip
    assumed = (
        parts.Assumption("separator.porosity", "0.40", "typical of a dry-stretched PP film"),
        parts.Assumption("lithium.thickness", "100 um", "not stated; in excess"),
    )
    return parts.Cell(name, cathode, anode, separator, electrolyte, parts.Coin(1.13e-4, None, 0.0, 0.0), 298.15, protocol, None, assumed)


def mesh() -> Mesh:
    width = np.concatenate([np.full(n, thickness / n) for thickness, n in WIDTH.values()])
    index = np.repeat(np.arange(3), [n for _, n in WIDTH.values()])
    nodes = np.flatnonzero(index > 0)
    names = tuple("NMC83 4.5 um" if index[node] == 1 else "NMC83 11.3 um" for node in nodes)
    return Mesh(
        width, (index > 0).astype(np.int64), index, ("separator", "cathode: S", "cathode: L"), nodes, np.full(nodes.size, 0.42), names
    )


def moved(work: np.ndarray, s: np.ndarray) -> np.ndarray:
    """Share of the window that has reacted, (K, S): even at first, `work` (S,) at the end; its mean is s times that of `work`."""
    average = work.mean()
    return average * s[:, None] * (1.0 + s[:, None] * (work / average - 1.0))


def trace(grid: Mesh, work: np.ndarray, current: float, steps: int = 60) -> tuple[Trace, np.ndarray]:
    """Voltage-free fields of a constant-current discharge, and the mean share moved (K,)."""
    s = np.linspace(0.0, 1.0, steps)
    share = moved(work, s)
    mean = FULL + (EMPTY - FULL) * share
    weight = np.array([grid.width[n] for n in grid.site_node]) * 0.42 * 48000.0 * FARADAY
    total = float(np.sum(weight * (EMPTY - FULL) * work))
    time = s * total / current
    speed = (EMPTY - FULL) * work.mean() * (1.0 + 2.0 * s[:, None] * (work / work.mean() - 1.0)) * current / total
    radius = np.array([2.25e-6 if "4.5" in name else 5.65e-6 for name in grid.site_name])
    flux = -FARADAY * 48000.0 * speed * radius / 3.0
    depth = grid.x / grid.x[-1]
    salt = 1000.0 + np.outer(np.minimum(8.0 * s, 1.0), current / 45.0 * 1990.0 * (0.5 - depth))
    phi_e = -np.outer(np.ones(steps), 0.001 * current * depth)
    phi_s = np.where(grid.region == 1, 3.8, 0.0) * np.ones((steps, 1))
    surface = np.minimum(mean + 0.02, 0.98)
    signed = np.full(steps, -current)
    return Trace(time, np.zeros(steps), signed, np.zeros(steps, dtype=np.int64), salt, phi_e, phi_s, flux, surface, mean), share.mean(
        axis=1
    )


def losses(depth: np.ndarray, open_circuit: np.ndarray, current: float) -> Losses:
    names = (
        "lithium electrode", "separator ohmic", "separator diffusion", "pore ohmic: cathode: L", "pore ohmic: cathode: S",
        "pore diffusion: cathode: L", "pore diffusion: cathode: S", "electron conduction: cathode", "contact: cathode",
        "charge transfer: cathode", "solid diffusion: cathode", "uneven state of charge: cathode",
    )  # fmt: skip
    s = np.linspace(0.0, 1.0, depth.size)
    size = np.array([20, 6, 8, 40, 15, 45, 20, 7, 12, 25, 18, -6]) * 1e-3 * current / 45.0
    growth = np.array([0, 0, 0, 0.5, 0.2, 4, 1, 0, 0, 0.5, 2, 3])
    return Losses(depth, names, size * (1.0 + growth * s[:, None] ** 6), open_circuit, 3e-9)


def rate_result(c_rate: float) -> RateResult:
    grid = mesh()
    current = 45.0 * c_rate
    behind = np.linspace(0.0, 1.0, grid.site_node.size)
    work = np.clip(0.97 - 0.55 * c_rate * behind**2, 0.3, None)
    raw, share = trace(grid, work, current)
    weight = np.array([grid.width[n] for n in grid.site_node]) * 0.42
    capacity = float(raw.time[-1]) * current / 3600.0
    mass = float(np.sum(weight)) * 4750.0
    depth = capacity / mass * np.linspace(0.0, 1.0, raw.time.size)
    lost = losses(depth, Slope()(FULL + (EMPTY - FULL) * share, 298.15), current)
    voltage = lost.open_circuit - lost.values.sum(axis=1)
    leg = replace(raw, voltage=voltage)
    energy = float(np.trapezoid(voltage * current, leg.time)) / 3600.0
    specific = capacity / mass
    layers = grid.layer[grid.site_node]
    return RateResult(
        c_rate, current, capacity, specific, energy, energy / capacity, Ending.SALT_DEPLETED if c_rate >= 1 else Ending.CUT_OFF,
        "salt below 1 mol/m3 from 95 um behind the separator to the collector" if c_rate >= 1 else "",
        "salt diffusion" if c_rate >= 0.5 else "voltage window", {"salt diffusion": 9.0, "charge protocol": 0.2},
        (("theoretical", 275.5), ("voltage window", 205.0), ("charge transfer", 204.0 - 3 * c_rate),
         ("solid diffusion", 202.0 - 8 * c_rate),
         ("salt diffusion", specific), ("delivered", specific)),
        {"S": float(work[layers == 1].mean()), "L": float(work[layers == 2].mean())}, lost,
        {name: float(lost.values[:, j].mean()) for j, name in enumerate(lost.names)}, float(leg.salt.min()),
        ErrorEstimate(0.004, 0.002), 2e-13, 5e-13,
        ("D of NMC83 held at x = 0.91 for 120 s in layer S",) if c_rate >= 1 else (), 0.006, grid, leg, None,
    )  # fmt: skip


def invented_result(name: str = "L-Dry-S") -> CellResult:
    return CellResult(name, tuple(rate_result(c) for c in (0.1, 0.5, 1.0)), ())


@pytest.fixture(scope="session")
def cell() -> parts.Cell:
    return invented_cell()


@pytest.fixture(scope="session")
def result() -> parts.CellResult:
    return invented_result()


@pytest.fixture(scope="session")
def case() -> Case:
    return make_case("L-Dry-S")


@pytest.fixture(scope="session")
def hostile() -> Case:
    """A recipe whose name tries to leave every format it is written into."""
    return make_case('</script><img src=x onerror=alert(1)>"&=1+1<b>')


def make_case(name: str) -> Case:
    cell, result = invented_cell(name), invented_result(name)
    slow = result.rates[0]
    return Case(cell, result, ledger(cell, slow.capacity, slow.mean_voltage), limits(cell))
