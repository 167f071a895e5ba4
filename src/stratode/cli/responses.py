"""`stratode run --sensitivities`: recipes in, what a little more of each input does out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from stratode import verbs
from stratode.cli import speech
from stratode.cli.showing import show

Sensitivities = Annotated[
    bool, typer.Option("--sensitivities", help="Tell what a little more of each input does instead; writes sensitivities.csv.")
]


def sensitivities(files: Sequence[Path], out: Path | None, as_json: bool, rates: str | None, protocol: verbs.ProtocolChoice) -> None:
    """Compute the sensitivities, tell and save them."""
    from stratode.responses import rate_tests, responses

    cells = rate_tests(verbs.read(files, rates=None if rates is None else rates.split(","), protocol=protocol))
    folder = speech.folder_to_write(out) if out else None
    with speech.progress_bar() as progress:
        found = responses(cells, None, progress)
    show(found, folder, as_json)


def refuse_with(**options: object) -> None:
    """Options that only other runs know are refused.

    Args:
        options: by name, None or False where one was not given.
    """
    given = ", ".join(f"--{name.replace('_', '-')}" for name, value in options.items() if value is not None and value is not False)
    if given:
        raise ValueError(f"{given}: has a meaning only without --sensitivities. Leave it out.")
