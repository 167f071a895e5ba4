"""A recipe written in Python: the same words as in the file, one of them varied."""

import stratode
from stratode.recipe.build import build
from stratode.recipe.load import from_mapping


def recipe(porosity: str) -> dict[str, object]:
    layer = {
        "name": "NMC811",
        "loading": "25 mg/cm2",
        "porosity": porosity,
        "components": [
            {"material": "NMC811", "share": "96 wt%", "diameter": "10 um"},
            {"material": "carbon black", "share": "2 wt%"},
            {"material": "PVDF", "share": "rest"},
        ],
        "transport": {"bruggeman": "1.5"},
    }
    return {
        "name": f"porosity {porosity}",
        "cell": {"format": "coin", "area": "1.13 cm2"},
        "cathode": {"layers": [layer]},
        "anode": {"lithium": {"thickness": "250 um"}},
        "electrolyte": {"material": "LiPF6 in EC:EMC 3:7 (Nyman 2008)", "concentration": "1 M"},
        "protocol": {"one_c": "200 mA/g", "window": {"lower": "2.7 V", "upper": "4.3 V"}, "rates": ["1 C"]},
    }


def main() -> stratode.Outcome:
    outcome = stratode.simulate([build(from_mapping(recipe(porosity))) for porosity in ("25 %", "35 %", "45 %")])
    for case in outcome.cases:
        (run,) = case.result.rates
        (layer,) = case.cell.cathode.layers
        print(f"{case.cell.name}: {layer.thickness * 1e6:.0f} um, {run.specific_capacity:.0f} mAh/g, {run.utilisation}")
    return outcome


if __name__ == "__main__":
    main()
