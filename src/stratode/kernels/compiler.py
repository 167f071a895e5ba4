"""The compiler's flags, in one place, and a cache that notices every edit.

Numba's cache looks at the file of a function only, not at the files it imports; so the cache folder carries a digest of all
kernel sources. `NUMBA_CACHE_DIR` and `NUMBA_DISABLE_JIT` keep their usual meaning.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba

F = TypeVar("F", bound=Callable[..., object])


def _cache_folder() -> str:
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for source in sorted(here.glob("*.py")):
        digest.update(source.read_bytes())
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or str(Path.home() / ".cache")
    return str(Path(base) / "stratode" / f"kernels-{digest.hexdigest()[:16]}")


if not os.environ.get("NUMBA_CACHE_DIR"):
    numba.config.CACHE_DIR = _cache_folder()  # type: ignore[attr-defined]


def kernel(function: F) -> F:
    """Compile without the interpreter, its lock and its reference counts (kernels never allocate: counting took a fifth of the time).

    Cached on disk; division by zero gives inf, as in numpy.
    """
    flags: dict[str, Any] = {"cache": True, "nogil": True, "_nrt": False, "error_model": "numpy", "fastmath": {"contract", "nsz"}}
    compile_it: Callable[[F], F] = numba.njit(**flags)
    return compile_it(function)
