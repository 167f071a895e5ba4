"""Cracks in a micrograph: their share of the area, length, width and spacing, with intervals from sub-images."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import util
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt, label

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.inference.student import jackknifed
from stratode.lab.micrographs.flat import background, otsu
from stratode.lab.reading.pictures import Picture

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
BLOCKS = 6  # along each edge
BY = f"jackknife over {BLOCKS} x {BLOCKS} sub-images with their neighbours"
MOVED = 0.1  # of the distance of the two grey classes: by so much the threshold is moved to see whether it matters
MOSTLY = 0.4  # of the area: more cannot be cracks
MATTERS = 0.2  # relative change of the area that is told
UNEVEN = 0.2  # change of the background, 5th to 95th percentile over the median, that is told
APART = 0.75  # separability below which the grey levels are hardly two classes
SMOOTHING = 0.15  # of the shorter edge: sigma of the background where none is stated
KULPA = np.pi / 8.0 * (1.0 + np.sqrt(2.0))  # of chains of pixels: Kulpa, Comput. Graph. Image Process. 6 (1977) 434


@dataclass(frozen=True, slots=True)
class Finding:
    """How cracks are found.

    Args:
        threshold: grey level below which it is a crack; None for Otsu's.
        smooth: sigma of the background, m or pixels as the picture has them; 0 leaves the light as it is; None for 0.15 of the edge.
        smallest: area below which a dark spot is no crack, m2 or pixels; None for 12 pixels.
        bright: cracks are brighter than the rest.
    """

    threshold: float | None = None
    smooth: float | None = None
    smallest: float | None = None
    bright: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class CrackAnalysis:
    """What came out.

    Args:
        picture: that was evaluated.
        flat: its grey levels with the light evened, (rows, columns).
        mask: True in cracks.
        threshold: that was used, in levels of `flat`.
        steps: (n,) thresholds and (n,) area shares, what the threshold does.
        widths: of the cracks along their middle lines, in units of length, (m,).
        pixel: edge of a pixel in units of length: m, or 1 where no scale is known.
        estimates: the numbers.
        cautions: what to beware of.
    """

    picture: Picture
    flat: Array
    mask: Mask
    threshold: float
    steps: tuple[Array, Array]
    widths: Array
    pixel: float
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]

    @property
    def scaled(self) -> bool:
        """Whether lengths are in m."""
        return self.pixel != 1.0


def analyse(picture: Picture, how: Finding | None = None, pixel: float | None = None) -> CrackAnalysis:
    """Find and measure the cracks.

    Args:
        picture: in grey.
        how: to find them.
        pixel: edge of a pixel, m; None to use the file's, and pixels where it states none.

    Raises:
        ValueError: a single grey level; missing numbers.
    """
    how, edge = how or Finding(), pixel or picture.pixel or 1.0
    values = picture.values
    if not np.all(np.isfinite(values)):
        raise ValueError(
            f"{picture.origin.file}: must have a grey level at every pixel; {np.sum(~np.isfinite(values))} are missing. Crop them off."
        )
    if not np.max(values) > np.min(values):
        raise ValueError(
            f"{picture.origin.file}: must have more than one grey level; received {np.min(values):g} alone. Check the file and --crop."
        )
    turned = np.max(values) - values if how.bright else values - min(float(np.min(values)), 0.0)
    sigma = SMOOTHING * min(values.shape) if how.smooth is None else how.smooth / edge
    light = background(turned, sigma) if sigma > 0.0 else np.full(values.shape, float(np.median(turned)))
    flat = turned / np.maximum(light, 1e-12) * float(np.median(light))
    found, low, high, apart = otsu(flat)
    stated = None if how.threshold is None else float(np.max(values) - how.threshold) if how.bright else how.threshold
    threshold = found if stated is None else stated
    smallest = 12.0 if how.smallest is None else how.smallest / edge**2
    mask = cracked(flat, threshold, smallest)
    moves = np.linspace(-2.0 * MOVED, 2.0 * MOVED, 9)
    steps = threshold + moves * (high - low)
    shares = np.array([float(np.mean(cracked(flat, t, smallest))) for t in steps])
    estimates, widths = _numbers(mask, edge, how)
    cautions = _cautions(picture, light, apart, mask, shares, how, edge)
    return CrackAnalysis(picture, flat, mask, threshold, (steps, shares), widths, edge, estimates, cautions)


def cracked(flat: Array, threshold: float, smallest: float) -> Mask:
    """Pixels darker than the threshold that hang together (8 neighbours) in at least `smallest` pixels."""
    dark = flat < threshold
    parts, count = label(dark, structure=np.ones((3, 3)))
    if count == 0:
        return np.asarray(dark)
    sizes = np.bincount(parts.ravel())
    sizes[0] = 0
    return np.asarray(sizes[parts] >= max(smallest, 1.0))


def middle_lines(mask: Mask) -> Mask | None:
    """The cracks thinned to lines of one pixel; None where scikit-image (extra `image`) is not installed."""
    if util.find_spec("skimage") is None:
        return None
    from skimage import morphology

    skeletonize: Any = morphology.skeletonize
    return np.asarray(skeletonize(mask))


def line_length(lines: Mask) -> Array:
    """Length that each pixel of thin lines adds, in pixels: half of its links, a corner's two sides instead of its diagonal."""
    padded = np.pad(lines, 1)
    right, down = padded[1:-1, 2:] & lines, padded[2:, 1:-1] & lines
    corner = padded[2:, 2:] & lines & ~right & ~down
    left_below = padded[2:, :-2] & lines & ~padded[1:-1, :-2] & ~down
    return np.asarray(KULPA * (right + down + np.sqrt(2.0) * (corner + left_below.astype(float))))


