"""A short claims text, audited with the rules of one family alone, or with all."""

from __future__ import annotations

from stratode.evidence.audit import audit
from stratode.evidence.claims.reading import paper_of
from stratode.evidence.finding import Finding
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


def sample(*claims: str, name: str = "cell", head: str = "active: NMC811") -> str:
    """The lines of one sample, for use below `samples:`."""
    lines = [f"  {name}:", *(f"    {line}" for line in head.splitlines()), "    claims:"]
    return "\n".join([*lines, *(f"      - {{{claim}}}" for claim in claims)]) + "\n"


def paper(*samples: str, statements: tuple[str, ...] = ()) -> str:
    """A whole claims text."""
    text = "samples:\n" + "".join(samples)
    return text + ("statements:\n" + "".join(f"  - {{{one}}}\n" for one in statements) if statements else "")
