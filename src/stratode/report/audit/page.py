"""The report of audits: one self-contained HTML page, of several papers their table and one part each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from stratode.evidence.audit import Audit
from stratode.evidence.finding import Finding, Severity, Side
from stratode.report.audit.figures import intervals, together
from stratode.report.audit.tables import claims_table, findings_table
from stratode.report.audit.words import NO_MARGIN, closing, margin, papers, probability, verdict
from stratode.report.document import document
from stratode.report.files import write_text
from stratode.report.markup import Plots, table_html, text

CLOSING = "A finding names numbers that cannot hold together under the assumptions it lists; it does not say which of them is the odd one."
TOGETHER = (
    "Findings at a glance: the number as stated and what the other numbers give for it, with all that digits, uncertainties and assumed "
    "ranges allow. Bars that do not meet cannot hold together."
)
CARDS = 60  # findings of one paper that are shown at length


def report_page(several: Sequence[Audit]) -> str:
    """The report on one paper, or on several, as one HTML text.

    Args:
        several: at least one; every text of a claims file is untrusted.

    Raises:
        ValueError: there is none to report on.
    """
    if not several:
        raise ValueError("several: a report needs at least one paper; received none; audit one first")
    plots = Plots()
    body = _sections(several[0], plots) if len(several) == 1 else _beside(several, plots)
    return document(papers(several), "stratode audit", body, CLOSING, plots)


def write_report(path: Path, several: Sequence[Audit]) -> None:
    """The report as a file, whole or not at all."""
    write_text(path, report_page(several))


def _beside(several: Sequence[Audit], plots: Plots) -> str:
    parts = [table_html(findings_table(several)), "<h2>Each paper</h2>"]
    for found in several:
        parts.append(f"<details><summary>{text(found.paper.name)}</summary>{_sections(found, plots)}</details>")
    return "\n".join(parts)


def _sections(found: Audit, plots: Plots) -> str:
    """Everything about one paper: the verdict first."""
    parts = (
        _about(found),
        f'<p class="lead">{text(verdict(found))}</p><p class="lead">{text(closing(found))}</p>',
        _overview(found, plots),
        _cards(found, plots),
        _claims(found),
    )
    return "\n".join(part for part in parts if part)


def _about(found: Audit) -> str:
    told = ", ".join(part for part in (found.paper.title, f"doi:{found.paper.doi}" if found.paper.doi else "") if part)
    return f'<p class="note">{text(told)}</p>' if told else ""


def _overview(found: Audit, plots: Plots) -> str:
    if not found.findings:
        return ""
    tiles = "".join(
        f'<li><b>{len(found.of(severity))}</b> <span class="unit">{severity.value}</span><br><small>{text(severity.meaning)}</small></li>'
        for severity in Severity
    )
    closes = f"<li><b>{text(probability(found.closing))}</b><br><small>probability that the table closes</small></li>"
    compared = f"<li><b>{found.compared}</b><br><small>pairs of numbers set against each other</small></li>"
    fig = together(found.findings)
    drawn = plots.place(fig, TOGETHER) if fig is not None else ""
    return f'<ul class="tiles" aria-label="Verdict">{tiles}{closes}{compared}</ul>{drawn}'


def _cards(found: Audit, plots: Plots) -> str:
    if not found.findings:
        return ""
    cards = "\n".join(_card(finding, plots) for finding in found.findings[:CARDS])
    rest = len(found.findings) - CARDS
    note = f'<p class="note">{rest} more findings are in findings.csv only, to keep this page small.</p>' if rest > 0 else ""
    return f"<h2>Findings</h2>{cards}{note}"


def _card(finding: Finding, plots: Plots) -> str:
    """One finding: what, how far apart, the numbers and where they stand, the figure, and what it hangs on."""
    fig = intervals(finding)
    drawn = plots.place(fig, "What each number can be, on one axis.") if fig is not None else ""
    numbers = "".join(_number(side) for side in finding.sides)
    return (
        f'<article class="finding {finding.severity.name.lower()}"><h3><span class="badge" title="{text(finding.severity.meaning)}">'
        f"{finding.severity.value}</span> {text(finding.sample)}: {text(finding.title)}</h3><p>{text(finding.words)}</p>"
        f'<div class="pair"><dl>{numbers}</dl>{drawn}</div><dl class="facts">{_facts(finding)}</dl></article>'
    )


def _number(side: Side) -> str:
    """A number, and the claims and assumptions it rests on with their places."""
    claims = "".join(f"<li>{text(claim)}</li>" for claim in side.claims)
    assumed = "".join(f"<li>assumed: {text(str(one))} <small>({text(one.source)})</small></li>" for one in side.assumptions)
    rests = f"<ul>{claims}{assumed}</ul>" if claims or assumed else ""
    return f"<dt>{text(side.words)}</dt><dd><b>{text(side.value)}</b>{rests}</dd>"


def _facts(finding: Finding) -> str:
    apart = margin(finding)
    chance = "" if finding.probability is None else probability(finding.probability)
    facts = (
        ("Margin", "" if apart == NO_MARGIN else f"{apart}, all digits, uncertainties and assumed ranges used up"),
        ("By chance", chance and f"so large a difference of numbers that do hold together comes with a probability of {chance}"),
        ("Relation", finding.formula),
        ("Source", finding.source),
        ("Most sensitive to", finding.sensitive_to),
        ("Consistent with", "; or ".join(finding.readings)),
    )
    return "".join(f"<dt>{text(name)}</dt><dd>{text(value)}</dd>" for name, value in facts if value)


def _claims(found: Audit) -> str:
    count = len({claim.key for sample in found.paper.samples for claim in sample.claims})
    table = table_html(claims_table(found), caption=False)
    return f"<h2>All claims</h2><p>{count} claims were read and {found.compared} comparisons made between them.</p>{table}"
