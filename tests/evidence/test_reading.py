"""Claims files: what is read, and how every kind of broken file is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.evidence.claims_file import CLAIMS

from stratode.evidence.claims.claim import Paper
from stratode.evidence.claims.reading import paper_of, read_paper
from stratode.recipe.errors import RecipeError
from stratode.recipe.reader import read_yaml

MUTANTS = 300


def read(text: str | bytes) -> Paper:
    return paper_of(read_yaml(text, "claims.yaml"))


def test_a_valid_file_is_read_whole() -> None:
    paper = read(CLAIMS)
    thick, other = paper.samples
    assert (paper.name, paper.title, paper.doi) == ("drawn", "A cell", "10.0000/example")
    assert [len(sample.claims) for sample in paper.samples] == [7, 8]
    assert (thick.traits["binder"], other.traits["binder"], other.traits["active"]) == ("PVDF", "ISP", "NMC811")
    assert other.slurry is not None
    assert [part.name for part in other.slurry.components if part.leaves] == ["NMP"]
    held = {(claim.measure.name, dict(claim.conditions).get("rate")): claim for claim in other.claims}
    assert held["specific_capacity", 1.0].value.text == "175 mAh/g"  # its own in place of the other's
    assert held["specific_capacity", 0.1].key == "thick.2"  # shared
    assert paper.statements[0].kind == "because"


BROKEN = {
    "unknown key at the top": ("common:", "comon:", "Did you mean 'common'"),
    "unknown key of a sample": ("    traits: {binder: PVDF}", "    trats: {binder: PVDF}", "Did you mean 'traits'"),
    "unknown quantity": ("coating_loading: 22.0", "coating_laoding: 22.0", "Did you mean 'coating_loading'"),
    "no unit": ("coating_loading: 22.0 mg/cm2", "coating_loading: 22.0", "must carry its unit"),
    "another dimension": ("coating_loading: 22.0 mg/cm2", "coating_loading: 22.0 um", "must have the dimension of"),
    "unknown unit": ("coating_loading: 22.0 mg/cm2", "coating_loading: 22.0 parsnips", "must have a known unit"),
    "no number": ("coating_loading: 22.0 mg/cm2", "coating_loading: plenty", "finite number and its unit"),
    "two quantities in one item": ("{coating_loading: 22.0", "{porosity: 40 %, coating_loading: 22.0", "exactly one quantity"),
    "no quantity in an item": ("{coating_loading: 22.0 mg/cm2, at: Table 1}", "{at: Table 1}", "exactly one quantity"),
    "unknown sample in like": ("like: thick", "like: thik", "Did you mean 'thick'"),
    "loop of like": ("like: thick", "like: other", "must not lead back"),
    "statement on an unknown sample": ("than: thick", "than: thin", "must name a sample"),
    "statement on an unknown quantity": ("in: specific_capacity, rate", "in: capacity, rate", "must be a quantity that is known"),
    "statement without a shape": ("larger: other, than: thick, ", "", "must compare two samples"),
    "range backwards": ("coating_loading: 22.0 mg/cm2", "coating_loading: 23 to 22 mg/cm2", "smaller end of a range first"),
    "huge": ("coating_loading: 22.0 mg/cm2", "coating_loading: 22e30 mg/cm2", "must lie between"),
    "beyond all numbers": ("coating_loading: 22.0 mg/cm2", "coating_loading: 1e999 mg/cm2", "must be finite"),
    "negative": ("coating_loading: 22.0 mg/cm2", "coating_loading: -22.0 mg/cm2", "must lie between"),
    "negative uncertainty": ("78.9 +- 1 %", "78.9 +- -1 %", "not negative"),
    "condition that does not belong": ("{one_c: 200 mA/g,", "{one_c: 200 mA/g, rate: 1 C,", "must not be stated for"),
    "basis that does not belong": ("{one_c: 200 mA/g,", "{one_c: 200 mA/g, on: active,", "must not be stated for"),
    "basis that is none": ("{specific_capacity: 190 mAh/g,", "{specific_capacity: 190 mAh/g, on: paper,", "must be coating or active"),
    "active material of no slurry": ("slurry: {active: NMC811", "slurry: {active: LCO", "must be one of the parts"),
    "no list": ("common:\n  - {one_c: 200 mA/g, at: section 2}", "common: plenty", "must be a list"),
    "item that is a word": ("  - {one_c: 200 mA/g, at: section 2}", "  - plenty", "must be a mapping such as"),
    "sample that is a list": ("  thick:\n    active: NMC811\n", "  thick: []\n  thin:\n    active: NMC811\n", "must be a mapping"),
    "duplicate key": ("    active: NMC811\n", "    active: NMC811\n    active: LCO\n", "must be stated once"),
    "tag": ("name: drawn", "name: !!python/object/apply:os.system [ls]", "must not use tags"),
    "alias": ("name: drawn", "name: &a drawn", "anchors"),
    "not YAML": ("paper: {name", "paper: {name: {", "must be YAML"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_refused_with_rule_line_and_remedy(kind: str) -> None:
    old, new, told = BROKEN[kind]
    assert old in CLAIMS
    with pytest.raises(RecipeError) as refused:
        read(CLAIMS.replace(old, new, 1))
    assert told in str(refused.value)
    assert all(problem.remedy for problem in refused.value.problems)
    assert any(problem.line for problem in refused.value.problems)


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(RecipeError) as refused:
        read(CLAIMS.replace("22.0 mg/cm2", "22.0").replace("200 mA/g", "200 um").replace("than: thick", "than: thin"))
    assert len(refused.value.problems) == 3


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "must not be empty"),
        (b"- a\n- b\n", "must be a mapping"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"paper: {name: x}\n", "at least one sample"),
    ],
)
def test_files_that_hold_no_claims_are_refused(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "claims.yaml"
    file.write_bytes(content)
    with pytest.raises(RecipeError, match=told):
        read_paper(file)


def test_a_byte_order_mark_and_windows_lines_do_not_matter(tmp_path: Path) -> None:
    file = tmp_path / "claims.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + CLAIMS.replace("\n", "\r\n").encode())
    assert read_paper(file).samples == read(CLAIMS).samples


def test_hostile_texts_stay_texts() -> None:
    hostile = "<script>alert(1)</script>"
    paper = read(
        CLAIMS.replace("at: Table 1", f"at: '{hostile}'")
        .replace("other:", f"'{hostile}':")
        .replace("larger: other", f"larger: '{hostile}'")
    )
    assert paper.samples[1].name == hostile
    assert any(claim.place == hostile for claim in paper.samples[0].claims)


def mutated(random: np.random.Generator, text: str) -> str:
    """The text with some characters, pieces or lines gone, doubled, exchanged or strange."""
    for _ in range(int(random.integers(1, 6))):
        at, upto = sorted(random.integers(0, len(text), 2).tolist())
        upto = min(upto, at + 40)
        piece = text[at:upto]
        strange = str(
            random.choice(
                [
                    "",
                    piece * 2,
                    "%",
                    "1e400",
                    "-",
                    "{",
                    "]",
                    ": ",
                    "\n",
                    "\t",
                    "\x00",
                    "~",
                    "to",
                    "±",
                    "é",
                    "like: thick",
                    "''",
                    "[]",
                    "{}",
                    "9" * 70,
                ]
            )
        )
        text = text[:at] + strange + text[upto:]
    return text


def test_mutants_of_a_valid_file_are_read_or_refused() -> None:
    random, refused = np.random.default_rng(6), 0
    for _ in range(MUTANTS):
        try:
            read(mutated(random, CLAIMS))
        except RecipeError:
            refused += 1
    assert 0.5 * MUTANTS < refused < MUTANTS
