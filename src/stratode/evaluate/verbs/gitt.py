"""`stratode lab gitt`: titrations evaluated."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from stratode.evaluate.evaluated import Evaluated, File
from stratode.evaluate.verbs.stated import positive, signed
from stratode.lab.reading.files import AS_FOUND, How, read_record
from stratode.lab.record import names_of
from stratode.lab.titration import analysis
from stratode.lab.titration.cell_fit import CellAtPulse
from stratode.lab.titration.hosts import Host, Slab, Sphere
from stratode.lab.titration.resistance import END
from stratode.recipe import quantities as q
from stratode.recipe.parts import Cell
from stratode.report.lab.gitt import sheet, together

Progress = Callable[[float, str], None]
LENGTHS = ("particle", "electrode")
SIDES = ("cathode", "anode")
AT = "1 s, 10 s, end"


def gitt(
    *files: File,
    how: How = AS_FOUND,
    particle_radius: str | None = None,
    electrode_thickness: str | None = None,
    length: str | None = None,
    recipe: File | None = None,
    side: str = "cathode",
    free_scale: bool = False,
    skip: str | None = None,
    at: str = AT,
    fit: bool = True,
    progress: Progress | None = None,
) -> Evaluated:
    """Evaluate titrations: diffusivities of pulses by Weppner and Huggins and by a fit, and internal resistances.

    Args:
        files: records with time, voltage and current; one pulse each, or many.
        how: they are read.
        particle_radius: "5.22 um"; the length used is a third of it.
        electrode_thickness: "75 um"; the length used where no radius is given.
        length: "particle" or "electrode", where both are given.
        recipe: of the cell that was measured; its cell model is fitted to each pulse.
        side: whose active material: "cathode" or "anode" of the recipe.
        free_scale: the model's change of voltage may be scaled.
        skip: time after each switch that fits leave out, "5 s".
        at: times of the resistances, "1 s, 10 s, end".
        fit: fit models too.
        progress: called with (share done, what is under way).

    Returns:
        The numbers, with `table()`, `words()`, `summary()` and `save(folder)`.

    Raises:
        ValueError: a file that holds no pulse; an option that is none; no length; a recipe that does not fit the data.
    """
    if free_scale and recipe is None:
        raise ValueError("--free-scale: scales the cell model of a recipe; received no --recipe. Add one, or leave it out.")
    cell = None if recipe is None else CellAtPulse(_cell(recipe), _one_of("--side", side, SIDES))
    if particle_radius is None and electrode_thickness is None and cell is not None:
        particle_radius = f"{cell.layers[0].populations[0].radius * 1e6:.9g} um"
    host, radius = host_of(particle_radius, electrode_thickness, length)
    seconds = signed(skip, q.TIME, "--skip")
    asked = analysis.How(host, radius, cell, seconds, times_of(at), free_scale, fit)
    records = [read_record(file, how) for file in files]
    names = names_of(records)
    sheets = []
    for k, (name, record) in enumerate(zip(names, records, strict=True)):

        def share_of_all(share: float, doing: str, before: int = k) -> None:
            if progress:
                progress((before + share) / len(records), doing)

        sheets.append(sheet(name, analysis.titrate(record, asked, share_of_all)))
    return Evaluated("gitt", tuple(sheets), together)


def host_of(particle_radius: str | None, electrode_thickness: str | None, length: str | None) -> tuple[Host, float | None]:
    """Which length is used, and the particles' radius, m, where it is known.

    Raises:
        ValueError: no length, or one that is none.
    """
    chosen = None if length is None else _one_of("--length", length, LENGTHS)
    radius = positive(particle_radius, q.LENGTH, "--particle-radius")
    thickness = positive(electrode_thickness, q.LENGTH, "--electrode-thickness")
    if radius is not None and chosen != "electrode":
        return Sphere(radius), radius
    if thickness is not None and chosen != "particle":
        return Slab(thickness), radius
    wanted = "--particle-radius 5 um" if chosen != "electrode" else "--electrode-thickness 75 um"
    needs = "a diffusion length, of the particle or of the electrode" if chosen is None else f"the length of the {chosen}"
    raise ValueError(f"--particle-radius, --electrode-thickness: a diffusivity needs {needs}; received none. Add for example {wanted}.")


def times_of(text: str) -> tuple[float, ...]:
    """Times after the switch, s; "end" is the end of the pulse.

    Raises:
        ValueError: one that is none.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        raise ValueError("--at: needs at least one time after the switch; received none. Write for example '1 s, 10 s, end'.")
    times = tuple(END if part == "end" else positive(part, q.TIME, "--at") for part in parts)
    repeated = [part for k, part in enumerate(parts) if times[k] in times[:k]]
    if repeated:
        raise ValueError(f"--at: each time must stand once; received '{repeated[0]}' again. Leave it out.")
    return times


def _one_of(option: str, given: str, known: tuple[str, ...]) -> str:
    if given not in known:
        raise ValueError(f"{option}: must be {' or '.join(known)}; received '{given}'. Write {option} {known[0]}.")
    return given


def _cell(recipe: File) -> Cell:
    from stratode.recipe.load import read_either

    cell = read_either(Path(recipe))
    if not isinstance(cell, Cell):
        raise ValueError(f"--recipe: must be the recipe of a battery; received '{cell.name}', a cell for measuring transport.")
    return cell
