"""Measure stratode beside its peers and write `results/*.json` and `TABLE.md`: python benchmarks/run.py [SUITE ...] [--quick].

Suites: agreement, measured, conservation, work_precision, batch, starved, impedance, experiments beside PyBaMM; structure, spheres
beside TauFactor (all when none is named). `--quick` takes a few minutes: fewer designs, no compiled PyBaMM, small volumes. Needs the
`peers` extra, and for structure TauFactor (docs/benchmarks.md).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from benchmarks import experiments, spectra, suites, table, transport, volumes  # noqa: E402

RESULTS = HERE / "results"
CELLS = ("stratode", "pybamm", "pybammsolvers", "numba", "numpy")
VOLUMES = ("stratode", "taufactor", "torch", "numba", "numpy")


def plan(quick: bool) -> dict[str, Callable[[], list[suites.Row]]]:
    """Each suite with its sizes."""
    designs, converged, thick, checked = (100, 20, 40, 5) if quick else (1000, 60, 200, 20)
    return {
        "agreement": suites.agreement,
        "measured": suites.measured,
        "conservation": suites.conservation,
        "work_precision": lambda: suites.work_precision(repeats=5 if quick else 9, compiled=not quick),
        "batch": lambda: suites.batch(designs, converged),
        "starved": lambda: suites.starved(thick, checked),
        "impedance": lambda: spectra.impedance(repeats=3 if quick else 7),
        "experiments": experiments.experiments,
        "structure": lambda: transport.structure(volumes.SIZES[:1] if quick else volumes.SIZES, None if quick else volumes.LARGEST),
        "spheres": lambda: transport.spheres(transport.PER_DIAMETER[:4] if quick else transport.PER_DIAMETER),
    }


def versions(suite: str) -> dict[str, str]:
    """Of what a suite runs; what is not installed is said to be so."""
    found = {}
    for package in VOLUMES if suite in ("structure", "spheres") else CELLS:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "absent"
    return found


def machine() -> str:
    """Processor, cores and system, as far as the system names them."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        models = [line.split(":", 1)[1].strip() for line in info.read_text(encoding="utf-8").splitlines() if line.startswith("model name")]
        name = models[0] if models else name
    return f"{name}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suites", nargs="*", choices=[*plan(True), []], help="which to run; all when none is named")
    parser.add_argument("--quick", action="store_true", help="fewer designs and repeats")
    asked = parser.parse_args()
    warnings.filterwarnings("ignore", module="pybamm|bpx")
    RESULTS.mkdir(exist_ok=True)
    for name, suite in plan(asked.quick).items():
        if asked.suites and name not in asked.suites:
            continue
        print(f"{name} ...", file=sys.stderr, flush=True)
        content = {
            "date": datetime.now(UTC).date().isoformat(),
            "machine": machine(),
            "versions": versions(name),
            "quick": asked.quick,
            "rows": suite(),
        }
        (RESULTS / f"{name}.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    table.write(RESULTS, HERE / "TABLE.md")
    print((HERE / "TABLE.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
