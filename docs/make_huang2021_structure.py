"""What huang2021's pair owes to each assumption, to blur and noise, and to the voxel; and its pictures. For docs/huang2021_structure.md.

From the project's root, minutes each:

    python -m docs.make_huang2021_structure fractions   from 29 to 62 vol% of NMC811
    python -m docs.make_huang2021_structure narrow      why tau along z rises at 62 vol%
    python -m docs.make_huang2021_structure sweeps      one assumption after the other, each over its whole range
    python -m docs.make_huang2021_structure threshold   binary Otsu by blur and noise
    python -m docs.make_huang2021_structure voxels      175, 350 and 700 nm
    python -m docs.make_huang2021_structure pictures    docs/_static/huang2021_*.png
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from examples.huang2021_structure import (
    FULL,
    HEADS,
    READINGS,
    Composition,
    Found,
    Pair,
    Size,
    alone,
    coarser,
    composition,
    rendered,
    row,
    scanned,
    with_pillars,
)

from stratode.structure.segment.segmentation import segment
from stratode.structure.volume import Volume

STATIC = Path(__file__).parent / "_static"
FINEST = Size(thickness=50.4e-6, finer=4, seeds=(1,))
SHARE = READINGS["29 vol% (mass and thickness)"]


BASE = Pair(composition(SHARE))


def fractions() -> Iterator[tuple[str, Pair]]:
    """From what mass and thickness say to what the text says; the text's lower end is 57 %."""
    yield from ((f"NMC811 {nmc:.0%}", replace(BASE, shares=composition(nmc))) for nmc in (0.29, 0.40, 0.50, 0.57, 0.62))


def narrow() -> Iterator[tuple[str, Pair]]:
    """Why tau along z rises at 62 %: longer pillars, or as much electrolyte with hardly a large particle."""
    dense = replace(BASE, shares=composition(0.62))
    yield from ((f"NMC811 62%, elongation {e:g}", replace(dense, elongation=e)) for e in (30.0, 100.0))
    yield "2 % of large particles", replace(dense, shares=Composition(0.02, 1.0 - 0.02 - dense.shares.electrolyte))


def swept() -> Iterator[tuple[str, Pair]]:
    """One assumption after the other, about the reading by mass and thickness."""
    yield "as assumed", BASE
    yield from ((f"of NMC811 in large particles {f:.0%}", replace(BASE, shares=composition(SHARE, f))) for f in (0.4, 0.55, 0.8))
    yield from ((f"spacing {1e6 * w:g} um", replace(BASE, spacing=w)) for w in (8e-6, 12.5e-6, 18e-6))
    yield from ((f"elongation {e:g}", replace(BASE, elongation=e)) for e in (2.0, 4.0, 30.0, 100.0))
    yield from ((f"band {b:g}", replace(BASE, band=b)) for b in (0.1, 0.6))
    yield from ((f"tilt {t:g} degrees", replace(BASE, tilt=t)) for t in (15.0, 30.0, 45.0))


def leaning(volume: Volume) -> Found:
    """The darkest phase conducts; along z the sides close on themselves, or leaning channels would end at them."""
    along, plane = alone(volume, axes="z", periodic=True), alone(volume, axes="yx")
    return replace(plane, along=along.along | plane.along)


def sweep_table(pairs: Iterator[tuple[str, Pair]], size: Size) -> None:
    """Electrolyte alone, the volumes as they are at 700 nm."""
    edges = f"{1e6 * size.thickness:.0f} x {1e6 * size.width:.0f} x {1e6 * size.width:.0f} um"
    print(f"electrolyte alone, truth at 700 nm, {edges}, {len(size.seeds)} seeds")
    print(f"{'':36s} {HEADS}")
    for name, pair in pairs:
        measure = leaning if pair.tilt else alone
        dfp, ifp = ([measure(coarser(rendered(one, size, seed), size.finer)) for seed in size.seeds] for one in (pair, pair.twin))
        print(f"{name:36s} {row(dfp, ifp)}", flush=True)


