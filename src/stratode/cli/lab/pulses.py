"""Options that the verbs of pulses and pauses share: lengths of diffusion, times of internal resistances."""

from __future__ import annotations

from typing import Annotated

import typer

Radius = Annotated[
    str | None, typer.Option(metavar="LENGTH", help="Radius of the particles; a third of it is the length used. [of gitt the recipe's]")
]
Thickness = Annotated[
    str | None, typer.Option(metavar="LENGTH", help="Thickness of the electrode; the length used where no radius is given.")
]
Length = Annotated[str | None, typer.Option(metavar="WHICH", help="particle or electrode, where both lengths are given. [particle]")]
At = Annotated[str, typer.Option(metavar="TIMES", help="Times after the switch for internal resistances; 'end' is the end of the pulse.")]
