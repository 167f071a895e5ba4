"""The libraries of HDF5 and Zarr in a process of their own: damaged files make them crash, run for ever, or fill the memory.

The process reads one JSON object a line from its standard input and answers with one on its standard output; bytes of voxels follow theirs.

    (start)                                      {"arrays": {name: {"shape", "dtype", "chunks", "refused", "edges"}}}
    {"name": ..., "start": ..., "stop": ...}     {"bytes": n} and n bytes: that part along the first axis longer than one
    what fails                                   {"error": words}
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from math import prod
from typing import Any

import numpy as np

EDGES = "element_size_um"  # attribute of a dataset that states edges along its axes in um (ImageJ's HDF5 plugin, ilastik)
FAULTS = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RuntimeError, OSError, EOFError, MemoryError)
CODECS = {  # of Zarr that turn bytes into numbers and nothing else; one that unpickles would run what the file says
    *("bytes", "transpose", "sharding_indexed", "blosc", "zlib", "gzip", "zstd", "lz4", "bz2", "lzma", "shuffle", "delta"),
    *("crc32", "crc32c", "adler32", "fletcher32", "bitround", "packbits", "fixedscaleoffset", "quantize", "astype"),
}


def serve(kind: str, path: str, memory: int) -> None:
    """Answers until no more is asked.

    Args:
        kind: "HDF5" or "Zarr".
        path: of the file or folder.
        memory: bytes that the process may take beside what it is asked for.
    """
    _limit(memory)
    try:
        with (_hdf5 if kind == "HDF5" else _zarr)(path) as arrays:
            _say({"arrays": {name: _described(array) for name, array in arrays.items()}})
            for line in sys.stdin:
                _answer(arrays, json.loads(line), memory)
    except FAULTS as error:
        _say({"error": str(error) or type(error).__name__})


@contextmanager
def _hdf5(path: str) -> Iterator[dict[str, Any]]:
    """All datasets with a shape, by name."""
    import h5py

    found: dict[str, Any] = {}

    def note(name: str, item: Any) -> None:
        if isinstance(item, h5py.Dataset) and item.shape is not None:
            found[name] = item

    with h5py.File(path, "r") as file:
        file.visititems(note)
        yield found


@contextmanager
def _zarr(path: str) -> Iterator[dict[str, Any]]:
    """All arrays, by name."""
    import zarr

    store = zarr.open(path, mode="r")
    if isinstance(store, zarr.Array):
        yield {store.basename or "/": store}
    else:
        yield {name: item for name, item in store.members(max_depth=None) if isinstance(item, zarr.Array)}


def _described(array: Any) -> dict[str, Any]:
    edges = array.attrs.get(EDGES, [])
    return {
        "shape": array.shape,
        "dtype": "O" if array.dtype.hasobject else array.dtype.str,
        "chunks": getattr(array, "shards", None) or array.chunks,
        "refused": _refused(array),
        "edges": np.ravel(np.asarray(edges, float)).tolist(),
    }


def _refused(array: Any) -> str:
    """Why the array may not be read; "" where it may."""
    if getattr(array, "external", None) or getattr(array, "is_virtual", False):
        return "links to other files"
    strange = sorted(set(_codecs(array.metadata.to_dict())) - CODECS) if hasattr(array, "metadata") else []
    return f"data packed with {strange[0]}" if strange else ""


def _codecs(metadata: dict[str, Any]) -> Iterator[str]:
    """Names of all codecs, also of those within shards."""
    for key in ("codecs", "index_codecs", "filters", "compressor"):
        listed = metadata.get(key) or ()
        for codec in [listed] if isinstance(listed, dict) else listed:
            yield str(codec.get("name", codec.get("id"))).removeprefix("numcodecs.")
            yield from _codecs(codec.get("configuration") or {})


def _answer(arrays: dict[str, Any], asked: dict[str, Any], memory: int) -> None:
    array, start, stop = arrays[asked["name"]], asked["start"], asked["stop"]
    first = next((axis for axis, n in enumerate(array.shape) if n > 1), 0)
    _limit(memory + 3 * (stop - start) * array.dtype.itemsize * prod(array.shape) // array.shape[first])
    block = array[(*(slice(None) for _ in range(first)), slice(start, stop))]
    content = np.ascontiguousarray(block, array.dtype.newbyteorder("=")).tobytes()
    _say({"bytes": len(content)})
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    sys.stdout.buffer.flush()


def _limit(most: int) -> None:
    """No more memory than this from here on, where the system can hold a process to it."""
    try:
        import resource
    except ImportError:  # not a Unix
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    serve(sys.argv[1], sys.argv[2], int(sys.argv[3]))
