"""Options that the verbs of pictures share: their scale, and which part of them is used."""

from __future__ import annotations

from typing import Annotated

import typer

Pixel = Annotated[str | None, typer.Option(metavar="LENGTH", help="Edge of a pixel: 0.5um. [the file's]")]
Crop = Annotated[str | None, typer.Option(metavar="RANGES", help="Rows and columns of the picture to keep: 0:960,0:1280.")]
