"""Options that the verbs of impedance share: which points of a spectrum are used."""

from __future__ import annotations

from typing import Annotated

import typer

Fmin = Annotated[str | None, typer.Option("--fmin", metavar="FREQUENCY", help="Leave out points below, such as 0.1 Hz.")]
Fmax = Annotated[str | None, typer.Option("--fmax", metavar="FREQUENCY", help="Leave out points above, such as 10 kHz.")]
DropInductive = Annotated[bool, typer.Option("--drop-inductive", help="Leave out points with Z'' > 0.")]
