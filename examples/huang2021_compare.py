"""What huang2021 reports (doi:10.1002/aenm.202002387) beside what its own numbers allow at each C-rate: nothing is fitted.

The reported values stand in `huang2021_reported.csv`, each with its place in the paper. The paper gives the polymer's conductivity and an
effective diffusivity, thicknesses and tortuosity factors; salt concentration and transference number are assumed, and varied here over the
range of comparable polymers. Rates are run twice: charged as the paper did, at the rate under test, and from full, which asks least.
Then the blocking cell, the impedance of the full cells and the depolarisation cells are run as the paper describes them; what it reports of
these stands in `huang2021_reported_transport.csv`.
"""

import csv
from collections.abc import Callable
from dataclasses import replace
from math import pi
from pathlib import Path

import numpy as np

import stratode
from stratode.cell.batch import discharge_many
from stratode.cell.experiment import run_experiment
from stratode.cell.protocol import Precision
from stratode.design.ohmic import ohmic_budget
from stratode.recipe import library
from stratode.recipe.parts import Cell, Layer, TransportCell

HERE = Path(__file__).parent
CATHODES = ("huang2021_dfp_ip.yaml", "huang2021_ifp_ip.yaml", "huang2021_dfp_p.yaml")
BLOCKING, DEPOLARISATION = "huang2021_blocking.yaml", "huang2021_depolarisation.yaml"
RATES = (0.05, 0.1, 0.5, 1.0)
FINE = Precision(tolerance=1e-6, closeness=1e-11)  # a relaxation is read down to tens of microvolts
HALF_CHARGED = 0.5  # assumed, for impedance and where NMC811 takes part
STATED_SHARE = 0.62  # volume share of NMC811 in the text


def reported() -> dict[tuple[str, float], float]:
    """Reported capacity, mAh/g, by recipe name and C-rate."""
    with open(HERE / "huang2021_reported.csv", encoding="utf-8", newline="") as file:
        return {(row["Recipe"], float(row["C-rate / 1"])): float(row["Capacity / mAh/g"]) for row in csv.DictReader(file)}


def reported_transport() -> dict[tuple[str, str], float]:
    """Reported value by cell and quantity, in the unit of the file."""
    with open(HERE / "huang2021_reported_transport.csv", encoding="utf-8", newline="") as file:
        return {(row["Cell"], row["Quantity"]): float(row["Value"]) for row in csv.DictReader(file)}


def with_active_share(cell: Cell, share: float, thickness: float) -> Cell:
    """The cell with `share` of NMC811 by volume in a composite of `thickness` (m); 1C follows the loading."""
    (layer,) = cell.cathode.layers
    (particles,) = layer.populations
    made: Layer = replace(layer, thickness=thickness, porosity=1.0 - share, populations=(replace(particles, volume_fraction=share),))
    loading = made.active_loading / layer.active_loading
    protocol = replace(cell.protocol, one_c=cell.protocol.one_c * loading)
    return replace(cell, cathode=replace(cell.cathode, layers=(made,)), protocol=protocol)


def with_salt(cell: Cell, concentration: float, transference: float) -> Cell:
    """The cell with another salt concentration (mol/m3) and transference number; the reported conductivity stays that of the filling."""
    old = cell.electrolyte
    ratio = concentration / old.concentration
    kappa, t_plus = old.conductivity, old.transference
    low, high = kappa.valid
    electrolyte = replace(
        old,
        concentration=concentration,
        conductivity=replace(
            kappa, shape=replace(kappa.shape, variable_scale=kappa.shape.variable_scale * ratio), valid=(low * ratio, high * ratio)
        ),
        transference=replace(t_plus, shape=replace(t_plus.shape, value=transference)),
    )
    return replace(cell, electrolyte=electrolyte)


def with_transport(cell: Cell, factor: float) -> Cell:
    """The cell with diffusivity and conductivity of its electrolyte multiplied."""
    old = cell.electrolyte
    diffusivity = replace(old.diffusivity, shape=replace(old.diffusivity.shape, value=factor * old.diffusivity.shape.value))
    conductivity = replace(old.conductivity, shape=replace(old.conductivity.shape, scale=factor * old.conductivity.shape.scale))
    return replace(cell, electrolyte=replace(old, diffusivity=diffusivity, conductivity=conductivity))


