"""The report of measurements: one self-contained HTML page, of several what they share first and one part each."""

from __future__ import annotations

from collections.abc import Sequence

from stratode.report.document import document
from stratode.report.lab.sheet import Drawing, Sheet, all_cautions
from stratode.report.lab.tables import comparison_table, estimates_table
from stratode.report.markup import Plots, table_html, text
from stratode.report.several import title
from stratode.report.table import Table

CLOSING = "Intervals hold 95 %; charging current is positive."
DETAILED = 12  # measurements with figures of their own in one page


def report_page(verb: str, sheets: Sequence[Sheet], together: Sequence[Drawing] = ()) -> str:
    """The report as one HTML text.

    Args:
        verb: that was asked, "eis".
        sheets: at least one; their names are untrusted text.
        together: figures of several laid over each other.

    Raises:
        ValueError: there is none to report on.
    """
    if not sheets:
        raise ValueError("sheets: a report needs at least one measurement; received none; evaluate one first")
    plots = Plots()
    body = _sections(sheets[0], plots) if len(sheets) == 1 else _beside(sheets, together, plots)
    return document(title([sheet.name for sheet in sheets], "measurements"), f"stratode lab {verb}", body, CLOSING, plots)


def _beside(sheets: Sequence[Sheet], together: Sequence[Drawing], plots: Plots) -> str:
    parts = [table_html(comparison_table(sheets)), _placed(together, plots), "<h2>Each measurement</h2>"]
    for sheet in sheets[:DETAILED]:
        parts.append(f"<details><summary>{text(sheet.name)}</summary>{_sections(sheet, plots)}</details>")
    if len(sheets) > DETAILED:
        parts.append(f'<p class="note">Details of the first {DETAILED} measurements only, to keep this page small.</p>')
    return "\n".join(parts)


def _sections(sheet: Sheet, plots: Plots) -> str:
    """Everything about one measurement: words, numbers, pictures, further tables, what to beware of, where it came from."""
    lead = "".join(f'<p class="lead">{text(paragraph)}</p>' for paragraph in sheet.words)
    cautions = "".join(f"<li>{text(caution.words)}</li>" for caution in all_cautions(sheet))
    parts = (
        lead,
        f"<h2>Beware</h2><ul>{cautions}</ul>" if cautions else "",
        table_html(estimates_table(sheet, methods=True), caption=False),
        _placed(sheet.drawings(), plots),
        *(table_html(table) for _, table in sheet.tables),
        table_html(_files(sheet)),
    )
    return "\n".join(part for part in parts if part)


def _placed(drawings: Sequence[Drawing], plots: Plots) -> str:
    return "".join(plots.place(drawing.figure, drawing.caption) for drawing in drawings)


def _files(sheet: Sheet) -> Table:
    rows = tuple((o.file, o.format, "; ".join(map(str, o.skipped)) or "none") for o in sheet.origins)
    return Table("Files", ("File", "Read as", "Rows left out"), rows)
