"""`stratode run --impedance`: recipes in, spectra out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from stratode import verbs
from stratode.cli import speech
from stratode.cli.showing import show

Impedance = Annotated[bool, typer.Option("--impedance", help="Compute impedance spectra at rest instead; writes impedance.csv.")]
States = Annotated[str | None, typer.Option("--soc", metavar="LIST", help="States of charge: 0.2,0.5 or 0.1..0.9 or 0.1..0.9:0.2. [0.5]")]
Span = Annotated[str | None, typer.Option("--frequencies", metavar="RANGE", help="In Hz. [1e-3..1e6]")]
Density = Annotated[int | None, typer.Option("--points-per-decade", metavar="N", help="Of frequency. [10]")]


def impedance(
    files: Sequence[Path], out: Path | None, as_json: bool, soc: str | None, frequencies: str | None, density: int | None
) -> None:
    """Compute the spectra, tell and save them."""
    points = verbs.spectral_points(
        verbs.STATE_OF_CHARGE if soc is None else soc,
        verbs.FREQUENCIES if frequencies is None else frequencies,
        verbs.POINTS_PER_DECADE if density is None else density,
    )
    cells = verbs.read(files)
    folder = speech.folder_to_write(out) if out else None
    with speech.progress_bar() as progress:
        found = verbs.spectra(cells, *points, progress=progress)
    show(found, folder, as_json)


def refuse_without(asked: bool, **options: object) -> None:
    """Options that only spectra, or only runs, know are refused elsewhere.

    Args:
        asked: spectra are asked for.
        options: what the other kind of run alone knows, by name, None or False where it was not given.
    """
    given = ", ".join(f"--{name.replace('_', '-')}" for name, value in options.items() if value is not None and value is not False)
    if given:
        where = "without --impedance" if asked else "with --impedance"
        raise ValueError(f"{given}: has a meaning only {where}. {'Leave it out.' if asked else 'Add --impedance, or leave it out.'}")
