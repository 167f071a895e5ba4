"""`stratode lab lsv`: linear sweeps evaluated."""

from __future__ import annotations

from stratode.evaluate.evaluated import Evaluated, File
from stratode.evaluate.verbs.stated import positive, several
from stratode.lab.reading.files import AS_FOUND, How, read_record
from stratode.lab.record import names_of
from stratode.lab.voltammetry.linear import Asked, linear_sweep
from stratode.recipe import quantities as q
from stratode.recipe.units import read_quantity
from stratode.report.lab.lsv import sheet, together

THRESHOLD, SLOPE = "10 uA/cm2", "100 uA/(cm2 V)"
REFERENCES = ("lithium", "other")


def lsv(
    *files: File,
    how: How = AS_FOUND,
    area: str | None = None,
    threshold: str | None = None,
    slope: str | None = None,
    at: str | None = None,
    quiet: str | None = None,
    versus: str = "lithium",
    scan_rate: str | None = None,
) -> Evaluated:
    """Evaluate linear sweep voltammograms.

    Args:
        files: tables of potential and current.
        how: how they are read.
        area: of the electrode, "1.13 cm2".
        threshold: current that counts as the onset, "10 uA/cm2", or without an area "1 uA".
        slope: rise that counts as the onset, "100 uA/(cm2 V)".
        at: potentials at which the current is asked, "4.5 V,5.5 V".
        quiet: between which potentials the baseline is drawn, "3.0 V,4.0 V"; found where it is not stated.
        versus: what potentials are against, "lithium" or "other".
        scan_rate: where the file has no times.

    Raises:
        ValueError: a file that holds no sweep; an option that cannot be read.
    """
    if versus not in REFERENCES:
        raise ValueError(f"--versus: must be one of {', '.join(REFERENCES)}; received {versus!r}. Choose one of them.")
    stretch = several(quiet, q.VOLTAGE, "--quiet")
    if stretch and len(stretch) != 2:
        raise ValueError(f"--quiet: must be two potentials; received {quiet!r}. Write for example '3.0 V,4.0 V'.")
    size = positive(area, q.AREA, "--area")
    asked = Asked(
        area=size,
        threshold=_level(threshold, size),
        slope=None if size is None else positive(slope or SLOPE, q.CURRENT_SLOPE, "--slope"),
        at=several(at, q.VOLTAGE, "--at"),
        quiet=(stretch[0], stretch[1]) if stretch else None,
        against_lithium=versus == "lithium",
        rate=positive(scan_rate, q.VOLTAGE_RATE, "--scan-rate"),
    )
    if slope is not None and size is None:
        raise ValueError(f"--slope: is per area and needs --area; received {slope!r} alone. State --area '1.13 cm2'.")
    records = [read_record(file, how) for file in files]
    sheets = tuple(sheet(name, linear_sweep(record, asked)) for name, record in zip(names_of(records), records, strict=True))
    return Evaluated("lsv", sheets, together)


def _level(text: str | None, area: float | None) -> float | None:
    """The threshold in A/m2 with an area, in A without; None where it is not stated and has no area to stand on."""
    if text is None:
        return None if area is None else read_quantity(THRESHOLD, q.CURRENT_DENSITY).value
    stated = read_quantity(text, q.CURRENT_DENSITY, q.CURRENT, field="--threshold")
    if stated.value <= 0.0:
        raise ValueError(f"--threshold: must be above 0; received {text!r}. It holds for magnitudes on both sides.")
    if stated.kind is q.CURRENT_DENSITY and area is None:
        raise ValueError(f"--threshold: is per area and needs --area; received {text!r} alone. State --area, or a current such as '1 uA'.")
    return stated.value / area if stated.kind is q.CURRENT and area is not None else stated.value
