"""`stratode lab arrhenius` and `stratode lab vtf`: quantities over temperature."""

from __future__ import annotations

import numpy as np

from stratode.evaluate.evaluated import Evaluated, File
from stratode.evaluate.verbs.stated import positive
from stratode.lab.impedance.analysis import analyse
from stratode.lab.reading.files import AS_FOUND, How, read_record
from stratode.lab.record import Origin, names_of
from stratode.lab.spectrum import spectrum_of
from stratode.lab.temperature import arrhenius as arrhenius_of
from stratode.lab.temperature.compare import compare
from stratode.lab.temperature.series import OBSERVABLES, ThermalSeries, of_values, series_in
from stratode.lab.temperature.vtf import FEWEST, VtfFit
from stratode.lab.temperature.vtf import vtf as vtf_of
from stratode.recipe.quantities import TEMPERATURE
from stratode.recipe.units import read_quantity
from stratode.report.lab.temperature import arrhenius_sheet, together, vtf_sheet

ROOM = "25 degC"
HALF_95 = 1.959964


def arrhenius(
    *files: File,
    how: How = AS_FOUND,
    temperatures: str | None = None,
    of: str = "R_ct",
    with_temperature: bool = False,
    at: str = ROOM,
) -> Evaluated:
    """Activation energies by Arrhenius.

    Args:
        files: tables with a temperature and a quantity; or spectra, one a temperature, with `temperatures`.
        how: how they are read.
        temperatures: of the spectra, "25 degC,40 degC".
        of: which number of each spectrum, its symbol in `lab eis`.
        with_temperature: fit ln(rate T).
        at: temperature of the prediction.

    Raises:
        ValueError: a table without temperature, an option that makes no sense.
    """
    predicted = positive(at, TEMPERATURE, "--at")
    fits = [arrhenius_of.arrhenius(one, with_temperature=with_temperature, at=predicted) for one in _read(files, how, temperatures, of)]
    sheets = []
    for place, fit in enumerate(fits):
        law = _vtf_or_none(fit.series, predicted)
        beside = [arrhenius_of.difference(fits[0], fit, fits[0].series.name)] if place else []
        sheets.append(arrhenius_sheet(fit, law, compare(fit.series, law), beside))
    return Evaluated("arrhenius", tuple(sheets), together)


def vtf(
    *files: File,
    how: How = AS_FOUND,
    temperatures: str | None = None,
    of: str = "R_ct",
    exponent: float | None = None,
    at: str = ROOM,
) -> Evaluated:
    """Parameters of Vogel, Tammann and Fulcher, and whether the data support them over Arrhenius.

    Args:
        files, how, temperatures, of, at: as of :func:`arrhenius`.
        exponent: n of the prefactor T^-n; 1/2 of a conductivity, 0 of anything else where None.

    Raises:
        ValueError: as :func:`arrhenius`, and fewer than four temperatures.
    """
    predicted = positive(at, TEMPERATURE, "--at")
    sheets = []
    for series in _read(files, how, temperatures, of):
        law = vtf_of(series, at=predicted, exponent=exponent)
        sheets.append(vtf_sheet(law, arrhenius_of.arrhenius(series, at=predicted), compare(series, law)))
    return Evaluated("vtf", tuple(sheets), together)


def _vtf_or_none(series: ThermalSeries, at: float) -> VtfFit | None:
    return vtf_of(series, at=at) if np.unique(series.temperature).size >= FEWEST else None


def _read(files: tuple[File, ...], how: How, temperatures: str | None, of: str) -> list[ThermalSeries]:
    records = [read_record(file, how) for file in files]
    names = names_of(records)
    if temperatures is None:
        return [series for name, record in zip(names, records, strict=True) for series in series_in(record, name)]
    kelvin = [read_quantity(part.strip(), TEMPERATURE, field="--temperatures").value for part in temperatures.split(",")]
    if len(kelvin) != len(records):
        raise ValueError(
            f"--temperatures: needs one for each spectrum; received {len(kelvin)} for {len(records)} files. "
            "Write them in the order of the files, '25 degC,40 degC'."
        )
    found = []
    for name, record in zip(names, records, strict=True):
        estimates = analyse(spectrum_of(record)).estimates
        one = next((one for one in estimates if one.symbol == of), None)
        if one is None:
            held = ", ".join(each.symbol for each in estimates)
            raise ValueError(f"{name}: gave no {of}; it gave {held}. Choose one of them with --of, or leave the file out.")
        found.append(one)
    what = next((kind for kind in OBSERVABLES if kind.si == found[0].unit), None)
    if what is None:
        raise ValueError(
            f"--of: {of} is in {found[0].unit or '1'}, which is no resistance, conductivity or time. Choose another with --of."
        )
    bounded = [one.low is not None and one.high is not None and one.high > one.low for one in found]
    errors = [0.5 * ((one.high or 0.0) - (one.low or 0.0)) / HALF_95 / one.value for one in found] if all(bounded) else None
    cautions = tuple(dict.fromkeys(caution for record in records for caution in record.origin.cautions))
    skipped = tuple(one for record in records for one in record.origin.skipped)
    origin = Origin(", ".join(names), records[0].origin.format, skipped=skipped, cautions=cautions)
    return [of_values(f"{of} of {len(found)} spectra", kelvin, [one.value for one in found], errors, what, origin, of)]
