"""What han2025 reports (doi:10.1039/d5ee01785h) beside what its electrodes do with literature parameters: nothing is fitted.

The reported values stand in `han2025_reported.csv` and `han2025_reported_retention.csv`, each with its place in the paper. The recipes of
22.1 mg/cm2 are run at every loading that the paper names. A binder acts here as a second path for lithium ions alone; adhesion,
cracks and the surfaces it protects are no part of the model.
"""

import csv
from dataclasses import replace
from pathlib import Path

import stratode
from stratode.recipe.parts import Cell, Current, IonPath, Layer

HERE = Path(__file__).parent
SOFT, PVDF, POUCH = "han2025_22.yaml", "han2025_22_pvdf.yaml", "han2025_pouch.yaml"
LOADINGS = (22.1, 31.1, 37.3, 40.9, 52.3, 63.4, 86.1)  # mg/cm2, those that the text names
REPORTED_ENERGY = 381.1, 1067.5  # Wh/kg and Wh/L of the pouch cell with its packaging (Fig. 6f)

Rows = list[tuple[str, float, float]]


def reported() -> dict[str, float]:
    """Reported capacity at 0.1C, mAh/g, by recipe name."""
    with open(HERE / "han2025_reported.csv", encoding="utf-8", newline="") as file:
        return {row["Recipe"]: float(row["Capacity / mAh/g"]) for row in csv.DictReader(file)}


def retentions() -> dict[str, float]:
    """Reported capacity at 3C over that at 0.2C, %, by binder."""
    with open(HERE / "han2025_reported_retention.csv", encoding="utf-8", newline="") as file:
        return {row["Binder"]: float(row["Retention / %"]) for row in csv.DictReader(file)}


def at_loading(cell: Cell, loading: float, binder: str) -> Cell:
    """The cell with `loading` (mg/cm2) of active material, at its porosity, charged and discharged at 0.1C."""
    layers = cell.cathode.layers
    factor = loading / 100.0 / sum(layer.active_loading for layer in layers)
    thicker = tuple(replace(layer, thickness=factor * layer.thickness) for layer in layers)
    slow = Current(c_rate=0.1, charge=True, until_voltage=cell.protocol.upper_voltage)
    protocol = replace(cell.protocol, one_c=factor * cell.protocol.one_c, rates=(0.1,), charge=(slow,))
    name = f"han2025 {binder}, {loading:g} mg/cm2"
    return replace(cell, name=name, cathode=replace(cell.cathode, layers=thicker), protocol=protocol)


def with_paths(cell: Cell, factor: float) -> Cell:
    """The cell with the conductivity of its binder multiplied; 0 takes the path away."""

    def multiplied(path: IonPath) -> IonPath:
        shape = path.conductivity.shape
        return replace(path, conductivity=replace(path.conductivity, shape=replace(shape, value=factor * shape.value)))

    def changed(layer: Layer) -> Layer:
        return replace(layer, paths=tuple(multiplied(path) for path in layer.paths) if factor else ())

    return replace(cell, cathode=replace(cell.cathode, layers=tuple(changed(layer) for layer in cell.cathode.layers)))


def loadings_table(told: dict[str, float]) -> Rows:
    """Areal capacity at 0.1C, reported and computed, at every loading; the foil of 100 um limits N/P."""
    soft, pvdf = stratode.read([HERE / SOFT, HERE / PVDF])
    cells = [at_loading(cell, loading, binder) for loading in LOADINGS for cell, binder in ((soft, "ISP50"), (pvdf, "PVDF"))]
    outcome = stratode.simulate(cells)
    rows: Rows = []
    print(f"{'electrode at 0.1C':28s} {'reported':>9s} {'computed':>9s} {'mAh/cm2':>8s} {'N/P':>5s}  limited by")
    for case in outcome.cases:
        (run,) = case.result.rates
        paper = told.get(case.cell.name, -1.0)
        rows.append((case.cell.name, paper, run.specific_capacity))
        stated = f"{paper:9.0f}" if paper >= 0.0 else "        -"
        ratio = case.ledger.np_ratio_first_charge if case.ledger else 0.0
        print(f"{case.cell.name:28s} {stated} {run.specific_capacity:9.1f} {run.capacity / 10:8.2f} {ratio:5.2f}  {run.limited_by}")
    return rows


def retention_table() -> None:
    """Capacity at 3C over that at 0.2C, and what ions cost in the cathode at 3C: the binder's path as stated, without it, and better."""
    soft, pvdf = stratode.read([HERE / SOFT, HERE / PVDF], rates=[0.2, 3.0])
    told = retentions()
    cells = {"PVDF": pvdf, "ISP50, no path": with_paths(soft, 0.0), "ISP50": soft, "ISP50, path ten times as good": with_paths(soft, 10.0)}
    outcome = stratode.simulate([replace(cell, name=name) for name, cell in cells.items()])
    print(f"\n{'22.1 mg/cm2':30s} {'3C over 0.2C / %':>16s} {'reported':>9s} {'ions in the pores at 3C / mV':>29s}")
    for result in outcome.results:
        slow, fast = result.rates
        stated = f"{told[result.name]:9.1f}" if result.name in told else "        -"
        ions = 1e3 * sum(loss for name, loss in fast.mean_losses.items() if name.startswith("pore "))
        print(f"{result.name:30s} {100.0 * fast.specific_capacity / slow.specific_capacity:16.1f} {stated} {ions:29.1f}")


def pouch_lines(told: dict[str, float]) -> None:
    """The pouch cell on the scales, against the reported figures."""
    (case,) = stratode.run(HERE / POUCH).cases
    (run,) = case.result.rates
    print(f"\n{case.cell.name}: reported {told[case.cell.name]:.0f} mAh/g, computed {run.specific_capacity:.1f}")
    if case.ledger is None:
        return
    packed = case.ledger.on("cell with packaging")
    print(
        f"with packaging: reported {REPORTED_ENERGY[0]:.1f} Wh/kg and {REPORTED_ENERGY[1]:.1f} Wh/L, computed {packed.Wh_kg:.0f} Wh/kg and "
        f"{packed.Wh_L_assembled:.0f} Wh/L as assembled, {packed.Wh_L_charged:.0f} as charged"
    )


def main() -> Rows:
    told = reported()
    rows = loadings_table(told)
    retention_table()
    pouch_lines(told)
    return rows


if __name__ == "__main__":
    main()
