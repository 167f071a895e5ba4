"""Measurements kept by content: the same bytes asked the same by the same method answer from a file in the user's cache folder.

The key is the SHA-256 of the volume's bytes, of what is asked of it, and of the sources that measure, so that neither an edited volume nor
an edited solver meets an old answer. An answer is plain JSON, written whole or not at all; one that cannot be read counts as none.
`STRATODE_NO_CACHE` passes the folder by; it lies under `XDG_CACHE_HOME`, and whoever deletes it loses time alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from stratode.recipe.volumes import VolumeNumbers, VolumeStatement

BLOCK = 2**20  # bytes that are read at once
LARGEST_ANSWER = 100_000  # bytes
SOURCES = (
    "recipe/volumes.py",
    "kernels/compiler.py",
    "kernels/voxels/*.py",
    "structure/*.py",
    "structure/geometry/*.py",
    "structure/reading/*.py",
    "structure/transport/*.py",
)  # of this package, that take part in a measurement
ANSWER: TypeAdapter[VolumeNumbers] = TypeAdapter(VolumeNumbers)


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal; of a folder's, of the names and bytes of all its files.

    Raises:
        OSError: it cannot be read.
    """
    if not path.is_dir():
        return _digest_of_file(path)
    whole = hashlib.sha256()
    for file in sorted(file for file in path.rglob("*") if file.is_file()):
        name = file.relative_to(path).as_posix()
        whole.update(f"{len(name.encode())} {name} {_digest_of_file(file)} ".encode())
    return whole.hexdigest()


def _digest_of_file(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            found.update(block)
    return found.hexdigest()


@lru_cache
def method() -> str:
    """Which measurement this is: a digest of the sources that take part."""
    whole = hashlib.sha256()
    for source in _sources():
        whole.update(source.read_bytes())
    return whole.hexdigest()[:16]


def _sources() -> Iterator[Path]:
    package = Path(__file__).parents[1]
    for pattern in SOURCES:
        yield from sorted(package.glob(pattern))


def key_of(statement: VolumeStatement, digest: str) -> str:
    """The name of an answer: of the volume's content, of all that is asked but where the volume lies, and of the method."""
    asked = {**asdict(replace(statement, path=Path())), "faces": statement.faces.value, "content": digest, "method": method()}
    del asked["path"]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def kept(key: str) -> VolumeNumbers | None:
    """The answer of this name; None where there is none that can be read."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        with (folder / f"{key}.json").open("rb") as file:
            content = file.read(LARGEST_ANSWER + 1)
        return ANSWER.validate_json(content) if len(content) <= LARGEST_ANSWER else None
    except (OSError, ValidationError):
        return None


def keep(key: str, numbers: VolumeNumbers) -> None:
    """Keeps an answer; where the folder cannot be written to it is computed again next time."""
    folder = cache_folder()
    if folder is None:
        return
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=".writing-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(ANSWER.dump_json(numbers))
            os.replace(name, folder / f"{key}.json")
        finally:
            Path(name).unlink(missing_ok=True)


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Where answers are kept; None where `STRATODE_NO_CACHE` is set."""
    if environment.get("STRATODE_NO_CACHE"):
        return None
    base = environment.get("XDG_CACHE_HOME") or environment.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".cache") / "stratode" / "volumes"
