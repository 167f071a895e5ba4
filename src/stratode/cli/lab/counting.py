"""Options that the verbs of cycling share: masses and areas, how charge is counted."""

from __future__ import annotations

from typing import Annotated

import typer

ActiveMass = Annotated[str | None, typer.Option(metavar="MASS", help="Of active material in the cell: 22mg.")]
Loading = Annotated[str | None, typer.Option(metavar="LOADING", help="Of the dried coating: 22mg/cm2; needs --area.")]
Active = Annotated[str | None, typer.Option(metavar="SHARE", help="Of active material in the coating: 96wt%.")]
Per = Annotated[str, typer.Option(metavar="<active|coating>", help="Whose grams capacities are counted on.")]
OneC = Annotated[str | None, typer.Option(metavar="CURRENT", help="What 1C is: 200mA/g of active material, 4.4mA/cm2 or 5mA.")]
Accuracy = Annotated[str | None, typer.Option("--current-accuracy", metavar="SHARE", help="Of the cycler's current: 0.1%.")]
Charge = Annotated[str, typer.Option(metavar="<best|rows|counters>", help="Count charge from the rows' current or the file's counters.")]
Begins = Annotated[
    str,
    typer.Option(metavar="<file|charge|discharge>", help="What a cycle begins with; file: its cycle numbers, else its first half cycle."),
]
