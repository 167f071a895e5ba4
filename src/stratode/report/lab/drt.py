"""Distributions of relaxation times as they are shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stratode.lab.drt.analysis import DrtAnalysis
from stratode.lab.drt.bands import Band
from stratode.lab.drt.peaks import Peak
from stratode.lab.estimate import Caution
from stratode.lab.record import Array
from stratode.report.lab.figures.relaxation import beside, deviations, distribution, heat_map, overlaid, round_trip
from stratode.report.lab.sheet import Drawing, Sheet
from stratode.report.lab_units import number
from stratode.report.table import Entry, Table

MAPPED = 3  # spectra from which on a map is drawn


def sheet(name: str, found: DrtAnalysis, bands: Sequence[Band], cautions: tuple[Caution, ...] = ()) -> Sheet:
    """One spectrum with its distribution.

    Args:
        name: of the data.
        found: the analysis.
        bands: that were asked.
        cautions: beside those of the analysis.
    """
    return Sheet(
        name=name,
        result=found,
        origins=(found.spectrum.origin,),
        estimates=found.estimates,
        words=(*_verdict(cautions), *words(found)),
        cautions=(*cautions, *found.cautions),
        tables=(("peaks", peaks_table(found, bands)), ("smoothing", smoothing_table(found))),
        data=(("distribution", distribution_table(found)), ("round_trip", round_trip_table(found))),
        drawings=lambda: _drawings(found, bands),
        details=details(found, bands),
    )


def _verdict(cautions: tuple[Caution, ...]) -> tuple[str, ...]:
    """Of the Kramers-Kronig test, before any number."""
    names = {one.name for one in cautions}
    if "kramers_kronig" in names:
        return ("The spectrum fails the Kramers-Kronig test.",)
    if "kramers_kronig_in_noise" in names:
        return ("The Kramers-Kronig test cannot tell a break from noise here.",)
    return ("The spectrum passes the Kramers-Kronig test.",)


def words(found: DrtAnalysis) -> tuple[str, ...]:
    """What was found, in sentences."""
    total = next(one for one in found.estimates if one.symbol == "R_pol")
    series = next(one for one in found.estimates if one.symbol == "R_inf")
    whole = [peak for peak in found.peaks if not peak.at_edge]
    places = ", ".join(f"{number(peak.tau[0])} s ({number(peak.resistance[0])} ohm)" for peak in whole) or "none"
    off = 100.0 * np.abs(found.deviation)
    slow = found.spectrum
    first = (
        f"{len(whole)} {'peak stands' if len(whole) == 1 else 'peaks stand'} in at least 95 % of the draws: {places}. "
        f"Smoothing λ = {found.choice.strength:.2g} by {found.choice.criterion.source}."
    )
    doubt = (
        f" {len(found.doubtful)} smaller rises do not stand and are listed apart: they may be noise, or the tails of the peaks."
        if found.doubtful
        else ""
    )
    second = (
        f"Back to the spectrum the distribution misses it by {number(float(np.sqrt((off**2).mean())), 2)} % of |Z| (root mean square; "
        f"{number(float(off.max()), 2)} % at most). R_inf + R_pol = {number(series.value + total.value, 4)} ohm; the real part measured "
        f"at {number(slow.frequency[-1])} Hz is {number(float(slow.impedance[-1].real), 4)} ohm. "
        f"Noise is taken as {found.problem.noise.value}."
    )
    return first + doubt, second


def process(tau: float, bands: Sequence[Band]) -> str:
    """Which band holds a time constant, and whose band it is."""
    return next((f"{band.name} ({band.source.split(' (')[0]})" for band in bands if band.holds(tau)), "in no band")


def peaks_table(found: DrtAnalysis, bands: Sequence[Band]) -> Table:
    """A row a peak, then a row a rise that does not stand."""
    columns = (
        "Peak",
        "τ / s",
        "τ 95 %",
        "f / Hz",
        "R / ohm",
        "R 95 %",
        "C / F",
        "C 95 %",
        "Between / s",
        "Stands in / %",
        "Process",
        "Note",
    )
    rows: list[tuple[Entry, ...]] = []
    for place, peak in enumerate(found.peaks, 1):
        note = "at an end of the measured range: not measured" if peak.at_edge else ""
        rows.append(
            (
                str(place), peak.tau[0], _span(peak.tau), peak.frequency, peak.resistance[0], _span(peak.resistance), peak.capacitance[0],
                _span(peak.capacitance), f"{number(peak.between[0])} to {number(peak.between[1])}", 100.0 * peak.stands,
                process(peak.tau[0], bands), note,
            )
        )  # fmt: skip
    for rise in found.doubtful:
        frequency = 1.0 / (2.0 * np.pi * rise.tau)
        blank = (None, "–", None, "–", "–")
        rows.append(("–", rise.tau, "–", frequency, *blank, 100.0 * rise.stands, process(rise.tau, bands), "does not stand"))
    note = "R is the integral of γ between the valleys. A peak stands where it is higher than both valleys in 95 % of the draws."
    return Table("Peaks", columns, tuple(rows), note)


def smoothing_table(found: DrtAnalysis) -> Table:
    """A row a criterion."""
    columns = ("Criterion", "λ / 1", "Rises", "At / s", "γ integral / ohm", "Residual / % of |Z|", "Chosen")
    rows = []
    for one in found.alternatives:
        places = ", ".join(number(tau, 2) for tau in one.taus)
        chosen = "yes" if one.choice.criterion is found.choice.criterion else ""
        lead = (one.choice.criterion.source, one.choice.strength, str(len(one.taus)), places)
        rows.append((*lead, one.polarisation, 100.0 * one.residual, chosen))
    note = f"Solved with λ = {found.choice.strength:.3g}" + (
        ", larger than the evidence's own because neighbouring residuals are correlated." if found.residuals.thinning > 1.0 else "."
    )
    return Table("Smoothing and its alternatives", columns, tuple(rows), note)


def distribution_table(found: DrtAnalysis) -> Table:
    """The distribution with its band, and as the other criteria give it."""
    columns = (
        "Tau / s",
        "Gamma / ohm",
        "Gamma low / ohm",
        "Gamma high / ohm",
        *(f"Gamma {a.choice.criterion.value} / ohm" for a in found.alternatives),
    )
    parts = (found.tau, found.gamma, found.low, found.high, *(a.gamma for a in found.alternatives))
    return Table("Distribution", columns, tuple(tuple(map(float, row)) for row in zip(*parts, strict=True)), "Low and high hold 95 %.")


def round_trip_table(found: DrtAnalysis) -> Table:
    """The spectrum, what the distribution gives back, and the difference."""
    columns = (
        "Frequency / Hz", "Real Impedance / ohm", "Imaginary Impedance / ohm", "Fitted real / ohm", "Fitted imaginary / ohm",
        "Real off / %", "Imaginary off / %",
    )  # fmt: skip
    z, back, off = found.spectrum.impedance, found.fitted, 100.0 * found.deviation
    parts = (found.spectrum.frequency, z.real, z.imag, back.real, back.imag, off.real, off.imag)
    return Table("Round trip", columns, tuple(tuple(map(float, row)) for row in zip(*parts, strict=True)), "Off: fit less data, of |Z|.")


def details(found: DrtAnalysis, bands: Sequence[Band]) -> dict[str, object]:
    """What the JSON object holds beside the estimates."""
    value = {one.symbol: one.value for one in found.estimates}
    return {
        "tau_s": found.tau,
        "gamma_ohm": found.gamma,
        "gamma_low": found.low,
        "gamma_high": found.high,
        "lambda": found.choice.strength,
        "criterion": found.choice.criterion.value,
        "r_inf": value["R_inf"],
        "inductance": value.get("L"),
        "series_capacitance": value.get("C_s"),
        "noise": found.problem.noise.value,
        "part": found.problem.part.value,
        "peaks": [_peak(peak, bands) for peak in found.peaks],
        "doubtful_peaks": [{"tau_s": one.tau, "gamma_ohm": one.height, "stands": one.stands} for one in found.doubtful],
        "alternatives": [
            {
                "criterion": one.choice.criterion.value,
                "lambda": one.choice.strength,
                "peaks_tau_s": one.taus,
                "resistance_ohm": one.polarisation,
                "gamma_ohm": one.gamma,
            }
            for one in found.alternatives
        ],
    }


def _peak(peak: Peak, bands: Sequence[Band]) -> dict[str, object]:
    tau, resistance, capacitance = peak.tau, peak.resistance, peak.capacitance
    return {
        "tau_s": tau[0], "tau_low_s": tau[1], "tau_high_s": tau[2], "frequency_Hz": peak.frequency,
        "resistance_ohm": resistance[0], "resistance_low_ohm": resistance[1], "resistance_high_ohm": resistance[2],
        "capacitance_F": capacitance[0], "between_s": peak.between, "stands": peak.stands,
        "measured": not peak.at_edge, "process": process(tau[0], bands),
    }  # fmt: skip


def _span(three: tuple[float, float, float]) -> str:
    return f"{number(three[1])} to {number(three[2])}"


def _drawings(found: DrtAnalysis, bands: Sequence[Band]) -> tuple[Drawing, ...]:
    return (
        Drawing(
            distribution(found, bands),
            "The distribution of relaxation times with its 95 % credible band and its peaks; what lies right of the dotted line is "
            "slower than the lowest frequency.",
        ),
        Drawing(beside(found), "The distribution as each criterion would smooth it: what differs between them is not in the data."),
        Drawing(round_trip(found), "The measured spectrum and what the distribution gives back; hover for frequencies."),
        Drawing(deviations(found), "What the distribution misses; a pattern tells of drift or of what is no sum of relaxations."),
    )


def together(sheets: Sequence[Sheet]) -> Sequence[Drawing]:
    """Several distributions over each other; of three and more a map."""
    several = [one.result for one in sheets]
    drawn = [Drawing(overlaid(several, [one.name for one in sheets]), "All distributions.")]
    if len(several) >= MAPPED:
        log_tau, gamma = on_one_grid(several)
        numbers = list(range(1, len(several) + 1))
        drawn.append(
            Drawing(heat_map(log_tau, gamma, numbers, "Spectrum, in the order given", ()), "The distributions in the order given.")
        )
    return tuple(drawn)


def on_one_grid(several: Sequence[DrtAnalysis]) -> tuple[Array, Array]:
    """All distributions on one grid: log10(tau / s), (M,), and gamma in ohm, (S, M), NaN where one was not measured."""
    low = min(float(np.log10(one.tau[0])) for one in several)
    high = max(float(np.log10(min(one.problem.slowest, one.tau[-1]))) for one in several)
    grid = np.linspace(low, high, max(int(10 * (high - low)) + 1, 2))
    rows = []
    for one in several:
        row = np.interp(grid, np.log10(one.tau), one.gamma)
        row[(grid < np.log10(one.tau[0]) - 1e-9) | (grid > np.log10(one.problem.slowest) + 1e-9)] = np.nan
        rows.append(row)
    return grid, np.array(rows)
