"""Can these published numbers hold together? Every relation, bound, reading and check on every sample of a paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from stratode.evidence.assumptions import stand_ins
from stratode.evidence.claims.claim import Paper, Sample
from stratode.evidence.engine.case import Case
from stratode.evidence.engine.conflicts import clusters, comparisons, finding_of
from stratode.evidence.engine.derive import Knowledge, derive
from stratode.evidence.engine.judge import COUNT, SMALLEST_NOISE, Comparison, drawn
from stratode.evidence.engine.node import Assumption
from stratode.evidence.engine.rule import Looked
from stratode.evidence.finding import Finding, Severity
from stratode.evidence.rules import RELATIONS, RULES

ORDER = {Severity.HIGH: 0, Severity.MEDIUM: 1, Severity.LOW: 2}
Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit of a paper found.

    Args:
        paper: audited.
        findings: the heaviest first.
        compared: pairs of numbers that were set against each other.
        closing: probability that stated digits, uncertainties and assumed ranges alone leave a mismatch as large as the largest here.
    """

    paper: Paper
    findings: tuple[Finding, ...]
    compared: int
    closing: float

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """Findings of one severity."""
        return tuple(finding for finding in self.findings if finding.severity is severity)


def audit(paper: Paper, progress: Progress | None = None) -> Audit:
    """Set every claim of a paper against all the others.

    Args:
        paper: with its claims.
        progress: called with (share done, what is under way).
    """
    tell = progress or (lambda share, doing: None)
    known: dict[str, Knowledge] = {}
    for index, sample in enumerate(paper.samples):
        tell(0.7 * index / len(paper.samples), f"deriving: {sample.name}")
        known[sample.name] = derive(sample, RELATIONS, _always(sample))
    findings: list[Finding] = []
    made: list[Comparison] = []
    for index, sample in enumerate(paper.samples):
        tell(0.7 + 0.3 * index / len(paper.samples), f"comparing: {sample.name}")
        for looked in _looked(paper, sample, known):
            if isinstance(looked, Finding):
                findings.append(looked)
            else:
                made.append(looked)
    kept = _once(findings)
    return Audit(paper, kept, len(made), _closing(made))


def _always(sample: Sample) -> dict[str, Assumption]:
    """Assumptions that derivations may use: ranges that hold whatever the cell."""
    return {name: one for name, one in stand_ins(sample).items() if one.derive}


def _looked(paper: Paper, sample: Sample, known: dict[str, Knowledge]) -> Iterator[Looked]:
    case = Case(paper, sample, known[sample.name], stand_ins(sample), known)
    yield from comparisons(case.known)
    for cluster in clusters(case.known):
        yield finding_of(cluster, sample.name)
    for rule in RULES:
        yield from rule.look(case)


def _once(findings: list[Finding]) -> tuple[Finding, ...]:
    """Each finding once, where samples share claims; the heaviest first."""
    seen: dict[tuple[str, frozenset[str]], Finding] = {}
    for finding in findings:
        seen.setdefault((finding.rule, finding.keys or frozenset({finding.title, finding.sample})), finding)
    return tuple(sorted(seen.values(), key=lambda f: (ORDER[f.severity], -(f.margin or 1.0), f.sample)))


def _closing(made: list[Comparison]) -> float:
    """Probability of a largest mismatch as large as the one found, were all relations to hold.

    The largest of many standardised differences, all drawn together (Westfall & Young 1993, Resampling-Based Multiple Testing). Of
    equations those count that a claim stands in; the others say the same again.
    """
    telling = [pair for pair in made if pair.left.claim or pair.sense != "="]
    random = np.random.default_rng(0)
    draws = drawn({key: leaf for pair in telling for key, leaf in pair.leaves.items()}, random)
    worst, largest = 0.0, np.zeros(COUNT)
    for pair in telling:
        noise = pair.noise(random, draws)
        scale = max(float(np.sqrt(np.mean(noise**2))), SMALLEST_NOISE)
        worst = max(worst, pair.observed() / scale)
        largest = np.maximum(largest, noise / scale)
    return float(np.mean(largest >= worst)) if telling else 1.0
