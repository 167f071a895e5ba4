"""The compiler's flags, in one place, and a cache that notices every edit.

Numba's cache looks at the file of a function only, not at the files it imports; so the cache folder carries a digest of all
kernel sources of a function's own folder, from which alone it may import. `NUMBA_CACHE_DIR` and `NUMBA_DISABLE_JIT` keep their
usual meaning.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import numba

F = TypeVar("F", bound=Callable[..., object])


_STATED = bool(os.environ.get("NUMBA_CACHE_DIR"))


@lru_cache
def _cache_folder(folder: Path) -> str:
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for source in sorted(folder.glob("*.py")):
        digest.update(source.read_bytes())
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or str(Path.home() / ".cache")
    return str(Path(base) / "stratode" / f"{folder.name}-{digest.hexdigest()[:16]}")


def _choose_cache(function: Callable[..., object]) -> None:
    if not _STATED:
        numba.config.CACHE_DIR = _cache_folder(Path(function.__code__.co_filename).parent)  # type: ignore[attr-defined]


def kernel(function: F) -> F:
    """Compile without the interpreter, its lock and its reference counts (kernels never allocate: counting took a fifth of the time).

    Cached on disk; division by zero gives inf, as in numpy.
    """
    _choose_cache(function)
    flags: dict[str, Any] = {"cache": True, "nogil": True, "_nrt": False, "error_model": "numpy", "fastmath": {"contract", "nsz"}}
    compile_it: Callable[[F], F] = numba.njit(**flags)
    return compile_it(function)


def voxel_kernel(function: F) -> F:
    """As :func:`kernel`, with sums in any order: loops over rows of voxels become vector instructions.

    The order is the compiler's, not the number of threads': sums are kept by plane and added by the caller.
    """
    _choose_cache(function)
    flags: dict[str, Any] = {"cache": True, "nogil": True, "_nrt": False, "error_model": "numpy"}
    flags["fastmath"] = {"contract", "nsz", "reassoc", "arcp"}
    compile_it: Callable[[F], F] = numba.njit(**flags)
    return compile_it(function)
