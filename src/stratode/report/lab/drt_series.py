"""A series of distributions over state of charge as one measurement: the map, and the resistance of each band along it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stratode.lab.drt.analysis import DrtAnalysis
from stratode.lab.drt.bands import Band
from stratode.lab.estimate import Caution, Estimate
from stratode.report.lab.drt import on_one_grid, peaks_table
from stratode.report.lab.drt import sheet as single
from stratode.report.lab.figures.relaxation import heat_map, over_series
from stratode.report.lab.sheet import Drawing, Sheet, all_cautions
from stratode.report.lab_units import number
from stratode.report.table import Entry, Table

ALONG = "State of charge / %"
ALWAYS = ("R_inf", "R_pol")


def series_sheet(
    names: Sequence[str],
    found: Sequence[DrtAnalysis],
    charge: Sequence[float],
    bands: Sequence[Band],
    beside: Sequence[tuple[Caution, ...]] = (),
) -> Sheet:
    """All spectra of one cell in one sheet.

    Args:
        names: of the spectra.
        found: their distributions.
        charge: state of charge of each, a fraction.
        bands: whose resistances are followed.
        beside: cautions of each spectrum beside those of its analysis.
    """
    symbols = (*ALWAYS, *(band.name for band in bands))
    percent = [100.0 * one for one in charge]
    each = [single(name, one, bands, more) for name, one, more in zip(names, found, beside or [()] * len(found), strict=True)]
    log_tau, gamma = on_one_grid(found)
    rows = tuple((10.0 ** float(x), *(float(v) for v in column)) for x, column in zip(log_tau, gamma.T, strict=True))
    return Sheet(
        name=f"{len(found)} spectra over state of charge",
        result=tuple(found),
        origins=tuple({id(one.spectrum.origin): one.spectrum.origin for one in found}.values()),
        estimates=tuple(
            _labelled(one, place)
            for sheet, place in zip(each, percent, strict=True)
            for one in sheet.estimates
            if one.symbol.removesuffix(" A") in symbols
        ),
        words=(_told(found, percent, bands),),
        cautions=_gathered(each),
        tables=(("over_charge", over_table(names, found, percent, symbols)), *_peaks(names, found, bands)),
        data=(
            ("map", Table("Map", ("Tau / s", *(f"Gamma at {place:g} % / ohm" for place in percent)), rows, "Empty: not measured there.")),
        ),
        drawings=lambda: (
            Drawing(
                heat_map(log_tau, gamma, percent, ALONG, bands),
                "The distribution over the state of charge; dotted lines bound the bands, where it is empty a spectrum did not reach.",
            ),
            Drawing(
                over_series(percent, {s: [_three(one, s) for one in found] for s in symbols}, ALONG),
                "Resistances over the state of charge.",
            ),
        ),
        details={"soc": list(charge), "spectra": [{"name": sheet.name, **sheet.details} for sheet in each]},
    )


def over_table(names: Sequence[str], found: Sequence[DrtAnalysis], percent: Sequence[float], symbols: Sequence[str]) -> Table:
    """A row a spectrum, three columns a resistance."""
    columns = ("Spectrum", ALONG, *(f"{symbol}{end} / ohm" for symbol in symbols for end in ("", " low", " high")))
    rows: list[tuple[Entry, ...]] = []
    for name, one, place in zip(names, found, percent, strict=True):
        cells = [_three(one, symbol) or (None, None, None) for symbol in symbols]
        rows.append((name, place, *(cell for three in cells for cell in three)))
    return Table("Resistances over state of charge", columns, tuple(rows), "Low and high are the ends of 95 % intervals.")


def _gathered(each: Sequence[Sheet]) -> tuple[Caution, ...]:
    """Cautions of one name as one, with the spectra that they are of and the words of the first."""
    names: dict[str, list[str]] = {}
    first: dict[str, str] = {}
    for sheet in each:
        for one in all_cautions(sheet):
            names.setdefault(one.name, []).append(sheet.name)
            first.setdefault(one.name, one.words)
    several = {name: list(dict.fromkeys(held)) for name, held in names.items()}
    return tuple(
        Caution(
            name,
            f"{', '.join(held)}: {first[name]}" if len(held) == 1 else f"{len(held)} spectra ({', '.join(held)}); the first: {first[name]}",
        )
        for name, held in several.items()
    )


def _labelled(one: Estimate, percent: float) -> Estimate:
    return replace(one, symbol=f"{one.symbol}({percent:g} %)", name=f"{one.name} at {percent:g} % charge")


def _three(found: DrtAnalysis, symbol: str) -> tuple[float, float, float] | None:
    one = next((one for one in found.estimates if one.symbol == symbol), None)
    return None if one is None or one.low is None or one.high is None else (one.value, one.low, one.high)


def _peaks(names: Sequence[str], found: Sequence[DrtAnalysis], bands: Sequence[Band]) -> tuple[tuple[str, Table], ...]:
    """One table of all peaks."""
    tables = [peaks_table(one, bands) for one in found]
    rows = tuple((name, *row) for name, table in zip(names, tables, strict=True) for row in table.rows)
    return (("peaks", Table("Peaks of all spectra", ("Spectrum", *tables[0].columns), rows, tables[0].note)),)


def _told(found: Sequence[DrtAnalysis], percent: Sequence[float], bands: Sequence[Band]) -> str:
    parts = []
    for band in bands:
        known = [(row[0], place) for one, place in zip(found, percent, strict=True) if (row := _three(one, band.name))]
        if known:
            (least, at), (most, to) = min(known), max(known)
            parts.append(f"{band.name} runs from {number(least)} ohm at {at:g} % to {number(most)} ohm at {to:g} % ({band.source})")
    return "; ".join(parts) + "." if parts else "No band was measured in any spectrum."
