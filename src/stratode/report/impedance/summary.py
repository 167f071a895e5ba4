"""`summary.json` of spectra: every number under a name that carries its unit."""

from __future__ import annotations

from typing import cast

from stratode.cell.arcs import features
from stratode.cell.solution import Spectrum
from stratode.report.document import version
from stratode.report.impedance.measurement import OHM_CM2, Measurement
from stratode.report.strict_json import Json, strict
from stratode.report.summary import assumptions

BASES = {
    "impedance": "small signals about rest, voltage over charging current, at the terminals",
    "ohm_cm2": "per cm2 of coated cathode face (of a transport cell: of its face)",
    "ohm": "of the whole cell",
    "state_of_charge": "share of the charge between rest at the lower and at the upper cut-off",
    "arcs": "between two minima of -Z''; width on the real axis",
}


def summary(one: Measurement) -> dict[str, Json]:
    """All spectra of one recipe as plain JSON types, strict: no NaN or Infinity, `nulls` says why a value is null."""
    reasons: dict[str, str] = {}
    whole = {
        "software": {"name": "stratode", "version": version()},
        "recipe": one.cell.name,
        "bases": BASES | {"temperature": f"{one.cell.temperature:.2f} K"},
        "area_cm2": one.result.area * OHM_CM2,
        "spectra": [_spectrum(spectrum, one.result.area) for spectrum in one.result.spectra],
        "assumptions": assumptions(one.cell.assumptions),
        "cpu_s": one.result.cpu_s,
    }
    plain = cast(dict[str, Json], strict(whole, reasons))
    plain["nulls"] = [{"field": field, "reason": why} for field, why in reasons.items()]
    return plain


def _spectrum(spectrum: Spectrum, area: float) -> dict[str, object]:
    seen = features(spectrum)
    return {
        "state_of_charge": spectrum.state_of_charge,
        "rest_voltage_V": spectrum.voltage,
        "intercept_ohm_cm2": seen.intercept * OHM_CM2,
        "arcs": [{"apex_Hz": arc.apex, "width_ohm_cm2": arc.width * OHM_CM2} for arc in seen.arcs],
        "slow_ohm_cm2": seen.slow * OHM_CM2,
        "slow_Hz": seen.lowest_frequency,
        "frequency_Hz": spectrum.frequency,
        "real_ohm_cm2": spectrum.impedance.real * OHM_CM2,
        "imaginary_ohm_cm2": spectrum.impedance.imag * OHM_CM2,
        "real_ohm": spectrum.impedance.real / area,
        "imaginary_ohm": spectrum.impedance.imag / area,
    }
