"""One measurement in a process of its own: python -m benchmarks.transport_once with a question as JSON on standard input.

The question: `tool`, `file` (.npy of labels), `phases` (label -> relative conductivity), `voxel`, `threads` (null: the tool's own choice),
and for stratode `error`. The answer, JSON on standard output: effective over intrinsic conductivity, CPU seconds of all threads, wall
seconds, iterations, and the peak memory of the process with what it held before the first step. What is compiled is compiled, and what
is imported imported, before the clock starts.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

Answer = dict[str, float]


def peak() -> float:
    """Largest memory of this process so far, MiB; Linux tells it without what the process that started this one held."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(float(line.split()[1]) / 1024.0 for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def timed(question: dict[str, Any], prepare: Callable[[dict[str, Any]], Callable[[], Answer]]) -> Answer:
    """CPU and wall seconds of what `prepare` returns, with the memory before and after."""
    solve = prepare(question)
    before, wall, cpu = peak(), time.perf_counter(), time.process_time()
    answer = solve()
    spent = {"cpu_s": time.process_time() - cpu, "wall_s": time.perf_counter() - wall}
    return answer | spent | {"peak_mib": peak(), "before_mib": before}


def stratode(question: dict[str, Any]) -> Callable[[], Answer]:
    from stratode.structure.transport.effective import effective
    from stratode.structure.transport.parts import Conducting
    from stratode.structure.volume import Volume

    asked = Conducting({int(label): k for label, k in question["phases"].items()})
    threads, error = question["threads"], question["error"]
    uneven = np.random.default_rng(0).choice(np.array([*asked.phases] * 3 + [255], np.uint8), (24, 24, 24))  # one that takes every step
    small = Volume(uneven, (1e-6, 1e-6, 1e-6), "small", "to compile with")
    effective(small, asked, "z", error=error, threads=threads)
    volume = Volume(np.load(question["file"]), tuple(question["voxel"]), "volume", question["file"])

    def solve() -> Answer:
        found = effective(volume, asked, "z", error=error, threads=threads)
        return {"d_eff": found.d_eff, "iterations": found.iterations, "stated_error": found.solver_error}

    return solve


def taufactor(question: dict[str, Any]) -> Callable[[], Answer]:
    """Its two-phase solver for one phase, its solver of several otherwise, whose insulator is 0; both as installed, on the processor."""
    import torch
    from taufactor import MultiPhaseSolver, Solver

    if question["threads"] is not None:
        torch.set_num_threads(question["threads"])
    labels, phases = np.load(question["file"]), {int(label): k for label, k in question["phases"].items()}
    renamed = np.zeros_like(labels)
    for number, label in enumerate(phases, start=1):
        renamed[labels == label] = number
    several = dict(enumerate(phases.values(), start=1))

    def solve() -> Answer:
        made = Solver(renamed, device="cpu") if len(phases) == 1 else MultiPhaseSolver(renamed, cond=several, device="cpu")
        made.solve(iter_limit=100_000, verbose=False)
        return {"d_eff": float(np.asarray(made.D_eff).ravel()[0]), "iterations": made.iter}

    return solve


TOOLS = {"stratode": stratode, "taufactor": taufactor}


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    result = timed(asked, TOOLS[asked["tool"]])
    sys.stdout.write("\n" + json.dumps(result) + "\n")
