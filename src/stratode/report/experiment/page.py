"""The report of an experiment: one self-contained HTML page, of several laid over each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from stratode.cell.solution import StageEnd
from stratode.report.document import document
from stratode.report.experiment import tables
from stratode.report.experiment.observation import Observation, half_cycles
from stratode.report.experiment.rounds import ENOUGH, rounds
from stratode.report.experiment.summary import bases
from stratode.report.experiment.tables import specific
from stratode.report.experiment.words import duration, imposed, paragraph, volts
from stratode.report.figures import experiment as figures
from stratode.report.figures.style import label
from stratode.report.files import write_text
from stratode.report.lab_units import MA_PER_CM2, MILLIVOLT, PERCENT, number
from stratode.report.markup import Plots, table_html, text
from stratode.report.several import title
from stratode.report.table import Table

OPEN_ROWS = 30  # stages shown at once; more wait behind a click
CLOSING = "Currents that charge the cell are positive."


def report_page(several: Sequence[Observation]) -> str:
    """The report on one experiment, or on several overlaid, as one HTML text.

    Args:
        several: at least one; their names are untrusted text.

    Raises:
        ValueError: there is none to report on.
    """
    if not several:
        raise ValueError("several: a report needs at least one experiment; received none; run one first")
    plots = Plots()
    body = sections(several[0], plots) if len(several) == 1 else _overlaid(several, plots)
    return document(title([seen.cell.name for seen in several], "experiments"), "stratode report", body, CLOSING, plots)


def write_report(path: Path, several: Sequence[Observation]) -> None:
    """The report as a file, whole or not at all."""
    write_text(path, report_page(several))


def sections(seen: Observation, plots: Plots) -> str:
    """Everything about one experiment."""
    parts = [
        _headlines(seen),
        f'<p class="lead">{text(paragraph(seen))}</p>',
        plots.place(figures.over_time((seen,)), _over_time(seen)),
        _curves(seen, plots),
        _rounds(seen, plots),
        _stages(seen),
        _heat(seen),
        _trust(seen),
    ]
    return "\n".join(part for part in parts if part)


def _overlaid(several: Sequence[Observation], plots: Plots) -> str:
    parts = [
        table_html(tables.side_by_side(several)),
        plots.place(figures.over_time(several), "Voltage and current over time, a colour a recipe."),
        "<h2>Each recipe</h2>",
        *(f"<details><summary>{text(seen.cell.name)}</summary>{sections(seen, plots)}</details>" for seen in several),
    ]
    return "\n".join(parts)


def _over_time(seen: Observation) -> str:
    what = "Voltage, current and temperature" if seen.result.trace.temperature.size else "Voltage and current"
    return f"{what} over time; current that charges the cell is positive."


def _headlines(seen: Observation) -> str:
    """Up to four numbers: how long, what was given, what of it came back, how sure."""
    stages = seen.result.stages
    if not stages:
        return ""
    last, series = stages[-1], rounds(seen)
    value, unit = duration(last.start + last.duration).split(" ", 1)
    tiles = [(value, unit, f"{len(stages)} stages")]
    largest = max((-half.charge for half in half_cycles(seen.result)), default=0.0)
    if largest > 0.0:
        tiles.append((number(largest * MA_PER_CM2), "mAh/cm²", "largest discharge"))
        per_gram = specific(seen, largest)
        tiles += [(number(per_gram), "mAh/g", "largest discharge")] if per_gram is not None else []
    if series and series[-1].coulombic_efficiency is not None:
        tiles.append((number(series[-1].coulombic_efficiency * PERCENT, 4), "%", "coulombic efficiency, last round"))
    value, unit = volts(last.voltage_end).split(" ", 1)
    tiles.append((value, unit, "at the end"))
    if imposed(seen):
        tiles.append((number(seen.result.charge_error * PERCENT, 2), "%", "error estimate of the charge"))
    else:
        tiles.append((number(seen.result.voltage_error * MILLIVOLT, 2), "mV", "error estimate of the voltage"))
    items = "".join(
        f'<li><b>{text(value)}</b> <span class="unit">{text(unit)}</span><br><small>{text(basis)}</small></li>'
        for value, unit, basis in tiles
    )
    return f'<ul class="tiles" aria-label="Headline numbers">{items}</ul>'


def _curves(seen: Observation, plots: Plots) -> str:
    """Voltage over charge, current over voltage and salt, as far as the experiment has them."""
    drawn = (
        (figures.over_charge(seen), "Voltage over the charge passed one way, from zero at each turn; charging is dashed."),
        (figures.voltammogram(seen), "Current over voltage during the sweeps, without the spike of a jump to where one begins."),
        (figures.salt(seen), "Salt through the thickness at the ends of some stages."),
    )
    pieces = [plots.place(fig, caption) for fig, caption in drawn if fig is not None]
    return f'<div class="pair">{"".join(pieces)}</div>' if pieces else ""


def _rounds(seen: Observation, plots: Plots) -> str:
    series = rounds(seen)
    if len(series) < ENOUGH:
        return ""
    if tables.ordinary(series):
        caption = "Discharge capacity and efficiencies of each round."
    else:
        caption = "Voltage at the end of each round over the charge passed until then."
    fig = plots.place(figures.by_round(seen, series), caption)
    return f"<h2>Round by round</h2>{fig}{_behind(tables.rounds_table(seen), 'rounds')}"


def _stages(seen: Observation) -> str:
    odd = [stage for stage in seen.result.stages if stage.ended_by is StageEnd.COULD_NOT_FINISH]
    note = f'<p class="note">Stage {odd[-1].number} could not be computed to its end.</p>' if odd else ""
    return f"<h2>Stage by stage</h2>{note}{_behind(tables.stages_table(seen), 'stages')}"


def _behind(table: Table, what: str) -> str:
    """A table as it is, or a long one behind a click."""
    inside = table_html(table, caption=False)
    return inside if len(table.rows) <= OPEN_ROWS else f"<details><summary>All {len(table.rows)} {what}</summary>{inside}</details>"


def _heat(seen: Observation) -> str:
    table = table_html(tables.heat_of(seen), caption=False)
    return f"<h2>Heat</h2>{table}" if table else ""


def _trust(seen: Observation) -> str:
    names = {"capacity_mAh_g": "capacity, mAh/g", "capacity_mAh_cm2": "capacity, mAh/cm²", "x_um": "distance, µm"}
    rows = tuple((names.get(key, label(key.replace("_", " "))), value) for key, value in bases(seen).items())
    return "".join(
        (
            "<h2>How far to trust this</h2>",
            table_html(tables.trust_table(seen)),
            table_html(tables.held_table(seen)),
            table_html(tables.assumptions_table(seen)) or "<p>The recipe stated every value; nothing was assumed.</p>",
            table_html(Table("What the numbers are per", ("Quantity", "Basis"), rows)),
        )
    )
