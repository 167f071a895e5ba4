"""Tortuosity of volumes beside TauFactor: both tools on the same files, each measurement in a process of its own, errors against float64.

The truth of a volume is the twin of the tests (`tests.naive.voxels`) to a residual of 1e-10, kept in `reference/transport.json` under a
hash of the volume. TauFactor's solver of several phases ends half a voxel further out on both sides, and is held to that grid's truth.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from math import pi
from pathlib import Path
from typing import Any

import numpy as np
from tests.naive import voxels
from tests.naive.simple_cubic import multipoles
from tests.structure.volumes import CUBIC, Case, simple_cubic

from benchmarks import volumes
from stratode.structure.transport.effective import effective
from stratode.structure.transport.parts import Plain, Smoothed
from stratode.structure.volume import Volume

Row = dict[str, Any]

HERE = Path(__file__).parent
STORE = HERE / "reference" / "transport.json"
THREADS: tuple[int | None, ...] = (1, None)
ERROR = 1e-3  # stated to stratode
FRACTIONS = (0.1, 0.2, 0.3, 0.4)
PER_DIAMETER = (10, 15, 20, 30, 40, 60)


def structure(sizes: tuple[int, ...], largest: int | None) -> list[Row]:
    """Every volume with both tools on one thread, and the first on as many as each takes; then stratode alone on the largest."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        cases = [case for n in sizes for case in volumes.cases(n)]
        files = [_saved(case, Path(folder)) for case in cases]
        for tool in ("taufactor", "stratode"):
            for k, (case, file) in enumerate(zip(cases, files, strict=True)):
                truth = reference(case, half_a_voxel_out=tool == "taufactor" and len(case.phases) > 1)
                rows += [_measured(case, file, tool, threads, truth) for threads in (THREADS if k == 0 else THREADS[:1])]
        if largest is not None:
            case = volumes.blobs(largest)
            rows += [_measured(case, _saved(case, Path(folder)), "stratode", threads, None) for threads in THREADS]
    return [*rows, floor()]


def spheres(per_diameter: tuple[int, ...] = PER_DIAMETER) -> list[Row]:
    """Error of tau of insulating spheres on a simple cubic lattice, both kinds of faces, against all poles (Rayleigh's method)."""
    rows = []
    for fraction in FRACTIONS:
        exact = (1.0 - fraction) / multipoles(fraction)
        for wanted in per_diameter:
            n = 2 * round(0.5 * wanted / (6.0 * fraction / pi) ** (1.0 / 3.0))
            cell = Volume(simple_cubic(n, fraction), CUBIC, "cell", "drawn")
            plain, smoothed = (effective(cell, 0, "z", faces=faces, error=1e-5).tau / exact - 1.0 for faces in (Plain(), Smoothed()))
            rows.append({"fraction": fraction, "per_diameter": wanted, "cell": n, "plain": plain, "smoothed": smoothed})
    return rows


def floor() -> Row:
    """Bandwidth of copying memory on one thread, and the least bytes a step of stratode's conjugate gradients moves on the finest grid.

    Half of the voxels are unknowns. For each the direction and the residual are read twice and written once, the product is written and
    read (eight float32), and six faces of a byte are read: 38 bytes per unknown, without the coarse levels and what links to them.
    """
    source = np.ones(2**26, dtype=np.float32)  # zeros would be one page of memory
    copy = np.empty_like(source)
    best = min(_seconds(lambda: np.copyto(copy, source)) for _ in range(7))
    return {"copy_bytes_per_s": 2.0 * source.nbytes / best, "bytes_per_voxel": 19.0}


def reference(case: Case, half_a_voxel_out: bool = False) -> float:
    """Effective over intrinsic conductivity of the same grid in float64; computed and stored where absent (minutes at 200^3)."""
    stored = json.loads(STORE.read_text(encoding="utf-8")) if STORE.exists() else {}
    key = fingerprint(case) + (" ends out" if half_a_voxel_out else "")
    if key not in stored:
        stored[key] = {"volume": case.name, "d_eff": solved(case, half_a_voxel_out)}
        STORE.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    return float(stored[key]["d_eff"])


def solved(case: Case, half_a_voxel_out: bool) -> float:
    """By the twin along z; with ends half a voxel out the end links are as long as all others."""
    net = voxels.network(voxels.conductivity(case.labels, case.phases), case.voxel, 0, (False, False, False))
    if half_a_voxel_out:
        net = replace(net, first=0.5 * net.first, last=0.5 * net.last)
    planes = case.labels.shape[0]
    found = voxels.solve(net, 0, case.voxel, 1e-10).d_eff
    return found * (planes + 1) / planes if half_a_voxel_out else found


def fingerprint(case: Case) -> str:
    told = json.dumps([case.labels.shape, case.voxel, sorted(case.phases.items())])
    return hashlib.sha256(told.encode() + np.ascontiguousarray(case.labels).tobytes()).hexdigest()[:16]


def _saved(case: Case, folder: Path) -> Path:
    file = folder / f"{case.name.replace(' ', '_')}.npy"
    np.save(file, case.labels)
    return file


def _measured(case: Case, file: Path, tool: str, threads: int | None, truth: float | None) -> Row:
    """One measurement in its own process."""
    question = {"tool": tool, "file": str(file), "phases": case.phases, "voxel": case.voxel, "threads": threads, "error": ERROR}
    command = [sys.executable, "-m", "benchmarks.transport_once"]
    limits = {} if threads is None else {"OMP_NUM_THREADS": str(threads), "NUMBA_NUM_THREADS": str(threads)}
    done = subprocess.run(
        command, input=json.dumps(question), capture_output=True, text=True, cwd=HERE.parent, env=os.environ | limits, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{tool} on {case.name} ended with {done.returncode}: {done.stderr[-2000:]}")
    answer = json.loads(done.stdout.splitlines()[-1])
    print(f"  {tool} on {case.name}: {answer['cpu_s']:.2f} CPU s", file=sys.stderr, flush=True)
    row = {"volume": case.name, "voxels": int(case.labels.size), "tool": tool, "threads": threads, **answer}
    return row if truth is None else row | {"error": answer["d_eff"] / truth - 1.0}


def _seconds(make: Callable[[], Any]) -> float:
    start = time.process_time()
    make()
    return time.process_time() - start
