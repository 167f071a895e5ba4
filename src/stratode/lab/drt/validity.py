"""What keeps a distribution of relaxation times from meaning what it seems to mean."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from stratode.lab.drt.criteria import ENDED, Choice
from stratode.lab.drt.inverse import Inverse, height_at_the_end
from stratode.lab.drt.peaks import RESOLVED, Peak
from stratode.lab.drt.posterior import Residuals
from stratode.lab.estimate import Caution
from stratode.lab.spectrum import MeasuredSpectrum

FEWEST = 12  # points
FLAT = 1e-9  # of |Z|: an imaginary part that is none
SPARSE = 5.0  # points a decade
LARGE = 0.02  # noise over |Z|
APART = 5.0  # standard deviations


def check(spectrum: MeasuredSpectrum) -> None:
    """Stops where no distribution can be found.

    Raises:
        ValueError: too few points, no imaginary part, or an imaginary part of the wrong sign.
    """
    count = spectrum.frequency.size
    if count < FEWEST:
        raise ValueError(
            f"{spectrum.name}: a distribution of relaxation times needs at least {FEWEST} frequencies; received {count}. "
            "Measure more, or fit a circuit with `stratode lab eis`."
        )
    if np.abs(spectrum.impedance.imag).max() <= FLAT * np.abs(spectrum.impedance).max():
        raise ValueError(
            f"{spectrum.name}: must hold a relaxation; received an imaginary part of 0 throughout, as of a resistor. "
            "Check the column of Z''."
        )
    wrong = int((spectrum.impedance.imag > 0.0).sum())
    if wrong > 0.5 * count:
        raise ValueError(
            f"{spectrum.name}: the imaginary part of a cell must be negative at most frequencies; received {wrong} of {count} above zero. "
            "If the file holds -Z'', name that column so with --columns."
        )


def before(spectrum: MeasuredSpectrum, inductance: bool, capacitance: bool) -> list[Caution]:
    """Of the spectrum itself."""
    found = []
    f, z = spectrum.frequency, spectrum.impedance
    density = (f.size - 1) / float(np.log10(f[0] / f[-1]))
    if density < SPARSE:
        words = f"{density:.1f} points a decade: peaks nearer than {2.0 / density:.1f} decades merge. Measure 8 to 12 points a decade."
        found.append(Caution("sparse_points", words))
    tail = int((z.imag > 0.0).sum())
    if tail and not inductance:
        words = (
            f"{tail} points have a positive imaginary part, an inductive tail, and no inductance is fitted: it bends the fast end of the "
            "distribution. Fit it (leave out --no-inductance)."
        )
        found.append(Caution("inductive_tail", words))
    steep = float(-np.angle(z[-1], deg=True))
    if steep > 60.0 and not capacitance:
        words = (
            f"At the lowest frequency, {f[-1]:.3g} Hz, the phase is {-steep:.0f} degrees, as of an electrode that blocks. The distribution "
            "piles up at its slow end; add --capacitance."
        )
        found.append(Caution("blocking", words))
    return found


def after(problem: Inverse, left: Residuals, peaks: Sequence[Peak], choice: Choice) -> list[Caution]:
    """Of the fit."""
    return [*_at_the_ends(problem, peaks), *_of_the_peaks(peaks), *_of_the_noise(problem, left), *_of_the_choice(choice)]


def _at_the_ends(problem: Inverse, peaks: Sequence[Peak]) -> list[Caution]:
    found = []
    spectrum = problem.spectrum
    z = spectrum.impedance
    if not problem.ends:
        words = (
            f"The spectrum does not end on the real axis: at {spectrum.frequency[-1]:.3g} Hz -Z'' is still {-z[-1].imag:.3g} ohm, "
            f"{100.0 * -z[-1].imag / float(np.ptp(z.real)):.0f} % of the span of Z'. What is slower than {problem.slowest:.3g} s is "
            "cut off: the polarisation resistance is that of faster processes only. Measure to lower "
            "frequencies, or subtract the diffusion."
        )
        found.append(Caution("not_to_the_axis", words))
    height = height_at_the_end(spectrum)
    if problem.ends and height > ENDED and not problem.elements.capacitance:
        words = (
            f"At the lowest frequency -Z'' is still {100.0 * height:.1f} % of the span of Z': R_pol counts what is faster than "
            f"{problem.grid.tau[-1]:.3g} s, and a tail beyond, of up to about {-z[-1].imag:.2g} ohm, is not in it."
        )
        found.append(Caution("slow_tail", words))
    edge = [peak for peak in peaks if peak.at_edge]
    if edge:
        places = ", ".join(f"{peak.tau[0]:.3g} s" for peak in edge)
        words = (
            f"A peak at an end of the measured range ({places}) stands for everything beyond it; its place and size are not measured "
            "and not among the numbers."
        )
        found.append(Caution("process_beyond_range", words))
    return found


def _of_the_peaks(peaks: Sequence[Peak]) -> list[Caution]:
    found = []
    for fast, slow in pairwise(peaks):
        apart = float(np.log10(slow.tau[0] / fast.tau[0]))
        if apart < RESOLVED:
            words = (
                f"The peaks at {fast.tau[0]:.3g} s and {slow.tau[0]:.3g} s are {apart:.2f} decades apart, less than the resolution of "
                f"about {RESOLVED:g} decade: each resistance is that between the valleys and holds a part of the other process."
            )
            found.append(Caution("peaks_unresolved", words))
    return found


def _of_the_noise(problem: Inverse, left: Residuals) -> list[Caution]:
    found = []
    spectrum = problem.spectrum
    relative = left.noise * problem.size / problem.weight / np.abs(spectrum.impedance)
    share = float(np.median(relative))
    if share > LARGE:
        words = (
            f"The noise is {100.0 * share:.1f} % of |Z|, above {100.0 * LARGE:g} %: only large, well separated processes are told apart."
        )
        found.append(Caution("noisy", words))
    if left.thinning > 1.0:
        words = (
            f"Neighbouring residuals are correlated ({left.correlation:.2f}): the spectrum is no sum of relaxations to within its noise "
            f"(drift, a loop, an artefact). Intervals are widened as if each {left.thinning:.1f} points were one; "
            "they may still be too narrow."
        )
        found.append(Caution("correlated_residuals", words))
    far = np.flatnonzero((np.abs(left.scaled) > APART).any(axis=0))
    if far.size:
        places = ", ".join(f"{spectrum.frequency[i]:.3g} Hz" for i in far[:5])
        words = (
            f"{far.size} points lie more than {APART:g} standard deviations from the fit ({places}); they were kept. Look at the residuals."
        )
        found.append(Caution("points_apart", words))
    return found


def _of_the_choice(choice: Choice) -> list[Caution]:
    if not choice.at_end:
        return []
    words = (
        f"The criterion '{choice.criterion.value}' wants a smoothing beyond what was tried ({choice.strength:.2g}): the data do not "
        "decide it. Compare the alternatives."
    )
    return [Caution("smoothing_undecided", words)]
