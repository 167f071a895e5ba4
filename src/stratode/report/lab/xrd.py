"""Diffraction patterns as they are shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stratode.lab.diffraction.analysis import Diffraction
from stratode.lab.diffraction.fit import FittedRegion
from stratode.lab.diffraction.shift import Shift
from stratode.report.lab.figures.lines import Curve, Marks, drawn
from stratode.report.lab.sheet import Drawing, Sheet
from stratode.report.table import Table

X = "2θ / °"
CLOSE = 8  # regions that are drawn closely
ANGSTROM = 1e10


def sheet(name: str, found: Diffraction) -> Sheet:
    """One pattern with its peaks."""
    return Sheet(
        name=name,
        result=found,
        origins=(found.pattern.origin,),
        estimates=found.estimates,
        words=_words(found),
        cautions=found.cautions,
        tables=(("peaks", _peaks(found)),),
        drawings=lambda: (_pattern(found), *(_region(one) for one in _strongest(found))),
        details={"radiation": found.wish.source.name, "wavelength_angstrom": found.wish.source.wavelength * ANGSTROM},
    )


def shift_sheet(name: str, found: Shift, sheets: tuple[Sheet, Sheet]) -> Sheet:
    """What moved between two patterns."""
    return Sheet(
        name=name,
        result=found,
        origins=tuple(o for one in sheets for o in one.origins),
        estimates=found.estimates,
        words=(f"{len(found.pairs)} common peaks; positive shifts go to higher angles, which are smaller spacings.",),
        cautions=found.cautions,
        drawings=lambda: (_shifts(found),),
    )


def together(sheets: Sequence[Sheet]) -> Sequence[Drawing]:
    """All patterns over each other, each over its largest count and lifted."""
    curves = []
    for place, one in enumerate(s for s in sheets if isinstance(s.result, Diffraction)):
        p = one.result.pattern
        curves.append(Curve(one.name, p.two_theta, p.counts / p.counts.max() + place, place))
    return (
        Drawing(
            drawn(X, "Counts over the largest, lifted", curves, height=480), "All patterns, each over its largest count and lifted by one."
        ),
    )


def _words(found: Diffraction) -> tuple[str, ...]:
    peaks, regions = len(found.peaks), len(found.regions)
    said = f"{peaks} {'peak' if peaks == 1 else 'peaks'} in {regions} {'region' if regions == 1 else 'regions'}"
    head = f"{said}, {found.wish.source.name}."
    if found.cell is None:
        return (head,)
    cell = found.cell
    return (head, f"{len(cell.indexed)} reflections of R-3m: a {cell.a * ANGSTROM:.4f}, c {cell.c * ANGSTROM:.4f} angstrom.")


def _names(found: Diffraction) -> dict[float, str]:
    return {} if found.cell is None else {peak.centre: hkl for hkl, peak in found.cell.indexed.items()}


def _pattern(found: Diffraction) -> Drawing:
    p, names = found.pattern, _names(found)
    curves = [Curve("measured", p.two_theta, p.counts, faint=True)]
    curves += [Curve("fitted", r.two_theta, r.curve, 0, legend=k == 0) for k, r in enumerate(found.regions)]
    centres = np.array([peak.centre for peak in found.peaks])
    tops = np.interp(centres, p.two_theta, p.counts)
    words = [f"({names[peak.centre]}) at {peak.centre:.3f}°" if peak.centre in names else f"{peak.centre:.3f}°" for peak in found.peaks]
    return Drawing(
        drawn(X, "Counts", curves, [Marks("peaks", centres, tops, words, 1)]),
        "The pattern with fitted regions and peaks; hover for angles.",
    )


def _strongest(found: Diffraction) -> list[FittedRegion]:
    """Regions worth a close look: those of several peaks first, then the highest."""
    ranked = sorted(found.regions, key=lambda r: (-len(r.peaks), -float(r.counts.max())))[:CLOSE]
    return sorted(ranked, key=lambda r: float(r.two_theta[0]))


def _region(region: FittedRegion) -> Drawing:
    curves = [
        Curve("counts", region.two_theta, region.counts, 0, points=True),
        Curve("fit", region.two_theta, region.curve, 1),
        Curve("background", region.two_theta, region.background, 4, 1),
        Curve("counts less fit", region.two_theta, region.counts - region.curve, 5),
    ]
    where = ", ".join(f"{p.centre:.3f}°" for p in region.peaks)
    scatter = f"residuals scatter {np.sqrt(region.scatter):.2f} times as counting does"
    return Drawing(drawn(X, "Counts", curves, height=340), f"Fit of {where}; {scatter}.")


def _shifts(found: Shift) -> Drawing:
    x = np.array([a.centre for a, _ in found.pairs])
    y = np.array([b.centre - a.centre for a, b in found.pairs])
    theta = np.radians(0.5 * x)
    fine = np.linspace(x.min(), x.max(), 100)
    curves = [Curve("measured", x, y, 0, points=True)]
    if len(found.pairs) >= 3:
        matrix = np.column_stack([np.tan(theta), np.cos(theta)])
        c = np.linalg.lstsq(matrix, y, rcond=None)[0]
        curves.append(Curve("spacing and displacement", fine, c[0] * np.tan(np.radians(fine / 2)) + c[1] * np.cos(np.radians(fine / 2)), 1))
        curves.append(Curve("displacement alone", fine, c[1] * np.cos(np.radians(fine / 2)), 4, 1))
    return Drawing(
        drawn(X, "Shift / °", curves, height=380), "Shift of each peak: spacings move peaks as tan θ, the sample's place as cos θ."
    )


def _peaks(found: Diffraction) -> Table:
    names = _names(found)
    rows = tuple(
        (
            names.get(p.centre, "–"), f"{p.centre:.4f} ± {p.reach * p.centre_error:.1g}",
            f"{found.wish.source.spacing(p.centre) * ANGSTROM:.5f}",
            f"{p.width:.3f}", p.height, p.area, f"{p.mixing:.2f}",
        )
        for p in found.peaks
    )  # fmt: skip
    columns = ("hkl", X, "d / Å", "FWHM / °", "Height / counts", "Area / counts °", "Lorentzian share / 1")
    return Table("Peaks", columns, rows, "Of K-alpha1; areas hold both lines.")
