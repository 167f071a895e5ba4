"""A long test summarised: python benchmarks/long_cycling.py [--rows N] [--cycles N].

Writes a BDF table of a cell cycled between two voltages (20 million rows, 1,000 cycles unless told otherwise; about 1 GB, in a folder that
is removed at the end), has `stratode lab cycle` summarise it in a process of its own, and prints wall and CPU seconds, the peak memory of
that process, and the capacity and its fade beside those that the table was made with.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

CAPACITY, FADE = 5e-3, 2e-4  # Ah of the first discharge; lost of it a cycle
CURRENT, MASS, REST = 2.5e-3, 25.0, 60.0  # A; mg of active material; s after each half cycle


def half(rows: int, hours: float, start: float, sign: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Time in s, voltage in V and current in A of one half cycle at constant current, with the rest after it."""
    share = np.append(np.linspace(0.0, 1.0, rows - 2), [1.0, 1.0])
    resting = np.append(np.zeros(rows - 2), [1e-3, REST - 1e-3])
    voltage = 3.0 + 1.3 * (share if sign > 0 else 1.0 - share) ** 0.7 + sign * 0.02 * (resting == 0.0)
    return start + 3600.0 * hours * share + resting, voltage, sign * CURRENT * (resting == 0.0)


def write(path: Path, rows: int, cycles: int) -> None:
    """The table, cycle by cycle; each loses `FADE` of the first capacity."""
    each, now = rows // (2 * cycles), 0.0
    with path.open("wb") as file:
        for cycle in range(cycles):
            hours = CAPACITY * (1.0 - FADE * cycle) / CURRENT
            halves = [half(each, hours, now, 1), half(each, hours, now + 3600.0 * hours + REST, -1)]
            now += 2.0 * (3600.0 * hours + REST)
            time_s, voltage, current = (np.concatenate(part) for part in zip(*halves, strict=True))
            step = np.repeat([2 * cycle + 1, 2 * cycle + 2], each)
            table = pl.DataFrame(
                {
                    "Test Time / s": time_s,
                    "Voltage / V": voltage,
                    "Current / A": current,
                    "Cycle Count / 1": np.full(2 * each, cycle + 1),
                    "Step Count / 1": step,
                    "Ambient Temperature / degC": np.full(2 * each, 25.0),
                    "Power / W": voltage * current,
                }
            )
            file.write(table.write_csv(include_header=cycle == 0, float_precision=7).encode())


def summarised(path: Path) -> tuple[dict, dict[str, float]]:
    """What `stratode lab cycle` finds, and what it took."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [str(Path(sys.executable).with_name("stratode")), "lab", "cycle", str(path), "--active-mass", f"{MASS}mg", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(done.stdout), {"wall_s": time.perf_counter() - began, "cpu_s": cpu, "peak_gib": after.ru_maxrss / 2**20}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, default=20_000_000)
    asked.add_argument("--cycles", type=int, default=1000)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.bdf.csv"
        write(path, given.rows, given.cycles)
        size = path.stat().st_size / 1e9
        found, took = summarised(path)
    print(json.dumps({"rows": given.rows, "cycles": given.cycles, "size_gb": round(size, 2), **{k: round(v, 2) for k, v in took.items()}}))
    print(f"made with {1e6 * CAPACITY / MASS:.1f} mAh/g and a loss of {100 * FADE:.3f} % a cycle; found:")
    for told in found["estimates"]:
        if told["symbol"] in ("Q_dis,1", "Q_dis,1,m", "fade"):
            print(f"{told['name']}: {told['value']:.6g} ({told['low']:.6g} to {told['high']:.6g}) {told['unit']}")


if __name__ == "__main__":
    main()
