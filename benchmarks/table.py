"""TABLE.md from the results' JSON files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.suites import Row, cpu_at

AT = (0.1, 0.3, 1.0, 3.0)  # mV at which CPU times are compared


def write(folder: Path, path: Path) -> None:
    """Every suite's table found in `folder`, in one Markdown file."""
    parts = ["# stratode beside its peers", ""]
    for name, section in SECTIONS.items():
        file = folder / f"{name}.json"
        if file.exists():
            content = json.loads(file.read_text(encoding="utf-8"))
            if content["rows"]:
                parts += [*section(content["rows"]), "", f"*{_stamp(content)}*", ""]
    path.write_text("\n".join(parts), encoding="utf-8")


def _stamp(content: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in content["versions"].items())
    return f"{content['date']}, {content['machine']}; {versions}; CPU time by time.process_time, warm, medians; one run for both tools."


def _grid(title: str, note: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [f"## {title}", "", note, "", "| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]


def _agreement(rows: list[Row]) -> list[str]:
    note = "RMS to 98 % of capacity at equal charge passed; stratode's capacity against PyBaMM's; what PyBaMM's own mesh still leaves."
    cells = [
        [
            r["case"],
            f"{r['rms_mV']:.3f}",
            f"{100 * r['capacity_error']:+.4f}",
            f"{r['reference_rms_mV']:.3f}",
            f"{100 * r['reference_capacity_error']:.4f}",
        ]
        for r in rows
    ]
    heads = ("case", "difference / mV rms", "capacity / %", "PyBaMM's own / mV", "PyBaMM's own / %")
    return _grid("Agreement, both mesh-converged", note, heads, cells)


def _measured(rows: list[Row]) -> list[str]:
    keys = ("stratode_rms_mV", "pybamm_rms_mV", "between_mV")
    cells = [
        [r["rate"], *(f"{r[k]:.2f}" for k in keys), *(f"{r[f'{k}_Ah']:.3f}" for k in ("measured", "stratode", "pybamm"))] for r in rows
    ]
    heads = ("rate", "stratode / mV rms", "PyBaMM / mV rms", "between them / mV", "measured / Ah", "stratode / Ah", "PyBaMM / Ah")
    return _grid("Against About:Energy's measured discharges", "NMC111 | graphite pouch cell at 25 °C, isothermal model.", heads, cells)


def _curves(rows: list[Row]) -> list[str]:
    ratios, points = [], []
    for case in dict.fromkeys(r["case"] for r in rows):
        mine = [r for r in rows if r["case"] == case]
        for error in AT:
            ours, again = cpu_at(error, mine, ("stratode",)), cpu_at(error, mine, ("stratode again",))
            peer = cpu_at(error, mine, ("pybamm", "pybamm compiled"))
            times = [_or_dash(v, ".1f") for v in (ours, again, peer)]
            ratios.append([case, f"{error:g}", *times, _or_dash(peer / ours, ".1f"), _or_dash(peer / again, ".1f")])
        points += [_point(r) for r in mine]
    heads = ["case", "at / mV rms", "stratode / ms", "stratode again / ms", "PyBaMM again / ms", "ratio", "ratio again"]
    note = (
        "Each tool's best settings for that error, log-log between measured points; a dash where no measured point brackets it. "
        '"again" is a repeated solve on a mesh that is there; "stratode" alone finds its mesh and estimates its error each time.'
    )
    first = _grid("One discharge at equal accuracy", note, heads, ratios)
    heads = ["case", "tool", "settings", "CPU / ms", "rms / mV", "capacity / %"]
    return [*first, "", *_grid("Work and precision, all points", "Against the converged reference.", heads, points)]


def _point(row: Row) -> list[str]:
    if "failed" in row:
        numbers = ["gave up", "–", "–"]
    else:
        numbers = [f"{row['cpu_ms']:.1f}", f"{row['rms_mV']:.3f}", f"{100 * row['capacity_error']:+.3f}"]
    return [row["case"], row["tool"], row["settings"], *numbers]


def _batch(rows: list[Row]) -> list[str]:
    percent = ("median", "p95", "worst")
    cells = [
        [
            r["tool"],
            r["settings"],
            str(r["count"]),
            f"{r['cpu_ms_per_design']:.1f}",
            str(r["failed"]),
            *(f"{100 * r[k]:.3f}" for k in percent),
        ]
        for r in rows
    ]
    heads = ("tool", "settings", "designs", "CPU ms per design", "ended early", "median / %", "95th / %", "worst / %")
    goal = [r for r in rows if r["median"] <= 1e-3 and r["p95"] <= 1e-2]
    fastest = {tool: min((r["cpu_ms_per_design"] for r in goal if r["tool"] == tool), default=np.nan) for tool in ("stratode", "pybamm")}
    ratio = _or_dash(fastest["pybamm"] / fastest["stratode"], ".1f")
    note = f"Capacity against converged answers. Cheapest settings with median <= 0.1 % and 95th percentile <= 1 %: ratio **{ratio}**."
    return _grid("Batch of varied designs", note, heads, cells)


def _starved(rows: list[Row]) -> list[str]:
    cells = [_starved_line("stratode, default settings", rows, "")]
    checked = [r for r in rows if "pybamm_cpu_ms" in r]
    if checked:
        cells.append(_starved_line("PyBaMM 14/40 clustered", checked, "pybamm_"))
        cells.append([f"both converged ({len(checked)})", "", *_quantiles(checked, "converged_")])
    capacity = _reliability(rows, "capacity_error", "estimate_capacity", "capacity")
    note = f"600 um at about 1C. {capacity} {_reliability(rows, 'rms_mV', 'estimate_mV', 'voltage')}"
    heads = ("what", "CPU / ms", "capacity median / %", "capacity 95th / %", "rms median / mV", "rms 95th / mV")
    return _grid("Thick, starved cathodes", note, heads, cells)


def _starved_line(label: str, rows: list[Row], prefix: str) -> list[str]:
    return [f"{label} ({len(rows)})", f"{np.median([r[f'{prefix}cpu_ms'] for r in rows]):.1f}", *_quantiles(rows, prefix)]


def _quantiles(rows: list[Row], prefix: str) -> list[str]:
    capacity = 100 * np.abs([r[f"{prefix}capacity_error"] for r in rows])
    voltage = np.array([r[f"{prefix}rms_mV"] for r in rows])
    return [f"{v:.3f}" for v in (np.median(capacity), np.percentile(capacity, 95), np.median(voltage), np.percentile(voltage, 95))]


def _reliability(rows: list[Row], error: str, estimate: str, name: str) -> str:
    true, said = np.abs([r[error] for r in rows]), np.array([r[estimate] for r in rows])
    low, high = 100 * np.mean(said < true / 2), 100 * np.mean(said > 10 * true)
    return f"The {name} error estimate is under half the true error in {low:.1f} % of designs and over ten times it in {high:.1f} %."


def _conservation(rows: list[Row]) -> list[str]:
    cells = [
        [
            r["case"],
            *(f"{r[k]:.1e}" for k in ("lithium", "salt", "losses_V")),
            "–" if np.isnan(r["pybamm_salt"]) else f"{r['pybamm_salt']:.1e}",
        ]
        for r in rows
    ]
    note = "Relative change over a discharge at default settings; the residual of the losses against OCV - V; PyBaMM's salt for full cells."
    return _grid("Conservation", note, ("case", "lithium", "salt", "losses' residual / V", "PyBaMM salt"), cells)


def _impedance(rows: list[Row]) -> list[str]:
    cells = [[r["tool"], r["settings"], f"{r['cpu_ms']:.1f}", *(f"{100 * e:.3f}" if e else "–" for e in r["errors"])] for r in rows]
    ours = next(r["cpu_ms"] for r in rows if r["tool"] == "stratode")
    within = min((r["cpu_ms"] for r in rows if r["tool"] == "pybamm" and max(r["errors"]) <= 1e-2), default=np.nan)
    note = (
        "91 points from 1 mHz to 1 MHz of the Chen2020 cell at 50 % with double layers. stratode solves layers in closed form; the "
        f"errors are what PyBaMM's mesh leaves. Cheapest PyBaMM mesh within 1 % everywhere: ratio **{_or_dash(within / ours, '.0f')}**."
    )
    heads = ("tool", "settings", "CPU / ms", "to 1 Hz / %", "to 1 kHz / %", "to 1 MHz / %")
    return _grid("One impedance spectrum", note, heads, cells)


def _experiments(rows: list[Row]) -> list[str]:
    cells = []
    for r in rows:
        numbers = ["gave up", "–", "–"] if "failed" in r else [f"{r['cpu_s']:.2f}", f"{r['rms_mV']:.2f}", ""]
        if "estimate_mV" in r:
            numbers[2] = f"{r['estimate_mV']:.2f}"
        cells.append([r["experiment"], r["tool"], r["settings"], *numbers])
    note = (
        "The Chen2020 cell. Error of the voltage against stratode on 160 nodes, over every stage; stratode's time is of the whole run with "
        "its own error estimate, PyBaMM's of a second solve."
    )
    return _grid("Experiments", note, ("experiment", "tool", "settings", "CPU / s", "rms / mV", "estimate / mV"), cells)


def _structure(rows: list[Row]) -> list[str]:
    """Both tools on every volume; the ratios at the largest size that both ran, and the bandwidth that bounds a step."""
    cells = [_volume(r) for r in rows if "tool" in r]
    paired = [r for r in rows if r.get("tool") == "taufactor"]
    largest = [r for r in paired if r["voxels"] == max(p["voxels"] for p in paired)]
    ratios = [f"{_times(r, rows):.0f} on {r['volume'].rsplit(' ', 1)[0]}" for r in largest if r["threads"] == 1]
    floor = next((f" {_floor(r, rows)}" for r in rows if "copy_bytes_per_s" in r), "")
    note = (
        "CPU seconds of all threads, what is compiled compiled before; the whole process's peak memory; the error is against the same "
        "grid in float64. stratode is asked for 0.1 %, TauFactor stops by its own rule. TauFactor's CPU seconds over stratode's, one "
        f"thread each, on the largest volumes of both: **{', '.join(ratios) or '–'}**. The very largest was not tried with TauFactor, "
        f"whose sweeps grow with the volume's length.{floor}{''.join(' ' + r['remark'] for r in rows if 'remark' in r)}"
    )
    heads = ("volume", "tool", "threads", "CPU / s", "wall / s", "peak / MiB", "iterations", "stated / %", "error / %")
    return _grid("Tortuosity of a volume", note, heads, cells)


def _volume(row: Row) -> list[str]:
    threads = "its own choice" if row["threads"] is None else str(row["threads"])
    numbers = [f"{row['cpu_s']:.2f}", f"{row['wall_s']:.2f}", f"{row['peak_mib']:.0f}", str(row["iterations"])]
    said = f"{100 * row['stated_error']:.3f}" if "stated_error" in row else "none"
    return [row["volume"], row["tool"], threads, *numbers, said, f"{100 * row['error']:+.4f}" if "error" in row else "–"]


def _times(peer: Row, rows: list[Row]) -> float:
    """The peer's CPU seconds over stratode's on the same volume and threads."""
    same = (r for r in rows if r.get("tool") == "stratode" and (r["volume"], r["threads"]) == (peer["volume"], peer["threads"]))
    return float(peer["cpu_s"] / next(same)["cpu_s"])


def _floor(bound: Row, rows: list[Row]) -> str:
    """What memory alone would take for the largest volume's iterations."""
    row = max((r for r in rows if r.get("tool") == "stratode" and r["threads"] == 1), key=lambda r: r["voxels"])
    least = bound["bytes_per_voxel"] * row["voxels"] * row["iterations"] / bound["copy_bytes_per_s"]
    copied = f"{bound['copy_bytes_per_s'] / 1e9:.1f} GB/s"
    return (
        f"A step moves at least {bound['bytes_per_voxel']:.0f} bytes per voxel of the finest grid; at the {copied} at "
        f"which one thread copies memory here, the iterations on {row['volume']} would take {least:.1f} s: stratode takes "
        f"{row['cpu_s'] / least:.1f} times that, multigrid and setting up included."
    )


def _spheres(rows: list[Row]) -> list[str]:
    cells = [
        [f"{r['fraction']:g}", str(r["per_diameter"]), str(r["cell"]), f"{100 * r['plain']:+.2f}", f"{100 * r['smoothed']:+.2f}"]
        for r in rows
    ]
    note = "Insulating; error of tau against Rayleigh's method with all poles to order 17."
    heads = ("volume fraction", "voxels per diameter", "voxels of the cell's edge", "plain / %", "smoothed faces / %")
    return _grid("Spheres on a simple cubic lattice", note, heads, cells)


def _or_dash(value: float, form: str) -> str:
    return format(value, form) if np.isfinite(value) else "–"


SECTIONS = {
    "agreement": _agreement,
    "measured": _measured,
    "conservation": _conservation,
    "work_precision": _curves,
    "batch": _batch,
    "starved": _starved,
    "impedance": _impedance,
    "experiments": _experiments,
    "structure": _structure,
    "spheres": _spheres,
}
