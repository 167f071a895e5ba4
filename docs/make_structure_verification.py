"""Writes docs/structure_verification_results.md: the numbers behind the tests of `tests/structure/transport`, from runs made now.

From the project's root: python -m docs.make_structure_verification (about five minutes, most of them for the twin in float64).
"""

from __future__ import annotations

import platform
from collections.abc import Iterator, Sequence
from datetime import date
from importlib.metadata import version
from itertools import product
from math import log2, sqrt
from pathlib import Path

import numpy as np
from benchmarks.transport import spheres
from scipy.ndimage import gaussian_filter
from tests.structure import volumes
from tests.structure.transport import promise, test_exact
from tests.structure.transport.solved import ours, volume
from tests.structure.volumes import Case

from stratode.structure.transport.resolution import Resolved, resolved
from stratode.structure.transport.tensor import tensor

ROOT = Path(__file__).parents[1]
Row = tuple[str, ...]


def main() -> None:
    """Run everything and write the page."""
    about = (
        f"Run on {date.today().isoformat()}: stratode {version('stratode')}, Python {platform.python_version()}, {platform.machine()}. "
        "Every row is a test in `tests/structure/transport`, where its tolerance is derived.\n"
    )
    sections = [
        ("Exact volumes", table(("what", "against", "found", "allowed"), exact())),
        ("Insulating spheres on a simple cubic lattice", cubic()),
        ("What the voxels' size decides", resolution()),
        ("The stated error", held()),
    ]
    page = "\n".join([about, *(f"## {title}\n\n{text}" for title, text in sections)])
    (ROOT / "docs" / "structure_verification_results.md").write_text(page, encoding="utf-8")


def table(heads: Row, rows: Iterator[Row]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads), *("| " + " | ".join(row) + " |" for row in rows), ""]
    return "\n".join(lines)


def number(value: float) -> str:
    return f"{value:.2g}"


