"""The four papers audited from what they state: every row that follows from their numbers is found, and what holds is left alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest

import stratode.evidence
from stratode.evidence.audit import Audit, audit
from stratode.evidence.claims.reading import read_paper
from stratode.evidence.finding import Finding

PUBLISHED = Path(stratode.evidence.__file__).parent / "published"


@lru_cache(maxsize=8)
def audited(name: str) -> Audit:
    return audit(read_paper(PUBLISHED / f"{name}.yaml"))


@dataclass(frozen=True)
class Row:
    """One line of what is known to be wrong: whose, by which rule, of which weight, with which numbers in its words."""

    paper: str
    name: str
    sample: str
    rule: str
    severity: str
    numbers: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.paper} {self.name}"


# Derived by hand from the papers' numbers; numbers are quoted as the finding tells them.
ROWS = (
    Row("gao2025", "areal capacity twice", "DFNCM/LLZO, 54 mg/cm2", "stated twice", "L", ("10.4", "10.6")),
    Row("gao2025", "54 x 198", "DFNCM/LLZO, 54 mg/cm2", "areal capacity by loading", "L", ("10.4", "10.5 to 10.9")),
    Row("gao2025", "efficiencies in their order", "DFNCM/LLZO", "larger as said", "H", ("96.02", "99.53")),
    Row("gao2025", "473 Wh/kg", "pouch", "what the energy implies", "M", ("473 Wh/kg", "32.8", "E/C")),
    Row("gao2025", "D against particles", "DFNCM/LLZO", "diffusivity against particles", "H", ("11.1 to 25.3 s", "1200 s")),
    Row("gao2025", "activation energies", "DFNCM", "activation energies against resistances", "M", ("3.96",)),
    Row("gao2025", "216 against 198 mAh/g", "pouch", "same electrode", "M", ("214 to 219", "198")),
    Row("huang2021", "membrane against Rs", "DFP+IP", "series resistance holds the membrane", "H", ("8.9", "31.6 to 40")),
    Row("huang2021", "volume of NMC", "DFP+IP", "volume share of the active material", "H", ("62", "28.7 to 30.9 %")),
    Row("huang2021", "voltage at 1C", "DFP+IP", "voltage budget", "H", ("16.5 to 17 mA/cm2",)),
    Row("huang2021", "salt at high rate", "DFP+IP", "salt through electrode and membrane", "H", ("mA/cm2",)),
    Row("huang2021", "retention at 1C", "DFP+IP", "areal capacity kept at a rate", "M", ("63 +- 1.7 %", "60 to 61 %")),
    Row("huang2021", "structure and electrolyte", "DFP+IP", "one cause at a time", "H", ("structure", "electrolyte")),
    Row("huang2021", "D ratio against tau ratio", "IFP+IP", "diffusivity by tortuosity", "M", ("1.57", "4.67")),
    Row("huang2021", "polarised for 2 h", "DFP+P", "polarised to a steady gradient", "H", ("2 h", "9%")),
    Row("huang2021", "window above the gap", "DFP+IP", "window within the orbital gap", "H", ("7.6 V", "6.43 V")),
    Row("huang2021", "below plating", "DFP+IP", "reduction above lithium", "H", ("-2.9 V",)),
    Row("huang2021", "301 Wh/kg", "DFP+IP", "what the energy implies", "M", ("301 Wh/kg", "203 to 216 mg/cm2")),
    Row("huang2021", "slurry", "DFP+IP", "active material in the slurry", "H", ("62",)),
    Row("huang2021", "isotropic twin", "DFP+IP", "isotropic twin", "M", ("5.6", "2.07 to 2.28")),
    Row("han2025", "N/P twice", "pouch", "stated twice", "L", ("0.69", "0.6")),
    Row("han2025", "N/P by its basis", "pouch", "N/P by its basis", "M", ("0.69", "first charge")),
    Row("han2025", "277 mAh", "pouch", "what the energy implies", "M", ("381.1 Wh/kg", "1067.5 Wh/L", "26.4 cm2", "1.05 Wh")),
    Row("han2025", "456.1 Wh/kg", "ISP50, 86.1 mg/cm2", "what the energy implies", "M", ("456.1 Wh/kg", "148 mg/cm2")),
    Row("han2025", "D against particles", "ISP50, 22.1 mg/cm2", "diffusivity against particles", "H", ("1.72e-7",)),
    Row("chen2024", "nothing after calendering", "S-Dry-L, 29.6 mg/cm2, 25 %", "stated twice", "H", ("63.35", "0 mAh/g")),
    Row("chen2024", "nothing after calendering, mix", "Mix-Dry-Mix, 29.6 mg/cm2, 25 %", "stated twice", "H", ("71.35", "0 mAh/g")),
    Row("chen2024", "loading of what", "L-Dry-S, 29.6 mg/cm2", "nominal areal capacity by loading", "M", ("6.2", "5.84 to 6.1")),
    Row("chen2024", "porosity", "L-Dry-S, 29.6 mg/cm2, 25 %", "porosity", "M", ("25 %",)),
    Row("chen2024", "forced wetting", "wetting of L-S", "forced wetting", "H", ("0.8 s", "1e-4 m/s", "10 h")),
    Row("chen2024", "mesh", "wetting of L-S", "mesh and particles", "M", ("1 um", "4.5")),
    Row("chen2024", "Warburg", "L-Dry-S, 22 mg/cm2", "line below the arc", "M", ("0.1 Hz",)),
)


def told(finding: Finding) -> str:
    sides = " ".join(f"{side.words} {side.value} {' '.join(side.claims)}" for side in finding.sides)
    return " ".join((finding.title, finding.words, sides, *finding.readings))


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_row_is_found(row: Row) -> None:
    found = [f for f in audited(row.paper).findings if f.rule == row.rule and f.sample == row.sample]
    assert found, [(f.sample, f.rule) for f in audited(row.paper).findings]
    assert any(f.severity.value == row.severity and all(number in told(f) for number in row.numbers) for f in found), [
        told(f) for f in found
    ]


@pytest.mark.parametrize("name", ["gao2025", "huang2021", "han2025", "chen2024"])
def test_nothing_high_is_told_beyond_the_rows(name: str) -> None:
    """Findings of high severity are those above, or the same rule on a sister sample of the same table."""
    rules = {row.rule for row in ROWS if row.paper == name and row.severity == "H"}
    assert {f.rule for f in audited(name).findings if f.severity.value == "H"} <= rules


# Claims that hold with all others, by a word of their text: no finding is about them (they may bound something else).
HOLDS = (
    ("han2025", "peel strength", "59 over 11 N/m is 5.36, said to be more than five"),
    ("han2025", "17.9 mAh/cm2", "86.1 mg/cm2 x 208 mAh/g"),
    ("chen2024", "73.3 %", "150.05 / 73.3 % = 204.7 mAh/g at 0.1C, plausible"),
    ("chen2024", "141.5 um", "29.6 mg/cm2 in 141.5 um is 53 %, labelled 55 %"),
    ("huang2021", "46 +- 1.8 %", "71 / 152 = 46.7 %"),
    ("huang2021", "12.5 mAh/cm2", "82.2 mg/cm2 x 152 mAh/g"),
    ("gao2025", "peel strength", "2.7 N/cm falls to 2.4"),
)


@pytest.mark.parametrize(("paper", "word", "why"), HOLDS)
def test_what_holds_is_left_alone(paper: str, word: str, why: str) -> None:
    about = {f.title: " ".join((f.title, *(side.value for side in f.sides if "as stated" in side.words))) for f in audited(paper).findings}
    assert not [title for title, text in about.items() if word in text], why


CONSISTENT = ("chen2020", "ecker2015", "aboutenergy2022", "frith2023")


@pytest.mark.parametrize("name", CONSISTENT)
def test_published_cells_that_hold_together_raise_nothing_high(name: str) -> None:
    report = audited(name)
    assert [f.title for f in report.findings if f.severity.value == "H"] == []
    assert report.compared > 0
