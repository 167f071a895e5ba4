"""Claims texts of the transport families' tests, and what a rule finds in them."""

from stratode.evidence.assumptions import stand_ins
from stratode.evidence.claims.claim import Paper
from stratode.evidence.claims.reading import paper_of
from stratode.evidence.engine.case import Case
from stratode.evidence.engine.derive import derive
from stratode.evidence.engine.judge import Comparison
from stratode.evidence.engine.rule import Rule
from stratode.evidence.finding import Finding
from stratode.recipe.reader import read_yaml


def claims_of(*claims: str, traits: str = "{}", active: str = "NMC811", name: str = "cell") -> str:
    lines = "\n".join(f"      - {{{claim}}}" for claim in claims)
    return f"  {name}:\n    active: {active}\n    traits: {traits}\n    claims:\n{lines}\n"


def paper(*samples: str, statements: str = "") -> Paper:
    return paper_of(read_yaml("samples:\n" + "".join(samples) + statements))


def looked(family: object, name: str, one: Paper) -> tuple[list[Finding], list[Comparison]]:
    """(findings, comparisons) of one rule, from the relations of its own family and those it needs."""
    from stratode.evidence.rules import arithmetic, ohmic, salt, structure, windows

    relations = tuple(r for each in (arithmetic, ohmic, salt, structure, windows) for r in each.RELATIONS)
    rule: Rule = next(rule for rule in family.RULES if rule.name == name)  # type: ignore[attr-defined]
    known = {sample.name: derive(sample, relations, {}) for sample in one.samples}
    found = [x for sample in one.samples for x in rule.look(Case(one, sample, known[sample.name], stand_ins(sample), known))]
    return [x for x in found if isinstance(x, Finding)], [x for x in found if isinstance(x, Comparison)]