def exact() -> Iterator[Row]:
    """Closed forms; errors relative."""
    for contrast in (10.0, 1e3, 1e6):
        phases = {0: 1.0, 1: 1.0 / contrast}
        across = ours(Case("across", volumes.layers((24, 5, 6), 0, 4), phases)).d_eff * (1.0 + contrast) / 2.0 - 1.0
        along = ours(Case("along", volumes.layers((24, 5, 6), 0, 4), phases), "y").d_eff * 2.0 / (1.0 + 1.0 / contrast) - 1.0
        yield f"layers in series, contrast {contrast:g}", "resistances add", number(across), "1e-6"
        yield f"layers in parallel, contrast {contrast:g}", "conductances add", number(along), "1e-6"
    for width in (2, 5):
        pitch = 2 * width + 1
        found = tensor(volume(Case("slits", volumes.inclined(pitch, width, pitch, 3))), 0)
        tau = width / pitch / found[0, 0]
        told = f"tau of slits at 45°, {width} voxels wide, periodic"
        yield told, f"2w/(w - 1) = {2.0 * width / (width - 1.0):g}", f"{tau:.6f}", "1e-4 relative"
    for contrast in (2.0, 10.0):
        value = 1.0 / sqrt(contrast)
        squares = (Case("squares", volumes.checkerboard(n, n // 2, 2), {0: 1.0, 1: 1.0 / contrast}) for n in (32, 64, 128))
        d = [ours(case).d_eff - value for case in squares]
        order = f"(8/π) atan {number(value)} = {test_exact.corner_order(contrast):.3f}"
        yield f"checkerboard, contrast {contrast:g}, 128 voxels to two squares", "√(k₁ k₂) (Dykhne 1970)", number(d[2] / value), "0.05"
        yield f"its order, from 64 to 128 voxels, contrast {contrast:g}", order, f"{log2(d[1] / d[2]):.3f}", "0.1"


def cubic() -> str:
    """Errors of tau against resolution, both kinds of faces."""
    rows = (
        (f"{r['fraction']:g}", str(r["per_diameter"]), str(r["cell"]), f"{100.0 * r['plain']:+.2f}", f"{100.0 * r['smoothed']:+.2f}")
        for r in spheres()
    )
    about = (
        "Error of tau, %. The exact value is Rayleigh's, with all poles to order 17 (the series of Sangani & Acrivos 1983 agrees with "
        "it to 2e-5 at a fraction of 0.3, to 4e-4 at 0.4).\n"
    )
    return about + "\n" + table(("volume fraction", "voxels per diameter", "voxels of the cell's edge", "plain", "smoothed faces"), rows)


def resolution() -> str:
    """Blobs whose field is averaged to coarser and coarser voxels: true errors beside the estimate."""
    rows, within, cases = [], 0, 0
    for porosity, seed in product((0.25, 0.4, 0.6), (0, 1)):
        field = gaussian_filter(np.random.default_rng(seed).standard_normal((160, 160, 160)), 8.0, mode="wrap")
        found: list[Resolved] = []
        for _ in range(4):
            labels = (field > np.quantile(field, porosity)).astype(np.uint8)
            found.append(resolved(volume(Case("blobs", labels)), 0, "z", error=1e-5))
            half = tuple(n // 2 for n in field.shape)
            field = field.reshape(half[0], 2, half[1], 2, half[2], 2).mean(axis=(1, 3, 5))
        fine, next_one = found[0].smoothed.d_eff, found[1].smoothed.d_eff
        exact = fine + (fine - next_one) / 3.0
        for width, one in zip((4, 2, 1), found[1:], strict=True):
            plain, smoothed = one.plain.d_eff / exact - 1.0, one.smoothed.d_eff / exact - 1.0
            cases, within = cases + 1, within + (abs(smoothed) <= one.resolution_error)
            told = (f"{100.0 * e:+.1f}" for e in (plain, smoothed))
            rows.append((f"{porosity:g}, seed {seed}", str(width), *told, f"{100.0 * one.resolution_error:.1f}"))
    about = (
        "Gaussian random fields cut at a porosity; the field is averaged to voxels of twice the edge, then cut again. Errors of the "
        "effective diffusivity, %, against the smoothed answers on the two finest grids, extrapolated (second order). The estimate is that "
        f"of the smoothed answer: it was at least its error in {within} of {cases}.\n"
    )
    heads = ("porosity", "voxels per standard deviation of the field's filter", "plain", "smoothed faces", "resolution error as estimated")
    return about + "\n" + table(heads, iter(rows))


def held() -> str:
    """Every promised volume: true over stated errors."""
    results = list(promise.held(volumes.promised()))
    broken = [fault for result in results for fault in result.broken]
    ratios = [[f.solver_error for f in r.found] for r in results if r.exact > 1e-12]
    true = np.array([r.errors for r in results if r.exact > 1e-12])
    over = (np.array(ratios) / np.maximum(true, promise.FLOOR))[true > promise.FLOOR]  # not where the start is exact, as in layers
    about = (
        f"{len(results)} volumes; the true error is against the same grid solved in float64 to a residual of 1e-11. Answers that broke "
        f"the promise (a true error above twice the stated one, or a stated one above 1.1 times what was asked): {len(broken)} of "
        f"{3 * len(results)}. The stated error is {np.median(over):.1f} times the true one in the median, "
        f"{np.percentile(over, 5):.1f} times in the least cautious twentieth.\n"
    )
    heads = ("volume", "conducting", "D_eff", *(f"asked {e:g}: stated / true / iterations" for e in promise.STATED))
    return "\n".join([about, table(heads, (line(r) for r in results)), *(f"- {fault}" for fault in broken), ""])


def line(result: promise.Held) -> Row:
    told: Sequence[str] = [f"{f.solver_error:.1e} / {e:.1e} / {f.iterations}" for f, e in zip(result.found, result.errors, strict=True)]
    return (result.case.name, f"{result.share:.3f}", f"{result.exact:.5g}" if result.exact > 1e-12 else "0", *told)


if __name__ == "__main__":
    main()
