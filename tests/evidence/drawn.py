"""Cells drawn at random, run and weighed, and what a paper on each would state: consistent by construction, whoever audits them."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import numpy as np

import stratode
from stratode.evidence.claims.from_run import claims_of_run
from stratode.recipe.build import build
from stratode.recipe.load import from_mapping

# Sets of quantities of which each follows from the others: by hand, not by the engine. "@" belongs to a rate, "slow" is the lowest one.
TOGETHER = (
    ("coating_loading", "active_loading", "active_mass_share"),
    ("coating_loading", "thickness", "porosity", "solid_density"),
    ("active_loading", "thickness", "active_density", "active_volume_share"),
    ("active_mass_share", "carbon_mass_share", "binder_mass_share"),
    ("solid_density", "active_mass_share", "carbon_mass_share", "binder_mass_share", "active_density", "carbon_density", "binder_density"),
    ("current_density@", "active_loading", "one_c"),
    ("specific_capacity@", "areal_capacity@", "active_loading"),
    ("rate_retention@", "specific_capacity@", "specific_capacity@slow"),
    ("rate_retention@", "areal_capacity@", "areal_capacity@slow"),
    ("cell_capacity", "areal_capacity@slow", "area", "faces"),
    ("cell_energy", "cell_capacity", "mean_voltage@slow"),
    ("specific_energy", "cell_energy", "cell_mass"),
    ("energy_density", "cell_energy", "cell_volume"),
    ("np_ratio", "lithium_thickness", "areal_capacity@slow"),
)
FIXED = ("carbon_mass_share", "binder_mass_share", "active_density", "carbon_density", "binder_density")  # too small a part, or a constant
RATES, SLOW = ("0.1", "0.5", "1"), "0.1"
CHANGED = {
    name.split("@")[0] + (f"@{rate}" if "@" in name else "")
    for together in TOGETHER
    for name in together
    for rate in RATES
    if name not in FIXED
}


def recipe(random: np.random.Generator, index: int) -> dict[str, object]:
    """A pouch cell of NMC811 against lithium, all of it drawn."""
    active = random.uniform(90.0, 97.0)
    carbon = random.uniform(0.3, 0.7) * (100.0 - active)
    layer = {
        "name": "cathode",
        "loading": f"{random.uniform(8.0, 60.0):.4f} mg/cm2",
        "porosity": f"{random.uniform(25.0, 50.0):.4f} %",
        "components": [
            {"material": "NMC811", "share": f"{active:.4f} wt%", "diameter": f"{random.uniform(4.0, 14.0):.4f} um"},
            {"material": "carbon black", "share": f"{carbon:.4f} wt%"},
            {"material": "PVDF", "share": "rest"},
        ],
        "transport": {"bruggeman": f"{random.uniform(1.5, 2.2):.3f}"},
    }
    cell = {
        "format": "pouch",
        "area": f"{random.uniform(10.0, 60.0):.4f} cm2",
        "faces": str(2 * int(random.integers(1, 10))),
        "ec_ratio": f"{random.uniform(2.0, 6.0):.4f} g/Ah",
    }
    window = {"lower": "2.8 V", "upper": f"{random.uniform(4.15, 4.35):.3f} V"}
    return {
        "name": f"drawn {index}",
        "cell": cell,
        "cathode": {"layers": [layer]},
        "anode": {"lithium": {"thickness": f"{random.uniform(20.0, 120.0):.4f} um"}},
        "electrolyte": {"material": "LiPF6 in EC:EMC 3:7 (Nyman 2008)", "concentration": "1 M"},
        "protocol": {"one_c": f"{random.uniform(180.0, 210.0):.4f} mA/g", "window": window, "rates": ["0.1 C", "0.5 C", "1 C"]},
    }


@lru_cache(maxsize=4)
def claims(count: int, seed: int, folder: Path) -> tuple[str, ...]:
    """The claims file of each of `count` cells, to three digits."""
    random = np.random.default_rng(seed)
    made = []
    for index in range(count):
        outcome = stratode.simulate([build(from_mapping(recipe(random, index)))])
        path = folder / f"{index}.json"
        path.write_text(json.dumps(outcome.summary()), encoding="utf-8")
        made.append(claims_of_run(path))
    return tuple(made)


def corrupted(text: str, random: np.random.Generator) -> tuple[str, str]:
    """The file with one quantity that the others fix changed by 15 to 50 %, and which line.

    Raises:
        LookupError: nothing is fixed by the others.
    """
    lines = text.splitlines()
    stated = {i: name for i, line in enumerate(lines) if (name := _name(line))}
    fixed = [i for i, name in stated.items() if name in CHANGED and name in follows({n for j, n in stated.items() if j != i})]
    if not fixed:
        raise LookupError("nothing is fixed by the other claims")
    at = int(random.choice(fixed))
    name, value, rest = _parts(lines[at])
    factor = 1.0 + random.uniform(0.15, 0.5)
    if random.random() < 0.5 or (rest.strip().startswith(("%", "wt%")) and value * factor > 99.0):
        factor = 1.0 / factor
    lines[at] = f"      - {{{name}: {value * factor:.3g} {rest}"
    return "\n".join(lines) + "\n", lines[at]


def thinned(text: str, random: np.random.Generator, kept: float) -> str:
    """The file with a share of its claims alone, drawn at random."""
    return "\n".join(line for line in text.splitlines() if not _name(line) or random.random() < kept) + "\n"


def follows(stated: set[str]) -> set[str]:
    """All that is stated or follows from it."""
    known = set(stated)
    while True:
        news = {
            one
            for together in TOGETHER
            for rate in (RATES if any(name.endswith("@") for name in together) else ("",))
            for names in [[_at(name, rate) for name in together]]
            for one in names
            if one not in known and len(set(names)) == len(names) and known.issuperset(set(names) - {one})
        }
        if not news:
            return known
        known |= news


def _at(name: str, rate: str) -> str:
    return name.replace("@slow", f"@{SLOW}") if name.endswith("@slow") else name + rate if name.endswith("@") else name


def _name(line: str) -> str:
    """The quantity of a claim with its rate, "" of any other line; of energies and N/P those that the table above means."""
    if not line.strip().startswith("- {"):
        return ""
    name = line.split("{", 1)[1].split(":", 1)[0]
    if (name == "specific_energy" and "cell with packaging" not in line) or (name == "np_ratio" and "on: discharge" not in line):
        return name + " on another basis"
    if name == "energy_density" and "as assembled" not in line:
        return name + " on another basis"
    per_rate = any(f"{name}@" in (part.split("slow")[0]) for together in TOGETHER for part in together)
    return f"{name}@{line.split(', rate: ')[1].split(' ')[0]}" if per_rate else name


def _parts(line: str) -> tuple[str, float, str]:
    name, rest = line.split("{", 1)[1].split(": ", 1)
    end = next(i for i, c in enumerate(rest) if c not in "0123456789.e-+")
    return name, float(rest[:end]), rest[end:].lstrip()
