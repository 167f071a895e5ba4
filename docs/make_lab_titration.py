"""Writes docs/lab_titration_results.md: the GITT pulses of the LG M50, read by both methods, with the warnings that apply.

From the project's root: python -m docs.make_lab_titration (a minute). The pulses are public data that the project does not hold;
STRATODE_DATA names the folder that holds gitt/lgm50_pulse_*.csv. Without them nothing is written.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from stratode import evaluate
from stratode.lab.reading.files import How
from stratode.lab.titration.analysis import PulseResult

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "lab_titration_results.md"
RECIPE = ROOT / "examples" / "lgm50_half_cell.yaml"
PULSES = (1, 5, 10, 15, 20, 25, 30, 35)
REPORTED = (1.48e-15, 4e-15)  # m2/s, Chen et al. 2020: by GITT, tuned


def main() -> None:
    """Evaluate the pulses and write the page."""
    place = Path(os.environ.get("STRATODE_DATA", ROOT.parent / "shared" / "data")) / "gitt"
    files = [place / f"lgm50_pulse_{number}.csv" for number in PULSES]
    if not all(file.is_file() for file in files):
        print("the LG M50 pulses are not here (STRATODE_DATA): nothing was written")
        return
    how = How(None, "Voltage / V=Positive electrode potential [V]")
    found = evaluate.gitt(*files, how=how, recipe=RECIPE)
    results = [result.pulses[0] for result in found.results]
    PAGE.write_text(page([file.stem.removeprefix("lgm50_") for file in files], results), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")


def page(names: Sequence[str], results: Sequence[PulseResult]) -> str:
    """The table and what it says."""
    head = (
        "| pulse | rest before / V | x | D, Weppner-Huggins / 1e-15 m²/s | D, cell fitted / 1e-15 m²/s | fit leaves / mV | "
        "dV/I at 1 s / ohm | checks that fired |\n|---|---|---|---|---|---|---|---|\n"
    )
    return head + "".join(row(name, one) for name, one in zip(names, results, strict=True)) + "\n" + said(results)


def row(name: str, one: PulseResult) -> str:
    """One pulse."""
    wh, fit = one.reading.diffusivity, one.fit
    x = "–" if one.cell is None else f"{one.cell.stoichiometry:.3f}"
    left = "–" if fit is None else f"{1e3 * float(np.std(fit.voltage - fit.fitted)):.2f}"
    ohm = next((f"{r.value:.2f}" for r in one.resistances if r.symbol == "R_1s"), "–")
    checks = ", ".join(f"`{name}`" for name in dict.fromkeys(caution.name for caution in one.all_cautions))
    cells = (name, f"{one.reading.step.before:.4f}", x, told(wh), told(fit.diffusivity if fit else None), left, ohm, checks)
    return "| " + " | ".join(cells) + " |\n"


def told(estimate: object) -> str:
    """A diffusivity with its interval."""
    value, low, high = (getattr(estimate, name, None) for name in ("value", "low", "high"))
    if value is None:
        return "–"
    return f"{value * 1e15:.2f}" + (" (no interval)" if low is None else f" ({low * 1e15:.2f} to {high * 1e15:.2f})")


def said(results: Sequence[PulseResult]) -> str:
    """The ranges beside what was reported."""
    wh = [one.reading.diffusivity.value for one in results if one.reading.diffusivity]
    fits = [one.fit.diffusivity.value for one in results if one.fit]
    return (
        f"Weppner-Huggins: {min(wh) * 1e15:.2f} to {max(wh) * 1e15:.2f}, geometric mean {np.exp(np.mean(np.log(wh))) * 1e15:.2f}; "
        f"the cell fitted: {min(fits) * 1e15:.2f} to {max(fits) * 1e15:.2f}, geometric mean {np.exp(np.mean(np.log(fits))) * 1e15:.2f} "
        f"(1e-15 m²/s). Chen et al. 2020 give {REPORTED[0] * 1e15:.2f} by GITT and {REPORTED[1] * 1e15:.0f} after tuning to discharges.\n"
    )


if __name__ == "__main__":
    main()
