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
    omega = 2.0 * np.pi * frequency
    theta = 2.0 * R * temperature / F * salt.factor * (1.0 - salt.transference)
    t, kappa, d = salt.transference, salt.conductivity, salt.diffusivity
    which = np.repeat(np.arange(len(stretches)), np.array(counts) + 1)[1:]
    width = np.array([stretches[k].thickness / counts[k] for k in which])
    width[np.flatnonzero(np.diff(which)) + 1] = 0.0  # a point on each face between stretches, where both paths of ions meet
    n = which.size
    e, c, s = (lambda i: 3 * i), (lambda i: 3 * i + 1), (lambda i: 3 * i + 2)
    wall_e, wall_c = 3 * n, 3 * n + 1
    a = lil_matrix((3 * n + 2, 3 * n + 2), dtype=complex)
    b = np.zeros(3 * n + 2, dtype=complex)

    def pour(
        gives: tuple[int, int] | None, takes: tuple[int, int] | None, places: tuple[int, int, int, int], res: tuple[float, float]
    ) -> None:
        """Ionic current and cations from left to right between points (phi_l, c_l, phi_r, c_r) over the resistances (1/eff m, S/m2)."""
        phi_l, c_l, phi_r, c_r = places
        eff, solid = 1.0 / res[0] if np.isfinite(res[0]) else 0.0, res[1]
        current = {phi_l: eff * kappa + solid, phi_r: -eff * kappa - solid, c_l: -eff * kappa * theta / salt.concentration}
        current[c_r] = eff * kappa * theta / salt.concentration
        cations = {phi_l: (t * eff * kappa + solid) / F, phi_r: -(t * eff * kappa + solid) / F}
        cations[c_l] = eff * d - t * eff * kappa * theta / salt.concentration / F
        cations[c_r] = -cations[c_l]
        for ends, sign in ((gives, 1.0), (takes, -1.0)):
            if ends is not None:
                for row, flow in zip(ends, (current, cations), strict=True):
                    for column, value in flow.items():
                        a[row, column] += sign * value

    for i in range(n):
        here = stretches[which[i]]
        a[c(i), c(i)] += 1j * omega * here.porosity * width[i]
        for one in here.spheres:
            total, double = branch(one, temperature, omega, shells)
            cations = (total - double + t * double) / F
            for row, value in ((e(i), total), (c(i), cations), (s(i), -total)):  # balances: out minus in from the reaction
                a[row, s(i)] -= value * width[i]
                a[row, e(i)] += value * width[i]
        if here.electrons == 0.0:
            a[s(i), s(i)] = 1.0
        if i + 1 < n:
            there = stretches[which[i + 1]]
            half, next_half = 0.5 * width[i], 0.5 * width[i + 1]
            liquid = half / here.efficiency + next_half / there.efficiency
            spans = [(length, part.single_ion) for length, part in ((half, here), (next_half, there)) if length > 0.0]
            beside = 1.0 / sum(length / sigma for length, sigma in spans) if min(sigma for _, sigma in spans) > 0.0 else 0.0
            pour((e(i), c(i)), (e(i + 1), c(i + 1)), (e(i), c(i), e(i + 1), c(i + 1)), (liquid, beside))
            if here.electrons > 0.0 and there.electrons > 0.0:
                joint = there.contact if which[i] != which[i + 1] else 0.0
                g = 1.0 / (half / here.electrons + next_half / there.electrons + joint)
                a[s(i), s(i)] += g
                a[s(i), s(i + 1)] -= g
                a[s(i + 1), s(i + 1)] += g
                a[s(i + 1), s(i)] -= g
    first, last = stretches[0], stretches[-1]
    pour(
        (wall_e, wall_c), (e(0), c(0)), (wall_e, wall_c, e(0), c(0)), (0.5 * width[0] / first.efficiency, 2.0 * first.single_ion / width[0])
    )
    inner = F * foil.exchange / (R * temperature) + 1j * omega * foil.double_layer
    terminal = circuit(foil.film, foil.film_capacitance, omega) + 1.0 / inner
    double = 1j * omega * foil.double_layer / inner
    b[wall_e] = 1.0  # unit current from the foil to the right: what leaves the wall's point
    b[wall_c] = ((1.0 - double) + t * double) / F
    b[s(n - 1)] = -1.0
    a[e(0), :] = 0.0  # the balance that follows from all others; phi_e is 0 here
    a[e(0), e(0)] = 1.0
    u = spsolve(a.tocsc(), b)
    end = 0.5 * width[-1] / last.electrons + contact
    return complex(u[wall_e] + terminal - (u[s(n - 1)] - end))
