"""Impedance of lithium | separator | layers | collector by finite volumes: the fields at every node as one sparse system.

Slow and obvious, with its own words for every law: salt as cations (not anions), the fields phi_e, c and phi_s themselves, spheres
cut into shells, films and double layers as circuits. Second order in the node's width.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_banded
from scipy.sparse import lil_matrix
from scipy.sparse.linalg import spsolve

F, R = 96485.33212, 8.31446261815324


@dataclass(frozen=True)
class Spheres:
    area: float  # m2/m3 that works
    radius: float
    bare: float  # share of the surface that works
    diffusivity: float
    slope: float  # dU/dc_s, V m3/mol
    exchange: float  # A/m2 at rest
    double_layer: float
    film: float
    film_capacitance: float


@dataclass(frozen=True)
class Stretch:
    thickness: float
    porosity: float
    efficiency: float
    single_ion: float  # S/m effective
    electrons: float  # S/m effective, 0 in the separator
    contact: float  # ohm m2 towards the stretch before it
    spheres: tuple[Spheres, ...] = ()


@dataclass(frozen=True)
class Salt:
    concentration: float
    conductivity: float
    diffusivity: float
    transference: float
    factor: float  # thermodynamic


@dataclass(frozen=True)
class Foil:
    exchange: float  # A/m2 at rest
    double_layer: float
    film: float
    film_capacitance: float


def sphere(one: Spheres, omega: float, shells: int) -> complex:
    """Change of surface concentration per flux that leaves, s/m, by shells of equal thickness; the surface by its half shell."""
    edge = np.linspace(0.0, one.radius, shells + 1)
    h = one.radius / shells
    volume = (edge[1:] ** 3 - edge[:-1] ** 3) / 3.0
    g = one.diffusivity * edge[1:-1] ** 2 / h
    bands = np.zeros((3, shells), dtype=complex)
    bands[1] = 1j * omega * volume
    bands[1, :-1] += g
    bands[1, 1:] += g
    bands[0, 1:] = -g
    bands[2, :-1] = -g
    out = np.zeros(shells)
    out[-1] = -(one.radius**2)
    c = solve_banded((1, 1), bands, out)
    return complex(c[-1]) - 0.5 * h / one.diffusivity  # from the last shell's middle along the slope that the flux demands


def circuit(resistance: float, capacitance: float, omega: float) -> complex:
    return 0.0 if resistance == 0.0 else 1.0 / (1.0 / resistance + 1j * omega * capacitance)


def branch(one: Spheres, temperature: float, omega: float, shells: int) -> tuple[complex, complex]:
    """(current over driving potential, part of it that charges the double layer), S/m3."""
    inside = one.slope * one.bare * sphere(one, omega, shells) / F
    slow = R * temperature / (F * one.exchange) + inside
    inner = 1.0 / slow + 1j * omega * one.double_layer
    whole = 1.0 / (circuit(one.film, one.film_capacitance, omega) + 1.0 / inner)
    return one.area * whole, one.area * whole * 1j * omega * one.double_layer / inner


def impedance(
    stretches: list[Stretch], counts: list[int], shells: int, salt: Salt, foil: Foil, temperature: float, contact: float, frequency: float
) -> complex:
    """ohm m2 from the lithium (left) to the collector (right). `counts`: nodes of each stretch."""
    which = np.repeat(np.arange(len(stretches)), np.array(counts) + 1)[1:]
    width = np.array([stretches[k].thickness / counts[k] for k in which])
    width[np.flatnonzero(np.diff(which)) + 1] = 0.0  # a point on each face between stretches, where both paths of ions meet
    system = System(which.size, salt, temperature, 2.0 * np.pi * frequency)
    n = which.size
    for i in range(n):
        system.node(i, width[i], stretches[which[i]], shells)
        if i + 1 < n:
            same = which[i] == which[i + 1]
            system.join(i, 0.5 * width[i], 0.5 * width[i + 1], stretches[which[i]], stretches[which[i + 1]], same)
    terminal = system.wall(foil, 0.5 * width[0], stretches[0])
    u = system.solve()
    end = 0.5 * width[-1] / stretches[-1].electrons + contact
    return complex(u[system.wall_e] + terminal - (u[3 * n - 1] - end))


class System:
    """Balances of charge in the electrolyte, of cations and of charge in the solid at each node, and at the lithium's wall."""

    def __init__(self, n: int, salt: Salt, temperature: float, omega: float) -> None:
        self.salt, self.temperature, self.omega = salt, temperature, omega
        self.theta = 2.0 * R * temperature / F * salt.factor * (1.0 - salt.transference)
        self.wall_e, self.wall_c = 3 * n, 3 * n + 1
        self.a = lil_matrix((3 * n + 2, 3 * n + 2), dtype=complex)
        self.b = np.zeros(3 * n + 2, dtype=complex)

    def node(self, i: int, width: float, here: Stretch, shells: int) -> None:
        """What a node stores and reacts: balances count what leaves less what comes."""
        e, c, s = 3 * i, 3 * i + 1, 3 * i + 2
        t = self.salt.transference
        self.a[c, c] += 1j * self.omega * here.porosity * width
        for one in here.spheres:
            total, double = branch(one, self.temperature, self.omega, shells)
            for row, value in ((e, total), (c, (total - double + t * double) / F), (s, -total)):
                self.a[row, s] -= value * width
                self.a[row, e] += value * width
        if here.electrons == 0.0:
            self.a[s, s] = 1.0

    def join(self, i: int, half: float, next_half: float, here: Stretch, there: Stretch, same: bool) -> None:
        """Node i and the next one over their half widths."""
        spans = [(length, part.single_ion) for length, part in ((half, here), (next_half, there)) if length > 0.0]
        beside = 1.0 / sum(length / sigma for length, sigma in spans) if min(sigma for _, sigma in spans) > 0.0 else 0.0
        self.pour((3 * i, 3 * i + 1), (3 * i + 3, 3 * i + 4), half / here.efficiency + next_half / there.efficiency, beside)
        if here.electrons > 0.0 and there.electrons > 0.0:
            g = 1.0 / (half / here.electrons + next_half / there.electrons + (0.0 if same else there.contact))
            for row, column, value in ((0, 0, g), (0, 3, -g), (3, 3, g), (3, 0, -g)):
                self.a[3 * i + 2 + row, 3 * i + 2 + column] += value

    def pour(self, left: tuple[int, int], right: tuple[int, int], liquid: float, beside: float) -> None:
        """Ionic current and cations from left to right (phi, c): `liquid` distance over efficiency, m, `beside` S/m2."""
        t, kappa = self.salt.transference, self.salt.conductivity / liquid
        drive = kappa * self.theta / self.salt.concentration
        current = {left[0]: kappa + beside, left[1]: -drive}
        cations = {left[0]: (t * kappa + beside) / F, left[1]: self.salt.diffusivity / liquid - t * drive / F}
        for flow, row in ((current, 0), (cations, 1)):
            for k, place in enumerate(left):
                for ends, sign in ((left, 1.0), (right, -1.0)):
                    self.a[ends[row], place] += sign * flow[place]
                    self.a[ends[row], right[k]] -= sign * flow[place]

    def wall(self, foil: Foil, half: float, first: Stretch) -> complex:
        """Unit current from the lithium into the first node, and out of the last solid; terminal over the wall's phi_e, V."""
        self.pour((self.wall_e, self.wall_c), (0, 1), half / first.efficiency, first.single_ion / half)
        inner = F * foil.exchange / (R * self.temperature) + 1j * self.omega * foil.double_layer
        double = 1j * self.omega * foil.double_layer / inner
        self.b[self.wall_e] = 1.0
        self.b[self.wall_c] = ((1.0 - double) + self.salt.transference * double) / F
        self.b[self.wall_e - 1] = -1.0
        return complex(circuit(foil.film, foil.film_capacitance, self.omega) + 1.0 / inner)

    def solve(self) -> np.ndarray:
        """All fields; phi_e of the first node is 0, in place of the one balance that follows from the others."""
        self.a[0, :] = 0.0
        self.a[0, 0] = 1.0
        return np.asarray(spsolve(self.a.tocsc(), self.b))
