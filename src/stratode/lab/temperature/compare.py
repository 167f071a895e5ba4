"""Arrhenius or VTF: what the data support, in plain words, "cannot tell" among them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from scipy.stats import f as fisher

from stratode.lab.temperature.arrhenius import ArrheniusFit, arrhenius
from stratode.lab.temperature.line import Line
from stratode.lab.temperature.series import ThermalSeries
from stratode.lab.temperature.vtf import FEWEST, VtfFit, vtf

SIGNIFICANT = 0.05
CLEAR = 2.0  # difference of AICc from which one law is preferred (Burnham & Anderson 2002, Model Selection and Multimodel Inference)
STRAIGHT = 0.5  # of the lowest temperature: T0 surely below it bends the line so little that Arrhenius describes it
PARAMETERS = {"Arrhenius": 3, "VTF": 4}  # the noise's size counted


class Verdict(Enum):
    """Which law."""

    ARRHENIUS = "Arrhenius"
    VTF = "VTF"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both laws on the same logarithms.

    Args:
        verdict: which the data support.
        aicc: corrected Akaike criterion of Arrhenius and VTF, None where too few points allow it.
        significance: chance to see VTF win by as much where T0 is 0.
        squares: what each leaves, weighted sums of squares.
        words: the verdict with its reasons.
    """

    verdict: Verdict
    aicc: tuple[float | None, float | None]
    significance: float
    squares: tuple[float, float]
    words: str


def compare(series: ThermalSeries, law: VtfFit | None = None) -> Comparison | None:
    """Arrhenius beside VTF; None with too few temperatures for VTF.

    VTF is preferred where the F-test against T0 = 0 is significant and AICc agrees; Arrhenius where neither favours VTF and T0 surely lies
    below half the lowest temperature, so that a bend as of a polymer would have been seen; otherwise the data cannot tell.
    """
    if np.unique(series.temperature).size < FEWEST:
        return None
    law = law or vtf(series)
    straight: ArrheniusFit = arrhenius(series)
    T = series.temperature
    nested = Line.through(1.0 / T, series.log_rate + law.exponent * np.log(T), series.error).square
    ratio = max(nested - law.square, 0.0) / max(law.square / law.freedom, 1e-300)
    chance = float(fisher.sf(ratio, 1, law.freedom))
    aicc = (_aicc(straight.line.square, T.size, PARAMETERS["Arrhenius"]), _aicc(law.square, T.size, PARAMETERS["VTF"]))
    gain = None if aicc[0] is None or aicc[1] is None else aicc[0] - aicc[1]
    highest = float(law.profile_t0[law.profile_square <= law.bound][-1])
    if chance < SIGNIFICANT and (gain is None or gain > CLEAR):
        verdict = Verdict.VTF
    elif chance >= SIGNIFICANT and (gain is None or gain < CLEAR) and highest < STRAIGHT * T[0]:
        verdict = Verdict.ARRHENIUS
    else:
        verdict = Verdict.CANNOT_TELL
    return Comparison(verdict, aicc, chance, (straight.line.square, law.square), _words(verdict, chance, gain, highest, T.size))


def _aicc(square: float, count: int, parameters: int) -> float | None:
    """n ln(RSS/n) + 2k + 2k(k + 1)/(n - k - 1) (Hurvich & Tsai, Biometrika 76 (1989) 297)."""
    if count - parameters - 1 <= 0:
        return None
    fit = count * float(np.log(max(square, 1e-300) / count))
    return fit + 2.0 * parameters + 2.0 * parameters * (parameters + 1) / (count - parameters - 1)


def _words(verdict: Verdict, chance: float, gain: float | None, highest: float, count: int) -> str:
    score = (
        f"{count} points are too few for AICc"
        if gain is None
        else f"AICc {'favours VTF' if gain > 0 else 'favours Arrhenius'} by {abs(gain):.1f}"
    )
    reasons = f"F-test of VTF against a straight line p = {chance:.2g}; {score}; T0 is at most {highest:.0f} K (95 %)"
    lead = {
        Verdict.VTF: "The data support VTF over Arrhenius",
        Verdict.ARRHENIUS: "The data support Arrhenius: no bend of VTF's kind is seen, and one as of a polymer would have been",
        Verdict.CANNOT_TELL: "The data cannot tell Arrhenius from VTF; a wider range of temperature, or less scatter, would",
    }[verdict]
    return f"{lead} ({reasons})."
