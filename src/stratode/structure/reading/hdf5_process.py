"""HDF5's library in a process of its own, which answers requests: damaged files make it crash, run for ever, or fill the memory.

The process reads one JSON object a line from its standard input and answers with one on its standard output; bytes of voxels follow theirs.

    (start)                                      {"datasets": {name: {"shape", "dtype", "chunks", "elsewhere", "edges"}}}
    {"name": ..., "start": ..., "stop": ...}     {"bytes": n} and n bytes: that part along the first axis longer than one
    what fails                                   {"error": words}
"""

from __future__ import annotations

import json
import sys
from math import prod
from typing import Any

import h5py
import numpy as np

MEMORY = 4 * 2**30  # bytes that the process may take beside what it is asked for
EDGES = "element_size_um"  # attribute of a dataset that states edges along its axes in um (ImageJ's HDF5 plugin, ilastik)
FAULTS = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RuntimeError, OSError, EOFError, MemoryError)


def serve(path: str) -> None:
    """Answers until no more is asked."""
    _limit(0)
    try:
        with h5py.File(path, "r") as file:
            _say({"datasets": _datasets(file)})
            for line in sys.stdin:
                _answer(file, json.loads(line))
    except FAULTS as error:
        _say({"error": str(error)})


def _answer(file: Any, asked: dict[str, Any]) -> None:
    dataset = file[asked["name"]]
    first = next((axis for axis, n in enumerate(dataset.shape) if n > 1), 0)
    count = asked["stop"] - asked["start"]
    _limit(3 * count * dataset.dtype.itemsize * prod(dataset.shape) // dataset.shape[first])
    block = dataset[(*(slice(None) for _ in range(first)), slice(asked["start"], asked["stop"]))]
    content = np.ascontiguousarray(block, dataset.dtype.newbyteorder("=")).tobytes()
    _say({"bytes": len(content)})
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _datasets(file: Any) -> dict[str, Any]:
    """All datasets with a shape, by name."""
    found: dict[str, Any] = {}

    def note(name: str, item: Any) -> None:
        if isinstance(item, h5py.Dataset) and item.shape is not None:
            found[name] = {
                "shape": item.shape,
                "dtype": item.dtype.str if item.dtype.kind != "O" else "O",
                "chunks": item.chunks,
                "elsewhere": bool(item.external) or item.is_virtual,
                "edges": np.ravel(item.attrs[EDGES]).tolist() if EDGES in item.attrs else [],
            }

    file.visititems(note)
    return found


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    sys.stdout.buffer.flush()


def _limit(asked: int) -> None:
    """No more memory than what was asked for needs."""
    try:
        import resource
    except ImportError:  # not a Unix
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MEMORY + asked
    resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    serve(sys.argv[1])
