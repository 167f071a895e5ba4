"""`summary.json` of audits: every finding with its numbers, every claim with its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from stratode.evidence.audit import Audit
from stratode.evidence.claims.claim import Claim
from stratode.evidence.engine.relation import Relation
from stratode.evidence.engine.rule import Rule
from stratode.evidence.finding import Finding, Severity, Side
from stratode.report.audit.words import closing, conditions, verdict
from stratode.report.document import version
from stratode.report.strict_json import Json, strict

UNITS = {"%": "1", "": "1", "C": "1/h"}  # a kind of quantity as SI writes it


def summary(several: Sequence[Audit]) -> dict[str, Json]:
    """What was found as plain JSON types: of one paper as it is, of several under `papers`."""
    each = [_one(found) for found in several]
    whole = each[0] if len(each) == 1 else {"software": _software(), "papers": each}
    reasons: dict[str, str] = {}
    plain = cast(dict[str, Json], strict(whole, reasons))
    plain["nulls"] = [{"field": field, "reason": why} for field, why in reasons.items()]
    return plain


def rules_summary(rules: Sequence[Relation | Rule]) -> dict[str, Json]:
    """Every relation and rule with what it looks at."""
    return {
        "rules": [
            {
                "family": rule.family,
                "name": rule.name,
                "kind": type(rule).__name__.lower(),
                "text": rule.text,
                "source": rule.source,
                "quantities": list(rule.quantities),
            }
            for rule in rules
        ]
    }


def _software() -> dict[str, str]:
    return {"name": "stratode", "version": version()}


def _one(found: Audit) -> dict[str, object]:
    paper = found.paper
    return {
        "software": _software(),
        "paper": {"name": paper.name, "title": paper.title, "doi": paper.doi, "file": paper.source},
        "verdict": f"{verdict(found)} {closing(found)}",
        "counts": {severity.value: len(found.of(severity)) for severity in Severity},
        "meanings": {severity.value: severity.meaning for severity in Severity},
        "compared": found.compared,
        "probability_that_it_closes": found.closing,
        "findings": [_finding(finding) for finding in found.findings],
        "claims": [_claim(claim) for sample in paper.samples for claim in sample.claims],
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "severity": finding.severity,
        "sample": finding.sample,
        "family": finding.family,
        "rule": finding.rule,
        "title": finding.title,
        "words": finding.words,
        "numbers": [_side(side) for side in finding.sides],
        "margin": finding.margin,
        "probability": finding.probability,
        "formula": finding.formula,
        "source": finding.source,
        "assumptions": [{"what": str(one), "source": one.source} for one in finding.assumptions],
        "most_sensitive_to": finding.sensitive_to,
        "consistent_with": finding.readings,
        "more_routes": finding.routes,
        "rests_on": sorted(finding.keys),
    }


def _side(side: Side) -> dict[str, object]:
    interval = side.interval
    return {
        "words": side.words,
        "value": side.value,
        "low": None if interval is None else interval.low,
        "high": None if interval is None else interval.high,
        "si_unit": UNITS.get(side.unit, side.unit),
        "claims": side.claims,
    }


def _claim(claim: Claim) -> dict[str, object]:
    return {
        "key": claim.key,
        "sample": claim.sample,
        "quantity": claim.measure.name,
        "value": claim.value.text,
        "low": claim.value.interval.low,
        "high": claim.value.interval.high,
        "si_unit": UNITS.get(claim.measure.kind.si, claim.measure.kind.si),
        "at": conditions(claim),
        "on": claim.basis,
        "place": claim.place,
        "note": claim.note,
    }
