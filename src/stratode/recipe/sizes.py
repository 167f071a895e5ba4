"""Few particle sizes in place of a distribution, by quadrature in the logarithm of the diameter.

The nodes are those of Gauss's quadrature of the volume over ln d (of Gauss and Hermite for a lognormal), moved by d = a e^(b x) so that
three things of the distribution hold for two sizes and more, whatever their number:

    sum w = 1                  the volume, hence capacity and mass
    sum w / d = <1/d>          the surface per volume, 6 <1/d>, hence the local current density
    sum w d^2 = <d^2>          the mean square diameter, hence the mean time of diffusion d^2 / 4D

One size alone is that of the same surface (Sauter's mean diameter). What more sizes change is then the shape of the distribution alone.
Source of the quadrature of a discrete measure: Golub & Welsch, Math. Comput. 23 (1969) 221.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from itertools import pairwise
from math import fsum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from stratode.recipe.errors import RecipeError, refused
from stratode.recipe.reader import read_bytes
from stratode.recipe.units import convert

Array = NDArray[np.float64]

SHARES_MUST_ADD_WITHIN = 0.02  # of one: instruments print shares rounded
MOST_CLASSES = 1000
UNIT = re.compile(r"[/\[(]\s*([^\])]+?)\s*[\])]?\s*$")  # "Diameter / um", "d [um]", "d (um)"


@dataclass(frozen=True, slots=True)
class Sizes:
    """Particle diameters, m, and the share of the particles' volume that each stands for; shares add up to one."""

    diameters: tuple[float, ...]
    shares: tuple[float, ...]

    def mean(self, power: float) -> float:
        """Volume-weighted mean of d**power."""
        return fsum(w * d**power for d, w in zip(self.diameters, self.shares, strict=True))

    @property
    def surface_diameter(self) -> float:
        """Diameter of equal spheres with the same surface per volume (Sauter), m."""
        return 1.0 / self.mean(-1.0)


def lognormal(median: float, spread: float, count: int) -> Sizes:
    """`count` sizes for a lognormal distribution of volume over diameter.

    Args:
        median: m, of the volume.
        spread: geometric standard deviation, above 1.
        count: 1 or more.
    """
    sigma = float(np.log(spread))
    nodes, weights = np.polynomial.hermite_e.hermegauss(count)
    inverse, square = np.exp(0.5 * sigma**2) / median, median**2 * np.exp(2.0 * sigma**2)
    return _matched(sigma * nodes, weights / weights.sum(), float(inverse), float(square))


def reduced(stated: Sizes, count: int) -> Sizes:
    """`count` sizes for a measured distribution; as it is where it has no more.

    Args:
        stated: classes in any order, of different diameters, shares above 0 that add up to one.
        count: 1 or more.
    """
    if len(stated.diameters) <= count:
        return stated
    x = np.log(stated.diameters)
    weights = np.asarray(stated.shares)
    nodes, reduced_weights = _gauss(x - weights @ x, weights, count)
    return _matched(nodes, reduced_weights, stated.mean(-1.0), stated.mean(2.0))


def _gauss(x: Array, w: Array, count: int) -> tuple[Array, Array]:
    """Nodes and weights (count,) of Gauss's quadrature for weights w (n,) at x (n,), by the three-term recurrence of its polynomials."""
    scale = float(np.sqrt(w @ x**2))
    alpha, beta = np.zeros(count), np.zeros(count)
    before, now = np.zeros_like(x), np.ones_like(x)
    for k in range(count):
        alpha[k] = w @ (now * now * x) / scale
        following = (x / scale - alpha[k]) * now - (beta[k - 1] if k else 0.0) * before
        beta[k] = np.sqrt(w @ following**2)
        before, now = now, following / beta[k] if beta[k] > 0 else following
    nodes, vectors = np.linalg.eigh(np.diag(alpha) + np.diag(beta[:-1], 1) + np.diag(beta[:-1], -1))
    return nodes * scale, vectors[0] ** 2


def _matched(x: Array, weights: Array, inverse: float, square: float) -> Sizes:
    """Diameters a e^(b x) of the given means <1/d> (1/m) and <d^2> (m2).

    <d^2> <1/d>^2 does not hold a; its logarithm is convex in b and 0 with slope 0 at b = 0, so that there is one b above 0.
    """
    target = float(np.log(square) + 2.0 * np.log(inverse))
    b = 1.0
    if x.size > 1 and target > 0.0:

        def excess(b: float) -> float:
            return float(np.log(weights @ np.exp(2.0 * b * x)) + 2.0 * np.log(weights @ np.exp(-b * x))) - target

        high = 1.0
        while excess(high) < 0.0:
            high *= 2.0
        b = float(brentq(excess, 0.0, high, xtol=1e-15, rtol=1e-14))
    a = float(weights @ np.exp(-b * x)) / inverse
    return Sizes(tuple(float(d) for d in a * np.exp(b * x)), tuple(float(w) for w in weights))


