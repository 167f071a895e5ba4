"""`stratode audit` and `stratode.audit`: what they say where, with which exit status, in which files."""

from __future__ import annotations

import csv
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.evidence.claims_file import CLAIMS, WRONG
from tests.test_cli import RECIPE, Stratode, stratode

import stratode as front
from stratode.audited import Audited
from stratode.evidence.claims.from_run import rounded
from stratode.evidence.claims.reading import paper_of, read_paper
from stratode.evidence.finding import Severity
from stratode.evidence.rules import RELATIONS, RULES
from stratode.recipe.reader import read_yaml

__all__ = ["stratode"]  # a fixture
EXAMPLES = Path(__file__).parents[2] / "examples"
HOSTILE = "</script><img src=x onerror=alert(1)>"


@pytest.fixture
def claims(tmp_path: Path) -> Path:
    return written(tmp_path / "claims.yaml", CLAIMS)


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    return written(tmp_path / "wrong.yaml", WRONG)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


class Elements(HTMLParser):
    """Names of the elements of a page that a text must not bring in, and what refers outside."""

    def __init__(self) -> None:
        super().__init__()
        self.images = 0
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.images += tag == "img"
        self.outside += [value for key, value in attrs if key in ("src", "href") and value and not value.startswith("data:")]


def test_help_has_examples(stratode: Stratode) -> None:
    said = stratode("audit", "--help")
    assert said.status == 0
    assert "Example:  stratode audit --template" in said.out


def test_numbers_that_hold_together_are_told_in_one_sentence(stratode: Stratode, claims: Path) -> None:
    said = stratode("audit", claims)
    assert (said.status, said.err) == (0, "")
    assert "Nothing was found: " in said.out
    assert "pairs of numbers were set against each other" in " ".join(said.out.split())


def test_findings_are_results_and_not_errors(stratode: Stratode, wrong: Path) -> None:
    said = stratode("audit", wrong)
    told = " ".join(said.out.split())
    assert said.status == 0
    assert "Severity" in said.out
    assert "areal capacity: 6.02 mAh/cm2 against" in told
    assert "cannot hold together on the stated numbers" in told
    assert "It would be consistent with: " in told


def test_json_is_one_object_and_python_says_the_same(stratode: Stratode, wrong: Path) -> None:
    said = stratode("audit", wrong, "--json")
    assert (said.status, said.err) == (0, "")
    told = json.loads(said.out)
    assert told == json.loads(json.dumps(front.audit(wrong).summary()))
    assert told["counts"]["H"] >= 1
    first = told["findings"][0]
    assert first["severity"] == "H"
    assert {"words", "numbers", "margin", "formula", "source", "assumptions", "most_sensitive_to", "consistent_with"} <= set(first)
    assert any("abstract" in claim for number in first["numbers"] for claim in number["claims"])
    assert told["compared"] > 0
    assert 0.0 <= told["probability_that_it_closes"] < 0.05


def test_several_papers_stand_beside_each_other(stratode: Stratode, claims: Path, wrong: Path) -> None:
    said = stratode("audit", claims, wrong, "--json")
    told = json.loads(said.out)["papers"]
    assert [len(paper["findings"]) > 0 for paper in told] == [False, True]
    assert "Paper" in stratode("audit", claims, wrong).out


