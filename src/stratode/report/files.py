"""Files that appear whole or not at all: written aside in the same folder, then renamed into place."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A path to write to; it becomes `path` when the block ends well, and vanishes when the block raises.

    Args:
        path: the file to make or replace; its folder is made where it is missing.

    Yields:
        A path in the same folder (so that the rename is atomic), with the same suffix.

    Raises:
        OSError: the folder cannot be written to. The old file is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-", suffix=path.suffix)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error  # the file that was asked for, not the one aside
    os.close(handle)
    aside = Path(name)
    try:
        yield aside
        _keep_usual_mode(aside)
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8 with \\n line ends, whole or not at all."""
    with whole(path) as aside:
        aside.write_bytes(text.encode("utf-8"))


def _keep_usual_mode(path: Path) -> None:
    """mkstemp makes files for the owner only; give what an ordinary open() would have given."""
    mask = os.umask(0)
    os.umask(mask)
    path.chmod(0o666 & ~mask)
