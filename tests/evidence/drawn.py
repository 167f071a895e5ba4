"""Cells drawn at random, run and weighed, and what a paper on each would state: consistent by construction, whoever audits them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np

import stratode
from stratode.evidence.claims.from_run import claims_of_run
from stratode.recipe.build import build
from stratode.recipe.load import from_mapping

# What else fixes each quantity, by hand and not by the engine; those that nothing else fixes (the E/C ratio, a separator) are absent.
DETERMINED = {
    "coating_loading": "active loading and share by mass",
    "active_loading": "coating loading and share by mass",
    "thickness": "loading, porosity and density of the solids",
    "porosity": "loading, thickness and density of the solids",
    "active_volume_share": "active loading, density and thickness",
    "active_mass_share": "both loadings",
    "solid_density": "shares and densities",
    "one_c": "current density and active loading",
    "current_density": "1C and active loading",
    "specific_capacity": "areal capacity and active loading",
    "areal_capacity": "specific capacity and active loading",
    "rate_retention": "the two capacities",
    "area": "cell capacity and areal capacity",
    "faces": "cell capacity and areal capacity",
    "cell_capacity": "areal capacity, area and faces",
    "cell_energy": "cell capacity and mean voltage",
    "cell_mass": "cell energy and specific energy",
    "cell_volume": "cell energy and energy density",
    "lithium_thickness": "N/P and the capacity",
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
    """The file with one quantity that others fix changed by 15 to 50 %, and which line."""
    lines = text.splitlines()
    fixed = [i for i, line in enumerate(lines) if _quantity(line) in DETERMINED]
    at = int(random.choice(fixed))
    name, value, rest = _parts(lines[at])
    factor = 1.0 + random.uniform(0.15, 0.5)
    if random.random() < 0.5 or (rest.strip().startswith(("%", "wt%")) and value * factor > 99.0):
        factor = 1.0 / factor
    lines[at] = f"      - {{{name}: {value * factor:.3g} {rest}"
    return "\n".join(lines) + "\n", lines[at]


def _quantity(line: str) -> str:
    return line.split("{", 1)[-1].split(":", 1)[0] if line.strip().startswith("- {") else ""


def _parts(line: str) -> tuple[str, float, str]:
    name, rest = line.split("{", 1)[1].split(": ", 1)
    end = next(i for i, c in enumerate(rest) if c not in "0123456789.e-+")
    return name, float(rest[:end]), rest[end:].lstrip()


def lines_of(text: str) -> Iterator[str]:
    """Claims of a file, one a line."""
    return (line for line in text.splitlines() if _quantity(line))
