"""A short claims text, audited with the rules of one family alone, or with all."""

from __future__ import annotations

from types import ModuleType

from stratode.evidence.assumptions import stand_ins
from stratode.evidence.audit import audit
from stratode.evidence.claims.reading import paper_of
from stratode.evidence.engine.case import Case
from stratode.evidence.engine.derive import derive
from stratode.evidence.engine.judge import Comparison
from stratode.evidence.finding import Finding
from stratode.evidence.rules import RELATIONS
from stratode.recipe.reader import read_yaml


def findings(text: str, rule: str = "") -> list[Finding]:
    """What an audit of the text finds, of one rule where it is named."""
    found = audit(paper_of(read_yaml(text))).findings
    return [finding for finding in found if rule in ("", finding.rule)]


def one(text: str, rule: str) -> Finding:
    """The only finding of a rule."""
    found = findings(text, rule)
    assert len(found) == 1, [finding.title for finding in found]
    return found[0]


def looked(family: ModuleType, name: str, text: str) -> tuple[list[Finding], list[Comparison]]:
    """(findings, comparisons) of one rule alone, without assumptions in what is derived."""
    one = paper_of(read_yaml(text))
    rule = next(rule for rule in family.RULES if rule.name == name)
    known = {sample.name: derive(sample, RELATIONS, {}) for sample in one.samples}
    found = [x for sample in one.samples for x in rule.look(Case(one, sample, known[sample.name], stand_ins(sample), known))]
    return [x for x in found if isinstance(x, Finding)], [x for x in found if isinstance(x, Comparison)]


def sample(*claims: str, name: str = "cell", head: str = "active: NMC811") -> str:
    """The lines of one sample, for use below `samples:`."""
    lines = [f"  {name}:", *(f"    {line}" for line in head.splitlines()), "    claims:"]
    return "\n".join([*lines, *(f"      - {{{claim}}}" for claim in claims)]) + "\n"


def paper(*samples: str, statements: tuple[str, ...] = ()) -> str:
    """A whole claims text."""
    text = "samples:\n" + "".join(samples)
    return text + ("statements:\n" + "".join(f"  - {{{one}}}\n" for one in statements) if statements else "")
