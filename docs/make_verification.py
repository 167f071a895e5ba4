"""Writes docs/verification_results.md: the numbers behind the tests of `tests/cell`, from runs made now.

From the project's root: python -m docs.make_verification (about six minutes, most of them for 2,700 random cells; --cells N
and --deep N take fewer).
"""

from __future__ import annotations

import argparse
import math
import platform
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

import numpy as np
from tests.cell import (
    simple,
    test_double_layers,
    test_drawn,
    test_drawn_deep,
    test_estimate,
    test_layers,
    test_losses,
    test_orders,
    test_particles,
    test_paths,
    test_porous_electrode,
    test_salt,
    test_transport_cells,
    test_warmth,
)
from tests.cell.drawn import Draw
from tests.cell.test_impedance_in_time import in_time

from stratode.cell import Precision, simulate
from stratode.cell.adapt import solve
from stratode.cell.impedance import spectrum

ROOT = Path(__file__).parents[1]
Row = tuple[str, str, str, str]  # what, against what, found, allowed by the test


def main() -> None:
    """Run everything and write the page."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cells", type=int, default=test_drawn.CELLS, help="random cells to run")
    asked.add_argument("--deep", type=int, default=test_drawn_deep.CELLS, help="random cells with everything to run")
    counts = asked.parse_args()
    sections = [
        ("Exact solutions", table(exact())),
        ("Orders of convergence", table(orders())),
        ("Losses and invariances", table(invariances())),
        ("Error estimate", estimate()),
        ("The cell in depth", table(in_depth())),
        ("Random cells", random_cells(counts.cells)),
        ("Random cells with everything", random_deep(counts.deep)),
    ]
    about = (
        f"Run on {date.today().isoformat()}: stratode {version('stratode')}, Python {platform.python_version()}, {platform.machine()}. "
        "Every row is a test in `tests/cell`, where its tolerance is derived.\n"
    )
    page = "\n".join([about, *(f"## {title}\n\n{text}" for title, text in sections)])
    (ROOT / "docs" / "verification_results.md").write_text(page, encoding="utf-8")


def table(rows: Iterator[Row]) -> str:
    lines = ["| what | against | found | allowed |", "|---|---|---|---|", *("| " + " | ".join(row) + " |" for row in rows), ""]
    return "\n".join(lines)


def number(value: float) -> str:
    return f"{value:.2g}"


def exact() -> Iterator[Row]:
    """Closed forms and series."""
    yield (
        "salt in a slab, 60 nodes, error over the steady rise",
        "series for equal fluxes at both faces (Carslaw & Jaeger 1959)",
        number(test_salt.worst_error(60)),
        "1e-4",
    )
    for current in (200.0, 400.0):
        yield (
            f"time to depletion at {current:g} A/m², relative",
            "Sand 1901, pores included",
            number(sand_error(current)),
            "5e-4",
        )
    for shells, word, allowed in ((False, "10 modes", "2e-6"), (True, "40 shells", "1e-4")):
        yield f"voltage of a single particle, {word}, V", "series of the sphere (Crank 1975)", number(particle_error(shells)), allowed
    for sigma in (0.1, 0.3, 3.0):
        yield (
            f"reaction in a porous electrode, σ {sigma:g} and κ 0.3 S/m, 160 nodes, over its mean",
            "Newman & Tobias 1962",
            number(test_porous_electrode.worst_error(sigma, 160)),
            "1e-4",
        )


def sand_error(current: float) -> float:
    sand, made = test_salt.long_slab(current)
    result = simulate(made, rates=[current / test_salt.CURRENT], precision=Precision(200, 1e-5), explain=False).rates[0]
    return abs(float(result.trace.time[-1]) / sand - 1.0)


def particle_error(shells: bool) -> float:
    material = simple.host(test_particles.DIFFUSIVITY, test_particles.EXCHANGE)
    made = test_particles.thin(simple.varying(material) if shells else material, 1.2 * test_particles.DIFFUSION_TIME)
    record = simple.discharge(made, test_particles.edges(made), shells=40).record
    late = record.time > 0.01 * test_particles.DIFFUSION_TIME
    return float(np.abs(record.voltage[late] - test_particles.voltage(made, record.time[late])).max())


def orders() -> Iterator[Row]:
    """Observed orders: the slope between the coarsest and the finest of each study."""
    yield "thickness, salt in a slab", "2", slope((10, 40), test_salt.worst_error), "1.8 to 2.2"
    yield "thickness, first reaction", "2", slope((20, 80), lambda n: test_porous_electrode.worst_error(0.3, n)), "1.7 to 2.2"
    yield "particles, shells", "2", slope((10, 40), lambda n: test_particles.surface_error(10, n, True)), "1.8 to 2.4"
    found = [test_particles.surface_error(n, 20, False) for n in (3, 5, 7, 9)]
    yield "particles, error with 3, 5, 7, 9 modes", "spectral", ", ".join(map(number, found)), "each a third of the one before"
    for order in (1, 2, 3, 4):
        yield f"time, method of order {order}", str(order), f"{test_orders.observed_order(order)[0]:.2f}", "0.4 to each side"


def slope(counts: tuple[int, int], error) -> str:
    coarse, fine = (error(n) for n in counts)
    return f"{math.log(coarse / fine) / math.log(counts[1] / counts[0]):.2f}"


def invariances() -> Iterator[Row]:
    """What must change nothing, or exactly so much."""
    whole = test_layers.run(test_layers.WHOLE, test_layers.EVEN).time[-1]
    split = test_layers.real(test_layers.coat(60e-6, "A"), test_layers.coat(60e-6, "B"))
    halves = test_layers.run(split, simple.even_edges(split, 8, 12, 12)).time[-1]
    yield "one layer stated as two, capacity, relative", "the same", number(abs(halves / whole - 1.0)), "1e-7"
    contact = test_layers.real(test_layers.coat(120e-6, "L"), contact=1e-3)
    shift = test_layers.shift(test_layers.WHOLE, contact, test_layers.EVEN)
    yield "shift by a contact of 10 Ω cm² at 60 A/m², V", "i R = 0.06", f"{shift[-1]:.7f}", "1e-6"
    result = test_losses.run(test_losses.plain(600.0, foil=3.0))
    law = 2.0 * simple.THERMAL * math.asinh(test_losses.CURRENT / 6.0)
    lost = float(test_losses.lost(result, "lithium electrode", -1))
    yield "overpotential of lithium, V", f"Butler-Volmer: {law:.7f}", f"{lost:.7f}", "1e-6 relative"


def estimate() -> str:
    """Twenty starved designs, the true error beside the estimate."""
    draw = Draw(4)
    lines = ["| true error of capacity | estimate | true error of voltage / mV rms | estimate / mV |", "|---|---|---|---|"]
    for _ in range(test_estimate.DESIGNS):
        made = test_estimate.starved(draw)
        found = solve(made, made.protocol, 1.0, Precision(), fields=False)
        exact_run = solve(made, made.protocol, 1.0, test_estimate.REFERENCE, fields=False).run
        capacity, rms = test_estimate.true_errors(found.run, exact_run)
        lines.append(f"| {capacity:.2%} | {found.error.capacity:.2%} | {1e3 * rms:.2f} | {1e3 * found.error.voltage:.2f} |")
    about = "Designs of 400 to 900 µm near 1C at default settings, judged by 200 nodes and a tolerance of 1e-6.\n"
    return "\n".join([about, *lines, ""])


def in_depth() -> Iterator[Row]:
    """Conductors beside the salt, transport cells, heat, double layers."""
    for sigma in (0.01, 0.1, 1.0):
        yield (
            f"voltage of a membrane with a conductor of {sigma:g} S/m beside its salt at 300 A/m², relative",
            "closed form of both carriers at steady state",
            number(test_paths.beside_error(sigma)),
            "1e-6",
        )
    yield "thickness, ions changing carrier between membranes", "2", slope((12, 48), test_paths.unlike_error), "1.5 or more"
    cases = (("an open membrane", test_transport_cells.membrane(), 1.5, 6.0), ("pores", test_transport_cells.membrane(0.4, 0.2), 4.0, 14.0))
    for word, gap, first, last in cases:
        found = test_transport_cells.diffusivity(test_transport_cells.relaxed(gap, 5.0, length=1.7 * last), first, last)
        exact_value = test_transport_cells.D * gap.transport.value / gap.porosity
        against = "restricted diffusion, L² / (π² t_re) (Newman & Chapman 1973)"
        yield f"diffusivity from the depolarisation of {word}, relative", against, number(abs(found / exact_value - 1.0)), "5e-3"
    for capacity in (500.0, 5000.0):
        yield (
            f"temperature of an idle cell of {capacity:g} J/(m² K) that cools by 17 of 20 K, K",
            "Newton's law",
            number(test_warmth.cooling_error(capacity)),
            "2e-3",
        )
    for word, made in (("half cell", test_warmth.half()), ("full cell with branches", test_warmth.full(branches=True))):
        heat = test_warmth.of_stages(made).heat
        yield f"energies of an experiment, {word}, relative", "0", number(heat.error if heat else math.nan), "1e-8"
    worst = 0.0
    for frequency in np.logspace(-3, 4, 10):
        z = spectrum(test_double_layers.full(), np.array([frequency]), 0.5).impedance[0]
        worst = max(worst, abs(in_time(test_double_layers.full(), float(frequency), abs(z)) / z - 1.0))
    yield "small sines in time on a full cell, 1 mHz to 10 kHz, largest relative error", "its impedance", number(worst), "0.01"


def random_deep(count: int) -> str:
    """How many cells with all physics ended how, and every fault."""
    endings, wrong = test_drawn_deep.judge(range(count))
    rows = [f"| {name} | {n} |" for name, n in endings.most_common()]
    about = (
        f"{count} random cells with conductors beside the electrolyte, dense membranes, t+ of 1, double layers and films, silicon with "
        "two branches, heat (a third of the batteries, a third of them adiabatic): rate tests, experiments of all stages drawn at random, "
        "and transport cells between ends of all kinds. Many are asked for what no cell can do; those that could not go on are told apart "
        "by what their last state shows. Faults (as above, and energies off by more than 3e-8): "
        f"{len(wrong)}.\n"
    )
    return "\n".join([about, "| ended by | cells |", "|---|---|", *rows, "", *(f"- {fault}" for fault in wrong), ""])


def random_cells(count: int) -> str:
    """How many cells ended how, and every fault."""
    endings, wrong = test_drawn.judge(range(count))
    rows = [f"| {name} | {n} |" for name, n in endings.most_common()]
    about = (
        f"{count} random cells (20 to 900 µm, 0.02C to 5C, one to five layers, half and full, one to three populations, 0 to 40 °C, "
        "with and without charge, hold and rest). Faults (a number that is not finite, lithium or salt off by more than 1e-10, "
        f"losses off by more than 1 µV, a stoichiometry out of range): {len(wrong)}.\n"
    )
    return "\n".join([about, "| ended by | cells |", "|---|---|", *rows, "", *(f"- {fault}" for fault in wrong), ""])


if __name__ == "__main__":
    main()
