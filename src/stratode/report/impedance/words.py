"""What spectra say, in words."""

from __future__ import annotations

from stratode.cell.arcs import features
from stratode.cell.solution import Spectrum
from stratode.report.impedance.measurement import OHM_CM2, Measurement, hertz, state
from stratode.report.lab_units import number
from stratode.report.words import cautions


def paragraph(one: Measurement) -> str:
    """What the spectra of one recipe say: each end of the states of charge, and how the slow end changes between them."""
    spectra = one.result.spectra
    said = [_sentence(spectra[0])]
    if len(spectra) > 1:
        slow = [features(s).slow for s in spectra]
        least, most = slow.index(min(slow)), slow.index(max(slow))
        low = hertz(features(spectra[0]).lowest_frequency)
        said.append(_sentence(spectra[-1]))
        said.append(
            f"The real part at {low} is least at {state(spectra[least])} ({number(slow[least] * OHM_CM2)} ohm cm²) "
            f"and most at {state(spectra[most])} ({number(slow[most] * OHM_CM2)} ohm cm²)."
        )
    return " ".join([*said, *cautions(one.cell.assumptions)])


def _sentence(spectrum: Spectrum) -> str:
    seen = features(spectrum)
    where = (
        "At rest" if spectrum.state_of_charge is None else f"At {state(spectrum)} state of charge ({number(spectrum.voltage)} V at rest)"
    )
    widths = [f"{number(arc.width * OHM_CM2, 2)} ohm cm² with its top at {hertz(arc.apex)}" for arc in seen.arcs]
    arcs = f"an arc of {' and one of '.join(widths)}, " if widths else ""
    fast, slow = (number(value * OHM_CM2) for value in (seen.intercept, seen.slow))
    ends = hertz(seen.highest_frequency), hertz(seen.lowest_frequency)
    return f"{where} the cell shows {fast} ohm cm² at {ends[0]}, {arcs}and {slow} ohm cm² at {ends[1]}."