def readings(cell: Cell) -> dict[str, Cell]:
    """The ways in which the paper, and the range of what it leaves open, can be read."""
    (layer,) = cell.cathode.layers
    (particles,) = layer.populations
    thinner = layer.thickness * particles.volume_fraction / STATED_SHARE
    return {
        "83.9 mg/cm2 in 600 um: 29 vol% NMC811": cell,
        "62 vol% in 600 um: 178 mg/cm2": with_active_share(cell, STATED_SHARE, layer.thickness),
        "62 vol% and 83.9 mg/cm2: 283 um": with_active_share(cell, STATED_SHARE, thinner),
        "29 vol%, salt 1 M, t+ 0.2": with_salt(cell, 1000.0, 0.2),
        "29 vol%, salt 3 M, t+ 0.5": with_salt(cell, 3000.0, 0.5),
        "29 vol%, t+ 1: no salt gradient at all": with_salt(cell, cell.electrolyte.concentration, 1.0),
        "29 vol%, membrane of 20 um": replace(cell, separator=replace(cell.separator, thickness=20e-6)),
        "29 vol%, PEO-LiTFSI as measured at 85 degC": replace(cell, electrolyte=library.find("PEO-LiTFSI"), temperature=358.15),
    }


def from_full(cells: list[Cell], c_rate: float) -> list[float]:
    """Capacity of each cell discharged from full, mAh/g."""
    started = [replace(cell, protocol=replace(cell.protocol, charge=())) for cell in cells]
    return [done.specific_capacity for done in discharge_many(started, c_rate)]


def needed(reaches: Callable[[float], bool], low: float, high: float) -> float:
    """The smallest factor between `low` and `high` that reaches, to 2 %; infinite where none does."""
    if not reaches(high):
        return float("inf")
    while high / low > 1.02:
        middle = (low * high) ** 0.5
        low, high = (low, middle) if reaches(middle) else (middle, high)
    return high


def rates_table(told: dict[tuple[str, float], float]) -> list[tuple[str, float, float, float]]:
    """Reported and computed capacities of the three cathodes."""
    files = [HERE / name for name in CATHODES]
    as_charged = stratode.run(*files)
    full = stratode.run(*files, protocol="discharge")
    rows = []
    print(f"{'cathode':22s} {'C-rate':>6s} {'reported':>9s} {'computed':>9s} {'from full':>10s}  limited by (from full)")
    for charged, started in zip(as_charged.results, full.results, strict=True):
        for run, best in zip(charged.rates, started.rates, strict=True):
            paper = told.get((charged.name, run.c_rate))
            rows.append((charged.name, run.c_rate, run.specific_capacity, best.specific_capacity))
            stated = "        -" if paper is None else f"{paper:9.0f}"
            computed = f"{run.specific_capacity:9.1f} {best.specific_capacity:10.1f}"
            print(f"{charged.name:22s} {run.c_rate:6g} {stated} {computed}  {best.limited_by}")
    return rows


def budget_table(cell: Cell) -> None:
    """Ohm's and Fick's account of the stated numbers, in closed form."""
    entries = {entry.name: entry for entry in ohmic_budget(cell)}
    case = stratode.simulate([replace(cell, protocol=replace(cell.protocol, rates=(0.05,)))]).cases[0]
    limit = next(line.value for line in case.limits if line.name == "limiting current")
    print(f"\n{cell.name}, before any kinetics: limiting current of the salt {limit / 10:.2f} mA/cm2")
    print(f"{'C-rate':>6s} {'mA/cm2':>7s} {'membrane / V':>13s} {'pores / V':>10s} {'of the limiting current':>24s}")
    for c_rate in RATES:
        current = c_rate * cell.protocol.one_c
        membrane, pores = entries["separator"].drop(current), entries["cathode pores"].drop(current)
        print(f"{c_rate:6g} {current / 10:7.2f} {membrane:13.3f} {pores:10.3f} {current / limit:24.1f}")


def readings_table(cell: Cell) -> None:
    """Capacity from full of every reading at every rate."""
    cells = readings(cell)
    print(f"\n{'reading of ' + cell.name + ', from full':42s} " + " ".join(f"{rate:>6g}C" for rate in RATES))
    columns = [from_full(list(cells.values()), rate) for rate in RATES]
    for name, row in zip(cells, zip(*columns, strict=True), strict=True):
        print(f"{name:42s} " + " ".join(f"{value:7.1f}" for value in row))


