"""How far an infiltration has come: the front in a map of an element, or in a line profile, along the thickness.

The intensity falls as I = b + a/2 erfc((x - x_50) / (sqrt(2) w)): half of it is reached at x_50, w is the width of the front.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import erfc

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.inference.least_squares import Fit, NoFit, curve
from stratode.lab.inference.neighbours import inflation
from stratode.lab.inference.student import mean_of, noise_of, reach_95
from stratode.lab.record import Origin

Array = NDArray[np.float64]
FEWEST = 12  # places along the depth
MOST_BANDS = 16  # of columns that are fitted on their own
FEW_BANDS = 5
WIDEST_BAND = 8  # pixels that a band has at least
COMPLETE = 1.644854  # widths before the front where 95 % are reached
SURE = 4.0  # standard errors of the step that make it a front


@dataclass(frozen=True, slots=True, eq=False)
class DepthMap:
    """Intensity of an element over depth and along the surface.

    Args:
        intensity: counts or grey levels, (depth, across); one column of a line profile.
        depth: m, (N,) rising from the surface where the liquid enters.
        origin: where it came from.

    Raises:
        ValueError: fewer than 12 depths; numbers that are missing.
    """

    intensity: Array
    depth: Array
    origin: Origin

    def __post_init__(self) -> None:
        """Checks the size."""
        if self.depth.size < FEWEST:
            raise ValueError(f"{self.origin.file}: needs at least {FEWEST} places along the depth; received {self.depth.size}.")
        if not np.all(np.isfinite(self.intensity)):
            raise ValueError(
                f"{self.origin.file}: must have an intensity at every place; {np.sum(~np.isfinite(self.intensity))} are missing."
            )


@dataclass(frozen=True, slots=True, eq=False)
class FrontAnalysis:
    """What came out.

    Args:
        map: that was evaluated.
        profile: mean intensity at each depth, (N,).
        fit: (I inside, I outside, x_50 and w, m); None where there is no front.
        bands: x_50 of bands of columns, m; NaN where a band has no front.
        edges: first column of each band and one past the last.
        estimates: the numbers.
        cautions: what to beware of.
    """

    map: DepthMap
    profile: Array
    fit: Fit | None
    bands: Array
    edges: NDArray[np.int64]
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]


def shape(x: Array, p: Array) -> Array:
    """The front: p holds the intensity before it and behind it, x_50 and w."""
    return np.asarray(p[1] + 0.5 * (p[0] - p[1]) * erfc((x - p[2]) / (np.sqrt(2.0) * max(abs(p[3]), 1e-300))))


def analyse(found: DepthMap) -> FrontAnalysis:
    """The front in a map or a line profile; where there is none, the mean intensity and a caution."""
    profile = np.mean(found.intensity, axis=1)
    columns = found.intensity.shape[1]
    count = min(MOST_BANDS, columns // WIDEST_BAND)
    edges = np.linspace(0, columns, max(count, 1) + 1).astype(np.int64)
    fit, why = _front(found.depth, profile)
    if fit is None:
        return FrontAnalysis(found, profile, None, np.zeros(0), edges, (_mean(found, profile),), (_no_front(found, profile, why),))
    bands = np.full(edges.size - 1, np.nan)
    if count >= FEW_BANDS:
        for k in range(bands.size):
            one, _ = _front(found.depth, np.mean(found.intensity[:, edges[k] : edges[k + 1]], axis=1), fit.values)
            bands[k] = np.nan if one is None else one.values[2]
    return FrontAnalysis(found, profile, fit, bands, edges, _estimates(found, fit, bands), _cautions(found, fit, bands, count))


def _front(depth: Array, profile: Array, start: Array | None = None) -> tuple[Fit | None, str]:
    """The fit, or why there is none: tried from several places, the best kept."""
    if _steps(profile) < 0.5 * SURE**2 * noise_of(profile) ** 2:
        return None, "a step is not told from the scatter"
    length = float(depth[-1] - depth[0])
    quarter = max(3, depth.size // 6)
    ends = float(np.mean(profile[:quarter])), float(np.mean(profile[-quarter:]))
    range_ = float(np.ptp(profile)) or 1.0
    starts = [(*ends, depth[0] + share * length, 0.08 * length) for share in (0.25, 0.5, 0.75)]
    starts = starts if start is None else [tuple(start), starts[1]]
    fits = []
    for begin in starts:
        try:
            fits.append(curve(shape, depth, profile, begin, (range_, range_, length, 0.1 * length)))
        except NoFit:
            continue
    if not fits:
        return None, "no such curve fits"
    best = min(fits, key=lambda fit: float(fit.residuals @ fit.residuals))
    step = best.values[0] - best.values[1]
    slope = np.array([1.0, -1.0]) @ best.covariance[:2, :2] @ np.array([1.0, -1.0])
    within = depth[0] <= best.values[2] <= depth[-1]
    if step <= 0.0:
        return None, "the intensity rises with depth"
    flat = profile - np.mean(profile)
    gain = float(flat @ flat - best.residuals @ best.residuals)
    noise = best.scatter**2 * best.widened
    if not within or gain < SURE**2 * noise or step < SURE * np.sqrt(max(slope, 0.0)) * 0.5:
        return None, "a step is not told from the scatter" if within else "a step would lie outside of what was measured"
    return best, ""


def _steps(profile: Array) -> float:
    """By how much the best sharp step lessens the sum of squares: a look before the fit."""
    n = profile.size
    sums = np.cumsum(profile - np.mean(profile))[:-1]
    k = np.arange(1, n)
    return float(np.max(sums**2 * n / (k * (n - k))))


def _estimates(found: DepthMap, fit: Fit, bands: Array) -> tuple[Estimate, ...]:
    x, w = float(fit.values[2]) - float(found.depth[0]), abs(float(fit.values[3]))
    known = bands[np.isfinite(bands)]
    error, half_reach = fit.error(2), fit.reach
    how = "error function fitted to the mean over all columns"
    if known.size >= FEW_BANDS:
        mean = mean_of(known)
        widened = float(np.sqrt(inflation(known)))
        if mean.error * widened * reach_95(known.size - 1) > error * half_reach:
            error, half_reach = mean.error * widened, reach_95(known.size - 1)
        how += f"; interval from the scatter of {known.size} bands of columns, or of the fit where that is wider"
    else:
        how += "; interval from the scatter about the curve"
    depth = Estimate.normal(value=x, error=error, reach=half_reach, name="depth of the front (50 %)", symbol="x_50", unit="m", method=how)
    gradient = np.array([0.0, 0.0, 1.0, -COMPLETE])
    sure = float(np.sqrt(gradient @ fit.covariance @ gradient))
    complete = Estimate.normal(
        value=x - COMPLETE * w,
        error=float(np.hypot(sure, np.sqrt(max(error**2 - fit.error(2) ** 2, 0.0)))),
        reach=half_reach,
        name="depth to which at least 95 % is reached",
        symbol="x_95",
        unit="m",
        method="x_50 - 1.645 w of the same curve",
    )
    width = Estimate.normal(
        value=w, error=fit.error(3), reach=fit.reach, name="width of the front (one standard deviation)", symbol="w", unit="m", method=how
    )
    share, thickness = x / float(found.depth[-1] - found.depth[0]), float(found.depth[-1] - found.depth[0])
    part = Estimate.normal(
        value=share,
        error=error / thickness,
        reach=half_reach,
        name="depth of the front over the depth measured",
        symbol="x_50/L",
        unit="",
        shown_in="%",
        method="x_50 over the length of the profile",
    )
    return (depth, complete, width, part, *_waviness(known))


def _waviness(known: Array) -> tuple[Estimate, ...]:
    """Scatter of the front along the surface."""
    if known.size < FEW_BANDS:
        return ()
    how = f"standard deviation of x_50 over {known.size} bands of columns"
    spread = float(np.std(known, ddof=1))
    return (Estimate(name="unevenness of the front along the surface", symbol="s_50", value=spread, unit="m", method=how),)


def _mean(found: DepthMap, profile: Array) -> Estimate:
    wide = float(np.sqrt(inflation(profile)))
    mean = mean_of(profile)
    return Estimate.normal(
        value=mean.value,
        error=mean.error * wide,
        reach=reach_95(mean.count - 1),
        name="mean intensity",
        symbol="I_mean",
        unit="",
        method="mean over the depth; Student's t",
    )


def _no_front(found: DepthMap, profile: Array, why: str) -> Caution:
    third = max(1, profile.size // 3)
    outer, inner = float(np.mean(profile[:third])), float(np.mean(profile[-third:]))
    words = (
        f"{found.origin.file} shows no front: {why}. The intensity is {outer:.4g} in the outer and {inner:.4g} in the inner third: either "
        "all is reached or nothing is. Compare with a map of a dry sample, or of another time; check --from."
    )
    return Caution("no_front", words)


def _cautions(found: DepthMap, fit: Fit, bands: Array, count: int) -> tuple[Caution, ...]:
    told = []
    x, w, depth = float(fit.values[2]), abs(float(fit.values[3])), found.depth
    step = float(np.median(np.diff(depth)))
    if x + 2.0 * w < depth[-1]:
        words = f"Not penetrated: the front stands at {100 * (x - depth[0]) / (depth[-1] - depth[0]):.0f} % of the depth measured."
        told.append(Caution("not_penetrated", words))
    if x - 2.0 * w < depth[0] or x + 2.0 * w > depth[-1]:
        words = "The front reaches over an end of what was measured; the level there is extrapolated. Map the whole thickness."
        told.append(Caution("front_cut_off", words))
    if w < step:
        told.append(Caution("sharp_front", "The front is sharper than the pixels: its width is an upper bound."))
    lost = int(np.count_nonzero(~np.isfinite(bands))) if count >= FEW_BANDS else 0
    if lost:
        told.append(Caution("bands_without_front", f"{lost} of {bands.size} bands of columns show no front of their own and are left out."))
    if 0 < count < FEW_BANDS and found.intensity.shape[1] > 1:
        words = f"The map is {found.intensity.shape[1]} columns wide: too few to tell how uneven the front is along the surface."
        told.append(Caution("narrow_map", words))
    return tuple(told)
