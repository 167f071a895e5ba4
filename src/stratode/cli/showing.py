"""What was found, told on the terminal: files written, then JSON, or a table and its words."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

from stratode.cli import speech
from stratode.cli.tables import drawn

if TYPE_CHECKING:
    from stratode.audited import Audited
    from stratode.evaluate.evaluated import Evaluated
    from stratode.generated import Generation
    from stratode.pictured import Pictured
    from stratode.responses import Responses
    from stratode.spectra import Spectra

WIDTH = 110  # columns of running text


def show(found: Responses | Spectra | Generation | Pictured | Evaluated | Audited, folder: Path | None, as_json: bool, **how: bool) -> None:
    """Save to the folder where there is one; then print one JSON object, or the table and its words.

    Args:
        found: the result.
        folder: where to, if at all.
        as_json: print JSON.
        how: further arguments of its `save`.
    """
    if folder:
        speech.note("wrote " + ", ".join(str(path) for path in found.save(folder, **how)))
    if as_json:
        speech.emit(found.summary())
        return
    speech.say(drawn(found.table()))
    for paragraph in found.words():
        speech.say("\n" + fill(paragraph, WIDTH))
