"""A uniform layer as a transmission line: exact currents at its faces from potentials at its faces, at each frequency.

Fields: phi_e (against lithium), y = theta0 dc / c (V, the salt's change; theta0 = (2RT/F)(1 + dln f/dln c)), phi_s. Flows: ionic
current i_e, anion flux J times F, electronic current i_s. With L = kappa + sigma_SE and t the cation transference number

    i_e = -L phi_e' + (1 - t) kappa y'                     i_e' = Y (phi_s - phi_e)
    J   = (1 - t) kappa phi_e' - (1 - t)^2 kappa y' - d y'      J' = -i omega q y - (1 - t) Y_dl (phi_s - phi_e)
    i_s = -sigma phi_s'                                    i_s' = -i_e'

with d = F D c / theta0, q = F eps c / theta0. These are kernels/face.py and the salt balance at rest: cations take the
rest of the current, N+ F = i_e + J. The total current flows down psi = L phi_e - (1 - t) kappa y + sigma phi_s; what is left,
eta = phi_s - phi_e and y, obeys K z'' = M z with the 2x2 matrices of `_split`, whose K stays regular without a parallel path.
(Newman & Thomas-Alyea, Electrochemical Systems, 3rd ed., ch. 12 and 22; Levie 1967 for the line without salt.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Complex = NDArray[np.complex128]

PHI_E, SALT, PHI_S = 0, 1, 2
FIELDS = 3
CLOSE = 1e-5  # relative; nearer eigenvalues than this are spread to it, an error of its square


@dataclass(frozen=True, slots=True)
class Line:
    """The constants of a layer at rest; F frequencies."""

    thickness: float  # m
    liquid: float  # S/m, effective conductivity of the electrolyte
    single_ion: float  # S/m, effective, of conductors beside it
    electrons: float  # S/m, effective; 0: no solid carries electrons
    anion_share: float  # 1 - t+
    diffusion: float  # S/m, F D_eff c / theta0; 0 without salt that could move
    storage: float  # F/m3, F eps c / theta0
    admittance: Complex  # (F,) S/m3, of all interfaces in the layer
    double_layer: Complex  # (F,) S/m3, the part of it that charges double layers

    @property
    def has(self) -> tuple[bool, bool, bool]:
        """Which of phi_e, y and phi_s exist here."""
        return (True, self.diffusion > 0.0, self.electrons > 0.0)


def stiffness(line: Line, omega: Array) -> Complex:
    """(F, 6, 6) S/m2: flows into the layer at its left face, then at its right one, from the fields (phi_e, y, phi_s) there.

    Raises:
        ValueError: the layer conducts no ions.
    """
    if line.liquid + line.single_ion <= 0.0:
        raise ValueError(
            f"a layer of {1e6 * line.thickness:.3g} um must conduct ions for an impedance; received no electrolyte in its pores and no "
            "conductor beside it; fill its pores or state a conductor"
        )
    to_modes, conduction, rates = _split(line, omega)
    plain, crossed = _both_ways(conduction, rates, line.thickness)
    total = 1.0 / (_total(line) * line.thickness)
    own = _congruent(to_modes, total, plain)
    other = -_congruent(to_modes, total, crossed)
    return np.concatenate([np.concatenate([own, other], axis=2), np.concatenate([other, own], axis=2)], axis=1)


def in_series(stiff: Complex, port: int, impedance: Complex | float) -> Complex:
    """The (F, n, n) stiffness with an impedance (ohm m2; inf cuts) before one of its ports."""
    z = np.broadcast_to(np.asarray(impedance, dtype=complex), stiff.shape[:1])
    cut = np.isinf(z)
    conductance = np.where(cut, 0.0, 1.0 / np.where(cut | (z == 0.0), 1.0, z))
    column, row = stiff[:, :, port], stiff[:, port, :]
    weight = np.where(z == 0.0, 0.0, 1.0 / (conductance + stiff[:, port, port]))
    return stiff - weight[:, None, None] * column[:, :, None] * row[:, None, :]


def _total(line: Line) -> float:
    return line.liquid + line.single_ion + line.electrons


def _split(line: Line, omega: Array) -> tuple[Array, Array, Complex]:
    """(1 + n, 3) psi and the n other modes from the fields, (n, n) S/m their conduction, (F, n, n) S/m3 their rates."""
    ions, all_ = line.liquid + line.single_ion, _total(line)
    _, salt, solid = line.has
    u = line.anion_share if salt else 0.0
    drag, held = u * line.liquid, line.single_ion + line.electrons
    eta, y = np.array([-1.0, 0.0, 1.0]), np.array([0.0, 1.0, 0.0])
    mixed = drag * line.electrons / all_
    conduction = np.array([[ions * line.electrons / all_, mixed], [mixed, line.diffusion + u**2 * line.liquid * held / all_]])
    rates = np.zeros((omega.size, 2, 2), dtype=complex)
    rates[:, 0, 0] = line.admittance
    rates[:, 1, 0] = u * line.double_layer
    rates[:, 1, 1] = 1j * omega * line.storage
    kept = [k for k, there in enumerate((solid, salt)) if there]
    rows = [np.array([ions, -drag, line.electrons]), *(mode for mode, there in ((eta, solid), (y, salt)) if there)]
    return np.array(rows), conduction[np.ix_(kept, kept)], rates[:, kept][:, :, kept]


def _congruent(to_modes: Array, total: float, inner: Complex) -> Complex:
    """T^t diag(total, inner) T, (F, 3, 3)."""
    psi, rest = to_modes[0], to_modes[1:]
    whole: Complex = total * np.outer(psi, psi) + np.einsum("ki,fkl,lj->fij", rest, inner, rest)
    return whole


def _both_ways(conduction: Array, rates: Complex, length: float) -> tuple[Complex, Complex]:
    """K B^(1/2) coth(B^(1/2) L) and K B^(1/2) csch(B^(1/2) L) with B = K^-1 M, each (F, n, n), S/m2."""
    count = conduction.shape[0]
    if count == 0:
        return rates, rates
    if count == 1:
        square = rates[:, 0, 0] / conduction[0, 0]
        one = [conduction[0, 0] * f[:, None, None] for f in _face(square, length)]
        return one[0], one[1]
    whole: Complex = np.asarray(np.linalg.solve(np.broadcast_to(conduction, rates.shape), rates), dtype=complex)
    low, high = _eigenvalues(conduction, rates, whole)
    middle, half = 0.5 * (low + high), 0.5 * (high - low)
    half = np.where(np.abs(half) < CLOSE * np.abs(middle), CLOSE * middle, half)
    spread = np.where(half == 0.0, 1.0, 2.0 * half)
    below, above = _face(middle - half, length), _face(middle + half, length)
    away = whole - (middle - half)[:, None, None] * np.eye(2)
    made = [a[:, None, None] * np.eye(2) + ((b - a) / spread)[:, None, None] * away for a, b in zip(below, above, strict=True)]
    return conduction @ made[0], conduction @ made[1]


def _eigenvalues(conduction: Array, rates: Complex, whole: Complex) -> tuple[Complex, Complex]:
    """(smaller, larger) eigenvalue of each 2x2 matrix K^-1 M; the smaller from the determinant, which cancels nothing here."""
    half_trace = 0.5 * (whole[:, 0, 0] + whole[:, 1, 1])
    product = rates[:, 0, 0] * rates[:, 1, 1] / (conduction[0, 0] * conduction[1, 1] - conduction[0, 1] ** 2)
    root = np.sqrt(half_trace**2 - product)
    root = np.where((root * half_trace.conj()).real < 0.0, -root, root)
    high = half_trace + root
    low = np.where(high == 0.0, 0.0, product / np.where(high == 0.0, 1.0, high))
    return low, high


def _face(square: Complex, length: float) -> tuple[Complex, Complex]:
    """lambda coth(lambda L) and lambda / sinh(lambda L), (F,) 1/m, from lambda^2; 1/L at 0, no overflow for large."""
    root = np.sqrt(square)
    small = np.abs(root) * length < 1e-150
    safe = np.where(small, 1.0 / length, root)
    fading = -np.expm1(-2.0 * safe * length)
    coth = safe * (2.0 - fading) / fading
    csch = 2.0 * safe * np.exp(-safe * length) / fading
    return np.where(small, 1.0 / length, coth), np.where(small, 1.0 / length, csch)
