"""How the command speaks: results on stdout, everything else on stderr, one exit status for each way to end."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

import typer

WRONG_INPUT = 2
COULD_NOT_FINISH = 3


def say(text: str) -> None:
    """Write a line of the result to stdout."""
    typer.echo(text)


def note(text: str) -> None:
    """Write a line that is not the result to stderr."""
    typer.echo(text, err=True)


def emit(value: Mapping[str, Any]) -> None:
    """Write one JSON object to stdout: plain ASCII, so that any terminal or pipe carries it, and no NaN."""
    typer.echo(json.dumps(value, allow_nan=False, indent=2))


def refuse(reason: str | Exception) -> NoReturn:
    """End with the status for wrong input and `reason` on stderr."""
    note(f"stratode: {reason}")
    raise SystemExit(WRONG_INPUT)


def unfinished(reason: str) -> NoReturn:
    """End with the status for a computation that could not finish, and what was saved."""
    note(f"stratode: {reason}")
    raise SystemExit(COULD_NOT_FINISH)


def folder_to_write(folder: Path) -> Path:
    """`folder`, made where it is missing and found writable, before anything is computed for it.

    Raises:
        ValueError: it is a file, or cannot be made or written to.
    """
    remedy = "State a folder that you may write to, for example -o results/."
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"-o: must be a folder, and this is a file; received '{folder}'. {remedy}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(f"-o: must be a folder that can be made ({error.strerror}); received '{folder}'. {remedy}") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ValueError(f"-o: must be a folder that can be written to; received '{folder}'. {remedy}")
    return folder


def new_file(path: Path, text: str) -> None:
    """Write a file that does not exist yet, whole or not at all.

    Raises:
        ValueError: it exists already; what a user has written is never replaced.
    """
    from stratode.report.files import write_text

    if path.exists():
        raise ValueError(f"-o: must be a file that does not exist yet; received '{path}'. Choose another name, or remove it first.")
    write_text(path, text)


def in_words(error: OSError) -> str:
    """An operating-system error as what, which file, what to do."""
    if error.errno == errno.ENOSPC:
        return f"no room is left to write to ({error.strerror}); files already named stay whole. Free some space, or write elsewhere."
    file = f" '{error.filename}'" if error.filename else ""
    rule = (error.strerror or str(error)).lower()
    return f"{rule}:{file or ' a file'}. Check that it exists, is of the right kind, and may be read or written."


@contextmanager
def progress_bar() -> Iterator[Callable[[float, str], None]]:
    """A bar on stderr while it is a terminal; silent otherwise. Yields a callback of (share done, what is under way)."""
    if sys.stderr is None or not sys.stderr.isatty():  # None where the caller closed it
        yield lambda share, doing: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda share, doing: bar.update(task, description=doing, completed=share)


def tolerate_narrow_terminals() -> None:
    """Let a stream that cannot carry a character (a µ on an ASCII terminal) carry a '?' in its place instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def confess(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What an error inside stratode looks like: one line instead of a traceback, unless STRATODE_TRACEBACK is set."""
    if os.environ.get("STRATODE_TRACEBACK"):
        sys.__excepthook__(kind, error, trace)
        return
    note(f"stratode: an error inside stratode, not in your input ({kind.__name__}: {error}).")
    note("Please report it with the recipe; the same command with STRATODE_TRACEBACK=1 set shows where it happened.")