def spectra_table(told: dict[tuple[str, str], float]) -> None:
    """The blocking cell, and the full cells at half charge (assumed), as impedance sees them."""
    (blocking,) = stratode.read([HERE / BLOCKING])
    (spectrum,) = stratode.impedance(HERE / BLOCKING, frequencies=(1e6,)).results[0].spectra
    conductivity = blocking.middle[0].thickness / spectrum.impedance[0].real / 100.0
    print(f"\nSS/SSE/SS at 1 MHz: {spectrum.impedance[0].real * 1e4:.1f} ohm cm2, so {conductivity:.2e} S/cm", end=" ")
    print(f"(reported {told[blocking.name, 'conductivity']:.2e})")
    print(f"{'full cell at half charge / ohm cm2':36s} {'at 1 MHz':>9s} {'reported':>9s} {'1 MHz to 1 Hz':>14s} {'reported':>9s}")
    for result in stratode.impedance(*(HERE / name for name in CATHODES), soc=HALF_CHARGED, frequencies=(1e6, 1.0)).results:
        high, low = result.spectra[0].impedance.real * 1e4
        series, arc = told[result.name, "series resistance"], told[result.name, "charge resistance"]
        print(f"{result.name:36s} {high:9.1f} {series:9.1f} {low - high:14.1f} {arc:9.1f}")


def between_foils(full: Cell, name: str, exchange_factor: float) -> TransportCell:
    """The cathode of a full cell between two lithium foils, with the steps of the depolarisation recipe."""
    (cell,) = stratode.read([HERE / DEPOLARISATION])
    (layer,) = full.cathode.layers
    particles = tuple(replace(one, exchange_factor=exchange_factor) for one in layer.populations)
    return replace(
        cell, name=name, middle=(replace(layer, populations=particles),), electrolyte=full.electrolyte, state_of_charge=HALF_CHARGED
    )


def depolarisation_table(told: dict[tuple[str, str], float]) -> None:
    """Effective diffusivity from the slope of ln|V| over the second half of the rest, and what the recipe implies, D / tau."""
    full = stratode.read([HERE / name for name in CATHODES])
    cells = [between_foils(cell, cell.name, 0.0) for cell in full]
    cells.append(between_foils(full[0], f"{full[0].name}, NMC811 active", 1.0))
    print(f"\n{'Li/cathode/Li, 10 uA for 2 h':38s} {'reported':>9s} {'as run':>9s} {'D / tau':>9s} cm2/s  rest / h")
    for cell in cells:
        (layer,) = cell.middle
        result = run_experiment(cell, precision=FINE)
        resting = result.trace.step == result.stages[-1].number
        time, voltage = result.trace.time[resting], np.abs(result.trace.voltage[resting])
        late = time > 0.5 * (time[0] + time[-1])
        slope = np.polyfit(time[late], np.log(voltage[late]), 1)[0]
        filled = float(cell.electrolyte.diffusivity(cell.electrolyte.concentration, cell.temperature))
        paper = told.get((cell.name, "effective diffusivity"))
        stated = "        -" if paper is None else f"{paper:9.2e}"
        seen, implied = -slope * layer.thickness**2 / pi**2 * 1e4, filled / layer.transport.tau * 1e4
        print(f"{cell.name:38s} {stated} {seen:9.2e} {implied:9.2e}        {result.stages[-1].duration / 3600:8.1f}")


def main() -> list[tuple[str, float, float, float]]:
    told = reported()
    rows = rates_table(told)
    (cell,) = stratode.read([HERE / CATHODES[0]])
    budget_table(cell)
    readings_table(cell)
    goal = told[cell.name, 1.0]
    factor = needed(lambda f: from_full([with_transport(cell, f)], 1.0)[0] >= goal, 1.0, 1000.0)
    print(f"\nFor {goal:.0f} mAh/g at 1C from full, diffusivity and conductivity would both have to be {factor:.0f} times those stated.")
    transport = reported_transport()
    spectra_table(transport)
    depolarisation_table(transport)
    return rows


if __name__ == "__main__":
    main()
