"""The claims file to begin from: accepted as it is, and every quantity in it with an example that is accepted."""

from __future__ import annotations

import re

from stratode.evidence.audit import audit
from stratode.evidence.claims.measures import MEASURES
from stratode.evidence.claims.reading import paper_of
from stratode.evidence.claims.template import TOPICS, UNLISTED, template
from stratode.recipe.reader import read_yaml

ITEM = re.compile(r"^#   - (\{(\w+): .*?\})", re.MULTILINE)


def test_it_is_accepted_and_closes() -> None:
    found = audit(paper_of(read_yaml(template())))
    assert [sample.name for sample in found.paper.samples] == ["thick", "thick, other binder"]
    assert found.compared > 5
    assert [finding.title for finding in found.findings] == []


def test_every_quantity_is_listed_once_and_its_example_is_accepted() -> None:
    listed = ITEM.findall(template())
    assert [name for _, name in listed] == [name for name in MEASURES if name not in UNLISTED]
    lines = "\n".join(f"      - {item}" for item, _ in listed)
    (sample,) = paper_of(read_yaml(f"samples:\n  all:\n    claims:\n{lines}\n")).samples
    assert len(sample.claims) == len(listed)


def test_topics_begin_at_quantities_that_exist() -> None:
    assert set(TOPICS) <= set(MEASURES)
    assert set(UNLISTED) <= set(MEASURES)
    assert next(iter(MEASURES)) in TOPICS