def pillar_table(size: Size) -> None:
    """The pillars' own electrolyte counted in eps, and conducting more or less."""
    dfp, ifp = ([coarser(rendered(one, size, seed), size.finer) for seed in size.seeds] for one in (BASE, BASE.twin))
    for k in (0.01, 0.1, 0.2, 0.354, 0.6):
        print(f"{f'pillars conduct {k:g}':36s} {row(*([with_pillars(v, k) for v in volumes] for volumes in (dfp, ifp)))}", flush=True)


def threshold_table(size: Size) -> None:
    """Share of the dark phase after binary Otsu, by blur and noise."""
    levels = (0.0, 0.1, 0.2, 1.0 / 3.0, 0.5)
    print("share of the dark phase after the median and binary Otsu, by noise over the step between phases (across), and blur in voxels")
    for name, nmc in READINGS.items():
        fine = rendered(Pair(composition(nmc)), size, size.seeds[0])
        print(f"{name:30s} " + " ".join(f"{noise:6.2f}" for noise in levels))
        for blur in (0.0, 0.35, 0.7, 1.0):
            images = (scanned(fine, size.finer, 1, blur, noise) for noise in levels)
            print(f"{blur:30g} " + " ".join(f"{segment(grey, 2, medians=1).fractions[0]:6.3f}" for grey in images), flush=True)


def voxel_table(size: Size) -> None:
    """Electrolyte alone in one and the same volume on voxels of 175, 350 and 700 nm, tau with plain and with smoothed faces."""
    print(
        f"{'electrolyte alone':46s} {'nm':>5s} {'eps':>6s} {'z plain':>8s} {'z smooth':>9s} {'x plain':>8s} {'x smooth':>9s} {'error':>7s}"
    )
    for name, nmc in READINGS.items():
        for structure in (Pair(composition(nmc)), Pair(composition(nmc)).twin):
            fine = rendered(structure, size, size.seeds[0])
            for factor in (1, 2, 4):
                volume = coarser(fine, factor)
                here = alone(volume, axes="zx")
                taus = " ".join(f"{here.tau(axis, smoothed):8.3f}" for axis in "zx" for smoothed in (False, True))
                kind = "DFP" if structure.elongation > 1.0 else "IFP"
                print(
                    f"{name + ', ' + kind:46s} {1e9 * volume.voxel[0]:5.0f} {here.eps:6.3f} {taus} {here.resolution_error:7.1%}", flush=True
                )


def pictures(size: Size) -> None:
    """Slices through both structures: what is there, what is seen, and both segmentations; one pixel is one voxel, three times as large."""
    from PIL import Image

    for name, pair in (("dfp", Pair(composition(SHARE))), ("ifp", Pair(composition(SHARE)).twin)):
        fine = rendered(pair, size, size.seeds[0])
        grey = scanned(fine, size.finer, size.seeds[0])
        three, two = (segment(grey, classes, medians=1).volume.labels for classes in (3, 2))
        shown = [coarser(fine, size.finer).labels * 127, grey.values // 257, three * 127, two * 254]
        cuts = [np.kron(np.flipud(image[:, image.shape[1] // 2]).astype(np.uint8), np.ones((3, 3), np.uint8)) for image in shown]
        gap = np.full((cuts[0].shape[0], 9), 255, np.uint8)
        whole = np.hstack([piece for cut in cuts for piece in (cut, gap)][:-1])
        Image.fromarray(whole).save(STATIC / f"huang2021_{name}.png", optimize=True)


def sweeps() -> None:
    """Everything assumed about the geometry."""
    sweep_table(swept(), Size())
    pillar_table(Size())


STUDIES: dict[str, Callable[[], None]] = {
    "fractions": lambda: sweep_table(fractions(), FULL),
    "narrow": lambda: sweep_table(narrow(), FULL),
    "sweeps": sweeps,
    "threshold": lambda: threshold_table(Size()),
    "voxels": lambda: voxel_table(FINEST),
    "pictures": lambda: pictures(FULL),
}


def main(*asked: str) -> None:
    """Run the studies asked for.

    Raises:
        SystemExit: there is no such study.
    """
    unknown = [name for name in asked if name not in STUDIES]
    if unknown or not asked:
        raise SystemExit(f"studies: must be among {', '.join(STUDIES)}; received {' '.join(asked) or 'none'}.")
    for name in asked:
        STUDIES[name]()


if __name__ == "__main__":
    main(*sys.argv[1:])
