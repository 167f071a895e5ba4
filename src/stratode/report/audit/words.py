"""What an audit says, in words that judge numbers and nobody."""

from __future__ import annotations

from collections.abc import Sequence

from stratode.evidence.audit import Audit
from stratode.evidence.claims.claim import Claim
from stratode.evidence.claims.measures import CYCLE, RATE, REFERENCE_CYCLE, REFERENCE_RATE, TEMPERATURE
from stratode.evidence.engine.judge import COUNT, TELL_AS_FACTOR
from stratode.evidence.finding import Finding, Severity
from stratode.recipe.units import convert
from stratode.report.several import LONGEST_TITLE

RESOLVED = 1.0 / COUNT  # of a probability from that many draws
NO_MARGIN = "–"


def papers(several: Sequence[Audit]) -> str:
    """The title of a report on papers."""
    names = [found.paper.name for found in several]
    whole = ", ".join(names)
    return whole if len(names) == 1 or len(whole) <= LONGEST_TITLE else f"{len(names)} papers"


def verdict(found: Audit) -> str:
    """How many findings of each severity, in one sentence."""
    if not found.findings:
        return f"Nothing was found: {_compared(found)}."
    parts = [f"{len(found.of(severity))} {severity.value} ({severity.meaning})" for severity in Severity if found.of(severity)]
    noun = "finding" if len(found.findings) == 1 else "findings"
    return f"{len(found.findings)} {noun}: {', '.join(parts)}; {_compared(found)}."


def _compared(found: Audit) -> str:
    if found.compared == 0:
        return "no two numbers could be set against each other, so nothing was judged"
    return f"{found.compared} {'pair' if found.compared == 1 else 'pairs'} of numbers were set against each other"


def closing(found: Audit) -> str:
    """What the probability that the table closes means, in one sentence."""
    if found.compared == 0:
        return "Without a comparison there is no probability that the table closes."
    return (
        f"The table closes with a probability of {probability(found.closing)}: so often would digits, stated uncertainties and assumed "
        f"ranges alone leave the largest of {found.compared} differences as large as the largest here, did all equations hold."
    )


def probability(value: float) -> str:
    """A probability as it is told; below what the draws resolve, only that it is."""
    if value < RESOLVED:
        return f"less than {100.0 * RESOLVED:.2g} %"
    return f"{100.0 * value:.2g} %" if value < 0.995 else "about 100 %"


def margin(finding: Finding) -> str:
    """How far apart two numbers are: "12 %", "2.1 x", "0.3 V"; a dash where there is no such number."""
    if finding.margin is None:
        return NO_MARGIN
    measure = next((side.measure for side in finding.sides if side.measure is not None), None)
    if measure is not None and measure.signed:
        return f"{finding.margin:.3g} V"
    return f"{100.0 * (finding.margin - 1.0):.2g} %" if finding.margin < TELL_AS_FACTOR else f"{finding.margin:.3g} x"


def told(finding: Finding) -> str:
    """A finding as one paragraph: severity, sample, what cannot hold together, what would make it consistent."""
    nearest = f" It would be consistent with: {'; or '.join(finding.readings)}." if finding.readings else ""
    return f"[{finding.severity.value}] {finding.sample}: {finding.words}{nearest}"


def paragraphs(found: Audit) -> tuple[str, ...]:
    """The verdict, the probability that the table closes, then one paragraph a finding."""
    return (f"{verdict(found)} {closing(found)}", *(told(finding) for finding in found.findings))


def conditions(claim: Claim) -> str:
    """What a claim holds at, "1C against 0.05C, cycle 100"; "" where nothing matters."""
    held = dict(claim.conditions)
    parts = []
    if RATE in held:
        parts.append(f"{held[RATE]:g}C" + (f" against {held[REFERENCE_RATE]:g}C" if REFERENCE_RATE in held else ""))
    if CYCLE in held and (held[CYCLE] != 1.0 or REFERENCE_CYCLE in held):
        parts.append(f"cycle {held[CYCLE]:g}" + (f" since {held[REFERENCE_CYCLE]:g}" if REFERENCE_CYCLE in held else ""))
    if TEMPERATURE in held:
        parts.append(f"{convert(held[TEMPERATURE], 'K', 'degC'):.4g} degC")
    return ", ".join(parts)