def _numbers(mask: Mask, edge: float, how: Finding) -> tuple[tuple[Estimate, ...], Array]:
    """Area share, length per area, mean width, mean spacing; and the widths."""
    unit = "m" if edge != 1.0 else ""
    lines = middle_lines(mask)
    sums = _sums(mask, np.zeros(mask.shape) if lines is None else line_length(lines))
    whole = sums.sum(axis=0)
    ways = "Otsu's threshold" if how.threshold is None else "stated threshold"
    found = [_estimate("share of the area in cracks", "A_crack", lambda s: s[1] / s[0], sums, ways, "", "%")]
    widths = np.zeros(0)
    if lines is not None and whole[2] > 0.0:
        per, shown = ("m/m2", "mm/mm2") if unit else ("", "")
        long = "middle lines of the mask, Kulpa's length"
        found.append(_estimate("crack length per area", "L_A", lambda s: s[2] / s[0] / edge, sums, long, per, shown))
        found.append(_estimate("mean crack width", "w_mean", lambda s: s[1] / max(s[2], 1e-9) * edge, sums, "area over length", unit))
        widths = np.asarray(np.maximum(2.0 * distance_transform_edt(mask)[lines] - 0.5, 1.0) * edge)
    if whole[3] > 2.0:
        name, mean = "mean distance between cracks along a line", "uncracked length of rows and columns over cracks crossed"
        found.append(_estimate(name, "s_mean", lambda s: 2.0 * (s[0] - s[1]) / max(s[3], 0.5) * edge, sums, mean, unit))
    return tuple(found), widths


def _sums(mask: Mask, added: Array) -> Array:
    """(BLOCKS^2, 4): pixels, those in cracks, length of middle lines, cracks crossed by rows and columns, of each sub-image."""
    crossings = np.zeros(mask.shape)
    crossings[:, 1:] += 0.5 * (mask[:, 1:] != mask[:, :-1])
    crossings[1:, :] += 0.5 * (mask[1:, :] != mask[:-1, :])
    blocks = zip(*map(_blocks, (mask, added, crossings)), strict=True)
    return np.array([[m.size, m.sum(), length.sum(), crossed.sum()] for m, length, crossed in blocks], float)


def _blocks(values: NDArray[np.generic]) -> list[NDArray[np.generic]]:
    return [block for rows in np.array_split(values, BLOCKS, axis=0) for block in np.array_split(rows, BLOCKS, axis=1)]


def _estimate(name: str, symbol: str, statistic: object, sums: Array, method: str, unit: str, shown_in: str = "") -> Estimate:
    if not callable(statistic):
        raise TypeError("statistic: must be callable")
    whole = sums.sum(axis=0)
    found = jackknifed(float(statistic(whole)), np.array([float(statistic(whole - one)) for one in sums]), BLOCKS)
    low, high = max(found.value - found.half, 0.0), found.value + found.half
    if symbol == "A_crack":
        high = min(high, 1.0)
    return Estimate(name=name, symbol=symbol, value=found.value, low=low, high=high, unit=unit, shown_in=shown_in, method=f"{method}; {BY}")


def _cautions(picture: Picture, light: Array, apart: float, mask: Mask, shares: Array, how: Finding, edge: float) -> tuple[Caution, ...]:
    told, share = _light(picture, light, how), float(np.mean(mask))
    if apart < APART and how.threshold is None:
        words = (
            f"The grey levels are hardly two kinds (separability {apart:.2f}; one kind cut in two gives 0.64): there may be no cracks, "
            "or noise hides them. Look at the overlay."
        )
        told.append(Caution("not_two_kinds", words))
    if share > 0.0 and (shares[6] - shares[2]) / share > MATTERS:
        words = (
            f"The threshold matters: moved by a tenth of the contrast to each side the share of cracks is {100 * shares[2]:.3g} or "
            f"{100 * shares[6]:.3g} % instead of {100 * share:.3g} %; the interval does not hold this. Magnify, or state --threshold."
        )
        told.append(Caution("threshold_matters", words))
    if share > MOSTLY:
        words = (
            f"{100 * share:.3g} % of the area count as cracks, which then are no lines in a surface. Look at the overlay; cracks "
            f"{'darker than the rest need --bright left out' if how.bright else 'brighter than the rest need --bright'}."
        )
        told.append(Caution("mostly_cracks", words))
    if share == 0.0:
        told.append(Caution("no_cracks", "No crack is larger than the smallest one counted. Look at the overlay, or lower --smallest."))
    elif sum(bool(np.any(block)) for block in _blocks(mask)) < BLOCKS**2 // 3:
        words = "Cracks are seen in fewer than a third of the sub-images: the interval is not sure. Take a larger field."
        told.append(Caution("few_cracks", words))
    if edge == 1.0:
        told.append(Caution("no_scale", "The picture states no scale: lengths are in pixels. State --pixel, for example 0.5 um."))
    if util.find_spec("skimage") is None:
        words = "Lengths and widths of cracks need scikit-image; install with: pip install 'stratode[image]'."
        told.append(Caution("no_middle_lines", words))
    return tuple(told)


def _light(picture: Picture, light: Array, how: Finding) -> list[Caution]:
    """Whether the light changes over the picture."""
    low, high = (float(x) for x in np.quantile(light, (0.05, 0.95)))
    middle = float(np.median(light))
    if how.smooth == 0.0:
        parts = [float(np.median(np.asarray(part, float))) for part in _blocks(picture.values)]
        low, high, middle = min(parts), max(parts), float(np.median(parts))
    if middle <= 0.0 or (high - low) / middle <= UNEVEN:
        return []
    done = "It is left as it is, as asked." if how.smooth == 0.0 else "It is divided out; look at the overlay."
    return [Caution("uneven_light", f"The light changes by {100 * (high - low) / middle:.0f} % over the picture. {done}")]
