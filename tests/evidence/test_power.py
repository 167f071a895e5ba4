"""What the audit finds and what it leaves alone, on cells that hold together by construction."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.evidence.drawn import claims, corrupted, thinned

from stratode.evidence.audit import audit
from stratode.evidence.claims.reading import paper_of
from stratode.evidence.finding import Severity
from stratode.recipe.reader import read_yaml

FOUND, FALSE = 0.90, 0.01  # at least so many corruptions are found; at most so many consistent cells are accused


def audited(text: str):
    return audit(paper_of(read_yaml(text)))


def the_accused(texts: tuple[str, ...]) -> list[str]:
    """Titles of high findings on cells that hold together."""
    return [finding.title for text in texts for finding in audited(text).of(Severity.HIGH)]


def the_missed(texts: tuple[str, ...], seed: int) -> tuple[list[str], int]:
    """Corrupted lines that no new finding rests on, and of how many; cells that fix nothing are passed over."""
    random, missed, tried = np.random.default_rng(seed), list[str](), 0
    for text in texts:
        try:
            changed, line = corrupted(text, random)
        except LookupError:
            continue
        tried += 1
        before = {(finding.rule, finding.keys) for finding in audited(text).findings}
        at = changed.splitlines().index(line) - changed.splitlines().index("    claims:") - 1
        news = [f for f in audited(changed).findings if (f.rule, f.keys) not in before]
        if not any(key.endswith(f".{at}") for finding in news for key in finding.keys):
            missed.append(line)
    return missed, tried


def test_a_few_drawn_cells_are_left_alone_and_their_corruptions_found(tmp_path: Path) -> None:
    texts = claims(6, 1, tmp_path)
    assert the_accused(texts) == []
    missed, tried = the_missed(texts, 1)
    assert tried == len(texts)
    assert len(missed) <= 1


@pytest.mark.slow
def test_200_drawn_cells_are_left_alone(tmp_path: Path) -> None:
    assert len(the_accused(claims(200, 2, tmp_path))) < 200 * FALSE


@pytest.mark.slow
def test_90_percent_of_200_corruptions_are_found(tmp_path: Path) -> None:
    missed, tried = the_missed(claims(200, 2, tmp_path), 3)
    assert tried == 200
    assert len(missed) <= tried * (1.0 - FOUND), missed


@pytest.mark.slow
@pytest.mark.parametrize("kept", [0.7, 0.5, 0.35])
def test_90_percent_are_found_where_papers_state_less(kept: float, tmp_path: Path) -> None:
    """Of each cell a share of the claims is left, as in papers; those that nothing else fixes any more are not corrupted."""
    random = np.random.default_rng(5)
    texts = tuple(thinned(text, random, kept) for text in claims(100, 2, tmp_path))
    assert the_accused(texts) == []
    missed, tried = the_missed(texts, 6)
    assert tried >= 50
    assert len(missed) <= tried * (1.0 - FOUND), missed
