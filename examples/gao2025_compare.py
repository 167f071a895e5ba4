"""What gao2025 reports (doi:10.1002/adfm.202511636) beside what its electrodes do with literature parameters: nothing is fitted.

The reported values stand in `gao2025_reported.csv`, each with its place in the paper. Composition, porosity, electrolyte, LLZO content and
the loading of the rate test stand in a supplement that was not at hand: they are assumed. What LLZO changes is run in four ways, because
the text lets it act by conducting ions, by lowering the barrier at the surface, or both.
"""

import csv
from dataclasses import replace
from math import exp
from pathlib import Path

import stratode
from stratode.recipe.parts import Cell, Layer

HERE = Path(__file__).parent
WITH, WITHOUT = "gao2025_dfncm_llzo.yaml", "gao2025_dfncm.yaml"
LARGER = ("gao2025_dfncm_llzo_54.yaml", "gao2025_pouch.yaml")
BARRIERS = 33170.0, 29760.0  # J/mol without and with LLZO, from Arrhenius plots of 1/R_ct (section 2, Fig. 3c)
GAS_CONSTANT = 8.314462618  # J/(mol K)
TARGET = 473.0  # Wh/kg of the pouch cell (section 2)

Rows = list[tuple[str, float, float, float, float]]


def reported() -> dict[tuple[str, float], float]:
    """Reported capacity, mAh/g, by recipe name and C-rate."""
    with open(HERE / "gao2025_reported.csv", encoding="utf-8", newline="") as file:
        return {(row["Recipe"], float(row["C-rate / 1"])): float(row["Capacity / mAh/g"]) for row in csv.DictReader(file)}


def with_layer(cell: Cell, layer: Layer) -> Cell:
    """The cell with its only cathode layer exchanged."""
    return replace(cell, cathode=replace(cell.cathode, layers=(layer,)))


def faster(cell: Cell, factor: float) -> Cell:
    """The cell with the exchange current of its particles multiplied."""
    (layer,) = cell.cathode.layers
    return with_layer(cell, replace(layer, populations=tuple(replace(p, exchange_factor=factor) for p in layer.populations)))


def effects_of_llzo(with_llzo: Cell, without: Cell) -> dict[str, Cell]:
    """The film without LLZO, and the ways in which LLZO could act."""
    (layer,) = with_llzo.cathode.layers
    jump = exp((BARRIERS[0] - BARRIERS[1]) / (GAS_CONSTANT * with_llzo.temperature))
    return {
        "without LLZO": without,
        "LLZO takes room, its particles do not touch": with_layer(with_llzo, replace(layer, paths=())),
        "LLZO conducts through the layer": with_llzo,
        f"and the surface reacts {jump:.2g} times as fast": faster(with_llzo, jump),
    }


def rates_table(told: dict[tuple[str, float], float]) -> Rows:
    """Reported and computed capacities; discharges after a charge at the same rate (assumed), and from full."""
    files = [HERE / name for name in (WITHOUT, WITH, *LARGER)]
    charged, full = stratode.run(*files), stratode.run(*files, protocol="discharge")
    rows: Rows = []
    print(f"{'electrode':42s} {'C-rate':>6s} {'reported':>9s} {'computed':>9s} {'from full':>10s}  limited by (from full)")
    for result, started in zip(charged.results, full.results, strict=True):
        for run, best in zip(result.rates, started.rates, strict=True):
            paper = told.get((result.name, run.c_rate), -1.0)
            rows.append((result.name, run.c_rate, paper, run.specific_capacity, best.specific_capacity))
            stated = f"{paper:9.1f}" if paper >= 0.0 else "        -"
            print(
                f"{result.name:42s} {run.c_rate:6g} {stated} {run.specific_capacity:9.1f} {best.specific_capacity:10.1f}  {best.limited_by}"
            )
    return rows


def llzo_table() -> None:
    """Capacities from full of the ways in which LLZO could act."""
    with_llzo, without = stratode.read([HERE / WITH, HERE / WITHOUT], protocol="discharge")
    cells = effects_of_llzo(with_llzo, without)
    outcome = stratode.simulate([replace(cell, name=name) for name, cell in cells.items()])
    rates = " ".join(f"{rate:>6g}C" for rate in with_llzo.protocol.rates)
    print(f"\n{'what LLZO may do, from full, mAh/g':46s} {rates}   mean voltage at {with_llzo.protocol.rates[-1]:g}C / V")
    for result in outcome.results:
        capacities = " ".join(f"{run.specific_capacity:7.1f}" for run in result.rates)
        print(f"{result.name:46s} {capacities} {result.rates[-1].mean_voltage:10.3f}")


def pouch_line() -> None:
    """The pouch cell on the scales, against the reported figure."""
    (case,) = stratode.run(HERE / LARGER[1]).cases
    if case.ledger is None:
        return
    bare, packed = case.ledger.on("cell without packaging").Wh_kg, case.ledger.on("cell with packaging").Wh_kg
    print(f"\npouch cell: reported {TARGET:.0f} Wh/kg and 7.1 mAh/cm2; computed {packed:.0f} Wh/kg ({bare:.0f} without packaging)", end=" ")
    print(f"and {case.ledger.discharge_capacity / 10.0:.1f} mAh/cm2")


def main() -> Rows:
    rows = rates_table(reported())
    llzo_table()
    pouch_line()
    return rows


if __name__ == "__main__":
    main()