def histogram(diameters: tuple[float, ...], shares: tuple[float, ...], field: str) -> Sizes:
    """A measured distribution, checked, in rising order, shares scaled to one.

    Args:
        diameters: of each class, m.
        shares: of the particles' volume, 1; classes of share 0 are left out.
        field: path of the distribution, for messages.

    Raises:
        RecipeError: shares that do not add up to one, or a diameter stated twice.
    """
    if abs(fsum(shares) - 1.0) > SHARES_MUST_ADD_WITHIN:
        rule = "must have shares that add up to 100 %"
        raise refused(field, rule, f"{100 * fsum(shares):.4g} %", "Complete the classes, or turn a cumulative curve into its differences.")
    classes = sorted((d, w) for d, w in zip(diameters, shares, strict=True) if w > 0.0)
    for (one, _), (other, _) in pairwise(classes):
        if other <= one * (1.0 + 1e-9):
            raise refused(field, "must state each diameter once", f"{1e6 * one:.6g} um twice", "Join the two classes.")
    whole = fsum(w for _, w in classes)
    return Sizes(tuple(d for d, _ in classes), tuple(w / whole for _, w in classes))


def read_file(name: str, folder: Path | None, field: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Diameters, m, and volume shares, 1, of a CSV file beside the recipe.

    The first row names the columns, the diameter's unit behind a slash or in brackets (`Diameter / um, Share / %`); each further row
    is one class.

    Raises:
        RecipeError: no such file, a name that leaves the folder, no unit, a row that is no pair of numbers.
    """
    if folder is None or any(mark in name for mark in ("/", "\\", "\0")) or name.startswith("."):
        raise refused(field, "must be the name of a file beside the recipe", name, "Put the file into the recipe's folder and name it.")
    try:
        text = read_bytes(folder / name).decode("utf-8-sig")
    except (RecipeError, UnicodeDecodeError) as error:
        raise refused(field, "must be a small text file (CSV, UTF-8) beside the recipe", name, "Check its name and encoding.") from error
    delimiter = ";" if text.partition("\n")[0].count(";") else ","
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(cell.strip() for cell in row)]
    if not 2 <= len(rows) <= MOST_CLASSES + 1:
        raise refused(field, f"must hold a header and 1 to {MOST_CLASSES} classes", f"{len(rows)} rows", "Write one class per row.")
    scale, percent = _scales(rows[0], field)
    return tuple(scale * d for d, _ in _numbers(rows, field)), tuple(percent * w for _, w in _numbers(rows, field))


def _scales(header: list[str], field: str) -> tuple[float, float]:
    """SI value of one unit of the file's diameters and of its shares."""
    units = [found[1] if (found := UNIT.search(cell.strip())) else "" for cell in header[:2]]
    if len(header) < 2 or not units[0]:
        rule = "must begin with a header that names the diameter's unit"
        raise refused(field, rule, ", ".join(header), "Write for example: Diameter / um, Share / %")
    if units[1] not in ("%", "vol%", "1", ""):
        raise refused(field, "must state shares in % or as fractions", units[1], "Write for example: Diameter / um, Share / %")
    try:
        return convert(1.0, units[0], "m"), 0.01 if "%" in units[1] else 1.0
    except RecipeError as error:
        raise refused(field, "must state diameters in a unit of length", units[0], "Write for example: Diameter / um") from error


def _numbers(rows: list[list[str]], field: str) -> list[tuple[float, float]]:
    """(diameter, share) of every row after the header."""
    found = []
    for number, row in enumerate(rows[1:], 2):
        try:
            diameter, share = float(row[0]), float(row[1])
        except (ValueError, IndexError) as error:
            rule = f"must hold a diameter and a share in every row (row {number})"
            raise refused(field, rule, ", ".join(row), "Correct the row; use a decimal point.") from error
        if not (np.isfinite(diameter) and diameter > 0.0 and np.isfinite(share) and share >= 0.0):
            rule = f"must hold diameters above 0 and shares of 0 or more (row {number})"
            raise refused(field, rule, ", ".join(row), "Correct the row.")
        found.append((diameter, share))
    return found