def test_files_appear_whole(stratode: Stratode, wrong: Path, tmp_path: Path) -> None:
    said = stratode("audit", wrong, "-o", tmp_path / "out")
    assert said.status == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["findings.csv", "report.html", "summary.json"]
    assert said.err.startswith("wrote ")
    with (tmp_path / "out" / "findings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    whole = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert [row["Words"] for row in rows] == [finding["words"] for finding in whole["findings"]]
    assert rows[0]["Severity"] == "H"
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    for piece in (
        "The table closes with a probability of",
        "Relation",
        "Source",
        "Most sensitive to",
        "Consistent with",
        "All claims",
        "Figure 3",
    ):
        assert piece in page
    assert page.index("cannot hold together") < page.index("<h2>Findings</h2>") < page.index("<h2>All claims</h2>")


def test_hostile_texts_stay_texts_in_the_page(stratode: Stratode, tmp_path: Path) -> None:
    text = (
        WRONG.replace("at: abstract", f"at: '{HOSTILE}'")
        .replace("name: drawn", f"name: '{HOSTILE}'")
        .replace("  thick:", f"  '{HOSTILE}':")
    )
    file = written(tmp_path / "claims.yaml", text.replace("like: thick", f"like: '{HOSTILE}'").replace("than: thick", f"than: '{HOSTILE}'"))
    assert stratode("audit", file, "-o", tmp_path / "out").status == 0
    seen = Elements()
    seen.feed((tmp_path / "out" / "report.html").read_text(encoding="utf-8"))
    assert (seen.images, seen.outside) == (0, [])


WRONG_COMMANDS = {
    "no file": ((), "needs at least one claims file"),
    "no such file": (("nowhere.yaml",), "nowhere.yaml"),
    "a folder": (("FOLDER",), "must be a file"),
    "two questions": (("--rules", "--template"), "must be asked one at a time"),
    "rules of a file": (("CLAIMS", "--rules"), "takes no file"),
    "from something else": (("--from", "paper", "CLAIMS"), "--from: must be run"),
    "from no file": (("--from", "run"), "takes one summary.json"),
    "from a claims file": (("--from", "run", "CLAIMS"), "must be JSON"),
    "a folder that is a file": (("CLAIMS", "-o", "CLAIMS"), "must be a folder"),
}


@pytest.mark.parametrize("kind", WRONG_COMMANDS)
def test_wrong_input_is_one_message_and_status_2(stratode: Stratode, claims: Path, tmp_path: Path, kind: str) -> None:
    arguments, told = WRONG_COMMANDS[kind]
    said = stratode("audit", *({"CLAIMS": claims, "FOLDER": tmp_path}.get(one, one) for one in arguments))
    assert (said.status, said.out) == (2, "")
    assert told in said.err
    assert "Traceback" not in said.err


def test_a_broken_file_stops_before_anything_is_judged(stratode: Stratode, claims: Path, tmp_path: Path) -> None:
    broken = written(tmp_path / "broken.yaml", CLAIMS.replace("coating_loading", "coating_laoding", 1))
    said = stratode("audit", claims, broken, "-o", tmp_path / "out")
    assert (said.status, said.out) == (2, "")
    assert "Did you mean 'coating_loading'" in said.err
    assert not list((tmp_path / "out").iterdir())


def test_rules_are_listed_with_their_sources(stratode: Stratode) -> None:
    told = json.loads(stratode("audit", "--rules", "--json").out)["rules"]
    assert len(told) == len(RELATIONS) + len(RULES)
    assert all(rule["family"] and rule["name"] and rule["text"] and rule["source"] and rule["quantities"] for rule in told)
    listed = " ".join(stratode("audit", "--rules").out.split())
    assert all(" ".join(f"{rule['name']}: {rule['text']}".split()) in listed for rule in told)


def test_the_template_goes_round(stratode: Stratode, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    assert stratode("audit", "--template", "-o", file).status == 0
    assert stratode("audit", "--template").out == file.read_text(encoding="utf-8")
    assert json.loads(stratode("audit", file, "--json").out)["findings"] == []
    again = stratode("audit", "--template", "-o", file)
    assert (again.status, again.out) == (2, "")  # what was filled in is never replaced


def test_a_run_becomes_claims(stratode: Stratode, tmp_path: Path) -> None:
    recipe = written(tmp_path / "cell.yaml", RECIPE.replace("half cell", "\"half: cell, 'thick' #1\""))
    assert stratode("run", recipe, "-o", tmp_path / "out").status == 0
    file = tmp_path / "mine.yaml"
    said = stratode("audit", "--from", "run", tmp_path / "out" / "summary.json", "-o", file)
    assert (said.status, said.out) == (0, "")
    (sample,) = read_paper(file).samples
    names = {claim.measure.name for claim in sample.claims}
    assert sample.name == "half: cell, 'thick' #1"
    assert sample.traits["active"] == "NMC811"
    assert {"coating_loading", "thickness", "porosity", "active_mass_share", "active_density", "one_c", "specific_capacity",
            "areal_capacity", "rate_retention", "mean_voltage", "specific_energy", "energy_density", "np_ratio", "ec_ratio",
            "lithium_thickness", "area", "cell_mass", "cell_volume", "cell_capacity", "current_density"} <= names  # fmt: skip
    coating = next(claim for claim in sample.claims if claim.measure.name == "coating_loading")
    assert coating.value.text == "10.0 mg/cm2"
    assert coating.place == "built.cathode"


def test_what_is_no_run_is_refused(stratode: Stratode, tmp_path: Path) -> None:
    for content in (
        "[]",
        "{}",
        '{"rates": 3}',
        '{"rates": [], "built": []}',
        '{"rates": 3, "built": {}}',
        '{"rates": [], "built": {}}',
        "{",
        "[" * 100_000,
        '{"recipes": [1]}',
    ):
        said = stratode("audit", "--from", "run", written(tmp_path / "summary.json", content))
        assert (said.status, said.out) == (2, "")
        assert "stratode run RECIPE.yaml -o results/" in said.err


@pytest.mark.slow
@pytest.mark.parametrize("example", ["full_cell", "nmc811_thick_half_cell", "chen2024_mix", "gao2025_pouch", "huang2021_dfp_ip"])
def test_runs_of_examples_close(stratode: Stratode, tmp_path: Path, example: str) -> None:
    assert stratode("run", EXAMPLES / f"{example}.yaml", "-o", tmp_path / "out").status == 0
    file = tmp_path / "mine.yaml"
    assert stratode("audit", "--from", "run", tmp_path / "out" / "summary.json", "-o", file).status == 0
    (found,) = front.audit(file).several
    assert found.compared > 20
    assert [finding.words for finding in found.findings if finding.severity is Severity.HIGH] == []


def test_python_gives_an_object_that_shows_itself(wrong: Path, tmp_path: Path) -> None:
    told: list[float] = []
    found = front.audit(wrong, progress=lambda share, doing: told.append(share))
    assert isinstance(found, Audited)
    assert told == sorted(told)
    assert "finding" in repr(found)
    assert "<table>" in found._repr_html_()
    assert found.words()[0].startswith(f"{len(found.several[0].findings)} finding")
    assert [path.name for path in found.save(tmp_path / "new" / "folder")] == ["summary.json", "findings.csv", "report.html"]
    with pytest.raises(ValueError, match="at least one claims file"):
        front.audit()


@pytest.mark.parametrize(
    ("value", "text"), [(22.04, "22.0"), (0.4, "0.400"), (999.6, "1000"), (12345.0, "12300"), (1.2345e-7, "1.23e-07"), (0.0, "0")]
)
def test_numbers_are_rounded_as_papers_round(value: float, text: str) -> None:
    assert rounded(value) == text


def test_the_worked_example_of_the_documentation_says_what_it_says() -> None:
    root = EXAMPLES.parent
    published = root / "src" / "stratode" / "evidence" / "published" / "chen2020.yaml"
    text = published.read_text(encoding="utf-8")
    assert front.audit(published).several[0].findings == ()
    changed = paper_of(read_yaml(text.replace("cell_capacity: 5 Ah", "cell_capacity: 5.85 Ah")))
    (finding,) = front.audit(changed).several[0].findings
    told = f"{finding.words} It would be consistent with: {'; or '.join(finding.readings)}."
    page = (root / "docs" / "audit.md").read_text(encoding="utf-8")
    assert told in " ".join(page.replace("\n> ", " ").replace("> ", "").split())
