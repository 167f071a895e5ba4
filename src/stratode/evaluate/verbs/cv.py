"""`stratode lab cv`: cyclic voltammograms evaluated."""

from __future__ import annotations

from stratode.evaluate.evaluated import Evaluated, File
from stratode.evaluate.verbs.stated import choice, positive
from stratode.lab.reading.files import AS_FOUND, How, read_record
from stratode.lab.record import names_of
from stratode.lab.voltammetry.baseline import Baseline
from stratode.lab.voltammetry.cyclic import Conditions, cyclic
from stratode.lab.voltammetry.scan_rates import scan_rates
from stratode.recipe import quantities as q
from stratode.report.lab.cv import rates_sheet, sheet, together

WARM = "25 degC"


def cv(
    *files: File,
    how: How = AS_FOUND,
    scan_rate: str | None = None,
    area: str | None = None,
    resistance: str | None = None,
    cycle: int | None = None,
    baseline: str = "linear",
    prominence: str | None = None,
    temperature: str = WARM,
    electrons: int = 1,
    concentration: str | None = None,
) -> Evaluated:
    """Evaluate cyclic voltammograms; three scan rates or more, in one file or several, are evaluated together too.

    Args:
        files: tables of potential, current and, where the scan rate is not stated, time.
        how: how they are read.
        scan_rate: "0.1 mV/s"; measured from the times where it is not stated.
        area: of the electrode, "1.13 cm2"; currents are then per area.
        resistance: uncompensated, "20 ohm"; its drop is taken off the potential.
        cycle: which one is reported; the last where none is stated.
        baseline: under peaks: "linear", "tangent" or "zero".
        prominence: share of the range of current that counts as a peak, "3 %".
        temperature, electrons, concentration: for Randles-Sevcik, "25 degC", 1, "1 M".

    Raises:
        ValueError: a file that holds no cycle; an option that cannot be read.
    """
    if electrons < 1:
        raise ValueError(f"--electrons: must be at least 1; received {electrons}. State how many electrons one reaction passes.")
    share = positive(prominence, q.FRACTION, "--prominence")
    given = Conditions(
        rate=positive(scan_rate, q.VOLTAGE_RATE, "--scan-rate"),
        area=positive(area, q.AREA, "--area"),
        resistance=positive(resistance, q.RESISTANCE, "--resistance"),
        cycle=cycle,
        baseline=choice(baseline, Baseline, "--baseline"),
        temperature=positive(temperature, q.TEMPERATURE, "--temperature"),
        electrons=electrons,
        concentration=positive(concentration, q.CONCENTRATION, "--concentration"),
        **({} if share is None else {"prominence": share}),
    )
    records = [read_record(file, how) for file in files]
    found = [cyclic(record, given) for record in records]
    sheets = [sheet(name, one) for name, one in zip(names_of(records), found, strict=True)]
    rates = scan_rates(found, given)
    if rates is not None:
        sheets.append(rates_sheet("scan rates", rates, sheets))
    return Evaluated("cv", tuple(sheets), together)
