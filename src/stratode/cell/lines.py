"""A uniform layer as a transmission line: exact flows at its faces from the fields at its faces, at each frequency.

Fields: phi_e (against lithium), y = theta0 dc / c (V, the salt's change; theta0 = (2RT/F)(1 + dln f/dln c)), phi_s. Flows: ionic
current i_e, anion flux J times F, electronic current i_s. With L = kappa + sigma_SE and t the cation transference number

    i_e = -L phi_e' + (1 - t) kappa y'                          i_e' = Y (phi_s - phi_e)
    J   = (1 - t) kappa phi_e' - (1 - t)^2 kappa y' - d y'      J' = -i omega q y - (1 - t) Y_dl (phi_s - phi_e)
    i_s = -sigma phi_s'                                         i_s' = -i_e'

with d = F D c / theta0, q = F eps c / theta0. These are kernels/face.py and the salt balance at rest: cations take the
rest of the current, F N+ = i_e + J. The total current I is the same everywhere and flows down L phi_e - (1 - t) kappa y + sigma phi_s.
What is left, z = (eta, y) with eta = phi_s - phi_e, obeys K z'' = M z: 2x2 matrices, K regular in every layer that conducts.
Of I alone the flows (i_s, J) carry the fixed shares `share`, the rest is -K z'.
(Newman & Thomas-Alyea, Electrochemical Systems, 3rd ed., ch. 12 and 22; Levie 1967 for the line without salt.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Complex = NDArray[np.complex128]

ETA, SALT = 0, 1
FIELDS = 2
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
    def has(self) -> tuple[bool, bool]:
        """Whether eta and y exist here."""
        return (self.electrons > 0.0, self.diffusion > 0.0)

    @property
    def conduction(self) -> float:
        """Of ions and electrons side by side, S/m."""
        return self.liquid + self.single_ion + self.electrons


@dataclass(frozen=True, slots=True)
class Ladder:
    """A layer as two equal shunts with a series element between: flows (i_s, J) less `share` I, from (eta, y) at its faces.

    A field that does not exist here has a shunt of 1 and no series element, so that it is 0.
    """

    shunt: Complex  # (F, 2, 2) S/m2, K B^(1/2) tanh(B^(1/2) L/2) with B = K^-1 M
    series: Complex  # (F, 2, 2) S/m2, K B^(1/2) / sinh(B^(1/2) L)
    share: Array  # (2,) of the total current
    ohmic: float  # ohm m2, thickness over total conduction


def ladder(line: Line, omega: Array) -> Ladder:
    """The layer's ladder at angular frequencies (F,) 1/s.

    Raises:
        ValueError: the layer conducts no ions.
    """
    if line.liquid + line.single_ion <= 0.0:
        raise ValueError(
            f"a layer of {1e6 * line.thickness:.3g} um must conduct ions for an impedance; received no electrolyte in its pores and no "
            "conductor beside it; fill its pores or state a conductor"
        )
    conduction, rates, share = _matrices(line, omega)
    kept = [k for k in range(FIELDS) if line.has[k]]
    shunt = np.broadcast_to(np.eye(FIELDS, dtype=complex), rates.shape).copy()
    series = np.zeros_like(rates)
    if kept:
        found = _across(conduction[np.ix_(kept, kept)], rates[:, kept][:, :, kept], line.thickness)
        for whole, part in zip((shunt, series), found, strict=True):
            whole[np.ix_(range(omega.size), kept, kept)] = part
    return Ladder(shunt, series, share, line.thickness / line.conduction)


def _matrices(line: Line, omega: Array) -> tuple[Array, Complex, Array]:
    """K (2, 2) S/m, M (F, 2, 2) S/m3, and the shares of the total current that i_s and J carry."""
    ions, whole = line.liquid + line.single_ion, line.conduction
    u = line.anion_share if line.has[SALT] else 0.0
    drag = u * line.liquid
    mixed = drag * line.electrons / whole
    salt = line.diffusion + u**2 * line.liquid * (line.single_ion + line.electrons) / whole
    rates = np.zeros((omega.size, FIELDS, FIELDS), dtype=complex)
    rates[:, ETA, ETA] = line.admittance
    rates[:, SALT, ETA] = u * line.double_layer
    rates[:, SALT, SALT] = 1j * omega * line.storage
    return np.array([[ions * line.electrons / whole, mixed], [mixed, salt]]), rates, np.array([line.electrons, -drag]) / whole


def _across(conduction: Array, rates: Complex, length: float) -> tuple[Complex, Complex]:
    """K B^(1/2) tanh(B^(1/2) L/2) and K B^(1/2) / sinh(B^(1/2) L) with B = K^-1 M, each (F, n, n), S/m2; n is 1 or 2."""
    if conduction.shape[0] == 1:
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
    """lambda tanh(lambda L/2) and lambda / sinh(lambda L), (F,) 1/m, from lambda^2; 0 and 1/L at 0, no overflow for large."""
    root = np.sqrt(square)
    small = np.abs(root) * length < 1e-150
    safe = np.where(small, 1.0 / length, root)
    gone, fading = np.exp(-safe * length), -np.expm1(-safe * length)
    tanh = safe * fading / (1.0 + gone)
    csch = 2.0 * safe * gone / (fading * (1.0 + gone))
    return np.where(small, 0.0, tanh), np.where(small, 1.0 / length, csch)
