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
from stratode.recipe.units import read_quantity

PUBLISHED = Path(stratode.evidence.__file__).parent / "published"


@lru_cache(maxsize=8)
def audited(name: str) -> Audit:
    return audit(read_paper(PUBLISHED / f"{name}.yaml"))


@dataclass(frozen=True)
class Row:
    """One line of what is known to be wrong.

    Args:
        paper, name, sample, rule: whose, what, and by which rule it is found.
        severity: of the finding.
        stated: numbers of the paper that the finding must tell, as the paper writes them.
        derived: what follows from them, worked out by hand in the comment beside it; an interval of the finding must hold it.
    """

    paper: str
    name: str
    sample: str
    rule: str
    severity: str
    stated: tuple[str, ...]
    derived: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.paper} {self.name}"


THIN, FIFTY_FOUR, LLZO = "ISP50, 22.1 mg/cm2", "DFNCM/LLZO, 54 mg/cm2", "DFNCM/LLZO"
CALENDERED, THICK = "S-Dry-L, 29.6 mg/cm2, 25 %", "L-Dry-S, 29.6 mg/cm2"
IMPLIED = "what the energy implies"
# fmt: off
ROWS = (
    Row("gao2025", "areal capacity twice", FIFTY_FOUR, "stated twice", "L", ("10.4", "10.6")),
    Row("gao2025", "54 x 198", FIFTY_FOUR, "areal capacity by loading", "L", ("10.4", "54", "198"), ("10.69 mAh/cm2",)),  # 54 x 198
    Row("gao2025", "efficiencies in their order", LLZO, "larger as said", "H", ("96.02", "99.53")),
    Row("gao2025", "473 Wh/kg", "pouch", IMPLIED, "M", ("473 Wh/kg", "32.8"), ("57.0 mg/cm2",)),  # 7.1 x 3.8 V / 473
    Row("gao2025", "D against particles", LLZO, "diffusivity against particles", "H",
        ("1.43e-8", "8 to 12 um", "1200 s", "11.1 to 25.3 s")),  # (4 um)^2/D = 11.2 s, (6 um)^2/D = 25.2 s, half a digit of D more
    Row("gao2025", "activation energies", "DFNCM", "activation energies against resistances", "M",
        ("29.76", "33.17", "3.96")),  # exp(3410 / (8.314 x 298.15))
    Row("gao2025", "two loadings", "pouch", "same electrode", "M", ("198",), ("216.5 mAh/g",)),  # 7.1 / 32.8
    Row("huang2021", "membrane against Rs", "DFP+IP", "series resistance holds the membrane", "H",
        ("8.9",), ("35.7 ohm cm2",)),  # 150 um / sigma
    Row("huang2021", "volume of NMC", "DFP+IP", "volume share of the active material", "H", ("62",), ("29.8 %",)),  # 83.9 / (4.7 x 600 um)
    Row("huang2021", "voltage at 1C", "DFP+IP", "voltage budget", "H",
        (), ("16.8 mA/cm2", "13.4 mA/cm2")),  # 1.7 V / (35.7 + 0.60 x 451 / 3)
    Row("huang2021", "salt at high rate", "DFP+IP", "salt through electrode and membrane", "H", (), ("16.8 mA/cm2",)),  # 83.9 x 200
    Row("huang2021", "retention at 1C", "DFP+IP", "areal capacity kept at a rate", "M", ("63 +- 1.7 %",), ("60.5 %",)),  # 10.1 / 16.7
    Row("huang2021", "structure and electrolyte", "DFP+IP", "one cause at a time", "H",
        ("structure", "electrolyte", "1.57 times")),  # 1.4e-7 / 8.9e-8
    Row("huang2021", "D ratio against tau ratio", "IFP+IP", "diffusivity by tortuosity", "M", ("1.57", "4.67")),  # 5.6 / 1.2
    Row("huang2021", "polarised for 2 h", "DFP+P", "polarised to a steady gradient", "H", ("2 h", "9%"), ("82900 s",)),  # L^2 / (pi^2 D)
    Row("huang2021", "window above the gap", "DFP+IP", "window within the orbital gap", "H", ("7.6 V", "6.43 eV")),
    Row("huang2021", "below plating", "DFP+IP", "reduction above lithium", "H", ("-2.9 V",)),
    Row("huang2021", "301 Wh/kg", "DFP+IP", IMPLIED, "M", ("301 Wh/kg",), ("208 mg/cm2",)),  # 16.7 x 3.75 V / 301
    Row("huang2021", "slurry", "DFP+IP", "active material in the slurry", "H",
        ("62",), ("21 %", "27 %")),  # with LiTFSI of 1.33 and 2.02 g/cm3
    Row("huang2021", "isotropic twin", "DFP+IP", "isotropic twin", "M", ("5.6",), ("2.17",)),  # 1.81 x 1.2
    Row("han2025", "N/P twice", "pouch", "stated twice", "L", ("0.69", "0.6")),
    Row("han2025", "N/P by its basis", "pouch", "N/P by its basis", "M",
        ("0.69", "first charge"), ("0.70",)),  # 8.25 / (52.3 x 208 / 0.922)
    Row("han2025", "277 mAh", "pouch", IMPLIED, "M", ("381.1 Wh/kg", "1067.5 Wh/L"),
        ("26.4 cm2", "1.04 Wh", "2.73 g", "0.973 cm3", "103 mg/cm2")),  # 277 / 10.5; x 3.75 V; / 381.1; / 1067.5; 10.5 x 3.75 / 381.1
    Row("han2025", "456.1 Wh/kg", "ISP50, 86.1 mg/cm2", IMPLIED, "M", ("456.1 Wh/kg",), ("148 mg/cm2",)),  # 17.9 x 3.77 V / 456.1
    Row("han2025", "D against particles", THIN, "diffusivity against particles", "H", ("1.72e-7",)),
    Row("chen2024", "nothing after calendering", CALENDERED, "stated twice", "H", ("63.35", "0 mAh/g")),
    Row("chen2024", "nothing, mix", "Mix-Dry-Mix, 29.6 mg/cm2, 25 %", "stated twice", "H", ("71.35", "0 mAh/g")),
    Row("chen2024", "loading of what", THICK, "nominal areal capacity by loading", "M",
        ("6.2",), ("6.22 mAh/cm2", "5.97 mAh/cm2")),  # 29.6 x 210 (x 0.96)
    Row("chen2024", "porosity", "L-Dry-S, 29.6 mg/cm2, 25 %", "porosity", "M", ("25 %",), ("20.0 %",)),  # 1 - 29.6 / (4.47 x 82.7 um)
    Row("chen2024", "forced wetting", "wetting of L-S", "forced wetting", "H", ("1e-4 m/s", "10 h"), ("0.803 s",)),  # 146 um x 0.55 / u
    Row("chen2024", "mesh", "wetting of L-S", "mesh and particles", "M", ("1 um", "4.5")),
    Row("chen2024", "Warburg", "L-Dry-S, 22 mg/cm2", "line below the arc", "M", ("0.1 Hz",)),
)
# fmt: on


def holds(finding: Finding, derived: str) -> bool:
    """Whether an interval of the finding holds a number worked out by hand."""
    unit = derived.partition(" ")[2]
    for side in finding.sides:
        if side.measure is not None and side.interval is not None and side.measure.shown_in == unit:
            value = read_quantity(derived, side.measure.kind).value
            if side.interval.low <= value <= side.interval.high:
                return True
    return False


def told(finding: Finding) -> str:
    sides = " ".join(f"{side.words} {side.value} {' '.join(side.claims)}" for side in finding.sides)
    return " ".join((finding.title, finding.words, sides, *finding.readings))


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_row_is_found(row: Row) -> None:
    found = [f for f in audited(row.paper).findings if f.rule == row.rule and f.sample == row.sample and f.severity.value == row.severity]
    assert found, [(f.severity.value, f.sample, f.rule) for f in audited(row.paper).findings]
    assert any(all(number in told(f) for number in row.stated) for f in found), [told(f) for f in found]
    assert any(all(holds(f, number) for number in row.derived) for f in found), [(s.value, s.interval) for f in found for s in f.sides]


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
