"""Tables of an audit: what was found, what was claimed, and the rules that claims are held against."""

from __future__ import annotations

from collections.abc import Sequence

from stratode.evidence.audit import Audit
from stratode.evidence.claims.claim import Claim
from stratode.evidence.engine.relation import Relation
from stratode.evidence.engine.rule import Rule
from stratode.evidence.finding import Finding
from stratode.report.audit.words import conditions, margin, papers
from stratode.report.table import Row, Table

BETWEEN = "; "  # texts in one field of a file


def findings_table(several: Sequence[Audit]) -> Table:
    """A row a finding, the heaviest first; of several papers each row begins with the paper's name."""
    many = len(several) > 1
    rows = tuple(
        (*((found.paper.name,) if many else ()), f.severity.value, f.sample, f.title, margin(f))
        for found in several
        for f in found.findings
    )
    columns = (*(("Paper",) if many else ()), "Severity", "Sample", "What", "Margin")
    note = "H: cannot hold together on the stated numbers; M: with a further input or another reading; L: within a misprint or rounding."
    heading = f"Audit of {papers(several)}"
    return Table(heading, columns, rows, note if rows else "Nothing was found.")


def claims_table(found: Audit) -> Table:
    """A row a claim, those that samples share once."""
    held: dict[str, list[Claim]] = {}
    for sample in found.paper.samples:
        for claim in sample.claims:
            held.setdefault(claim.key, []).append(claim)
    rows = tuple(
        (
            _shared([claim.sample for claim in claims], len(found.paper.samples)),
            claims[0].measure.noun,
            claims[0].value.text,
            conditions(claims[0]),
            claims[0].basis,
            claims[0].place,
            claims[0].note,
        )
        for claims in held.values()
    )
    return Table("All claims", ("Sample", "Quantity", "Value", "At", "On", "Place", "Note"), rows)


def _shared(samples: Sequence[str], of: int) -> str:
    return "all samples" if len(samples) == of > 1 else ", ".join(samples)


def rules_table(rules: Sequence[Relation | Rule]) -> Table:
    """A row a relation or rule: family, name, text and source."""
    return Table("Rules", ("Family", "Name", "What must hold", "Source"), tuple((r.family, r.name, r.text, r.source) for r in rules))


COLUMNS = (
    "Paper",
    "Severity",
    "Sample",
    "Family",
    "Rule",
    "What",
    "Words",
    "Margin",
    "Probability / 1",
    "Numbers",
    "Claims",
    "Assumptions",
    "Most sensitive to",
    "Consistent with",
    "Formula",
    "Source",
)


def finding_rows(several: Sequence[Audit]) -> tuple[Row, ...]:
    """A row a finding with everything it tells, for a file."""
    return tuple(_row(found.paper.name, finding) for found in several for finding in found.findings)


def _row(paper: str, finding: Finding) -> Row:
    return (
        paper,
        finding.severity.value,
        finding.sample,
        finding.family,
        finding.rule,
        finding.title,
        finding.words,
        margin(finding),
        finding.probability,
        BETWEEN.join(f"{side.words}: {side.value}" for side in finding.sides),
        BETWEEN.join(dict.fromkeys(claim for side in finding.sides for claim in side.claims)),
        BETWEEN.join(str(assumption) for assumption in finding.assumptions),
        finding.sensitive_to,
        BETWEEN.join(finding.readings),
        finding.formula,
        finding.source,
    )
