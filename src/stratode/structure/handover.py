"""From a volume to the numbers of a layer: what `transport: from volume FILE` of a recipe is answered with.

    recipe ──VolumeStatement──> measured ──VolumeNumbers──> recipe ──> a closed layer ──> cell

`recipe` states and closes, and knows no image; this module measures, and knows no layer. The two meet in `recipe.volumes`, and a door
hands `measured` to `recipe.load.read_either`. What each number becomes in the layer:

    fractions      the pores' is the porosity, unless one is stated that agrees within its uncertainty or 0.5 points. Where a label of
                   carbon and binder is stated too, every solid has its volume share from there, each group in the proportions of the
                   recipe.
    efficiency     the effective over the free conductivity of the pores along the axis, by smoothed faces, which err several times less
                   than plain voxels where a particle has 25 voxels and more; plain ones are always too tortuous. The carbon-binder label
                   conducts beside the pores where a microporosity is stated.
    surface        of the active labels towards everything but dense carbon and binder, which lets no ion through. It replaces 3 eps / r:
                   a stated diameter keeps its meaning, the length of diffusion, and the particles get the measured surface as a factor.
                   Without a stated diameter it is that of spheres of the same surface per volume (Sauter's).
    thickness      the extent along the axis, where the layer asks for it (`thickness: from volume`).

The particles of a layer are not those of its volume otherwise: their material, and the electrons' way, stay the recipe's.
Two errors go with every answer and are shown with every result: the solver's, against the same grid solved exactly, and the grid's own,
from a volume of half the resolution and from plain beside smoothed faces.

Answers are kept by content (`structure.cached`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from stratode.recipe.errors import Problem, RecipeError, refused
from stratode.recipe.volumes import FaceRule, Labels, VolumeNumbers, VolumeStatement
from stratode.structure.cached import digest_of, keep, kept, key_of, method
from stratode.structure.geometry.fractions import fractions
from stratode.structure.geometry.surface import Surface, interface, specific_surface
from stratode.structure.reading.files import open_source, read_labels
from stratode.structure.transport.conjugate import NotConverged
from stratode.structure.transport.parts import Conducting
from stratode.structure.transport.resolution import Resolved, resolved
from stratode.structure.volume import AXES, Volume
from stratode.structure.written import Written as Written
from stratode.structure.written import recipe_of as recipe_of
from stratode.structure.written import written_recipe as written_recipe

Progress = Callable[[float, str], None]
FIELDS = {"crop": "planes", "voxel": "voxel", "coarsen": "coarsen", "dataset": "dataset"}  # of the readers -> of the statement
PORES, ACTIVE, BINDER = 0, 1, 2  # labels of a volume told in roles
SURFACE_FROM = 0.85  # share of a measurement that is done where the surface begins


def measured(statement: VolumeStatement, progress: Progress | None = None) -> VolumeNumbers:
    """The numbers of a layer, measured on its volume, or kept from when they were.

    Args:
        statement: which volume, and how it is read.
        progress: called with (share done, what is under way).

    Raises:
        RecipeError: the volume cannot be read, holds other labels than those stated, or its pores do not reach through; the field is
            that of the statement.
        ImportError: a library that reads it is not installed.
    """
    with _in_the_statement_s_words(statement.path):
        open_source(statement.path, dataset=statement.dataset).close()  # before all bytes of what is no volume are gone through
    try:
        digest = digest_of(statement.path)
    except OSError as error:
        rule = f"{statement.path.name} must be a file or folder that can be read ({error.strerror or error})"
        raise refused("volume", rule, None, "Check its permissions.") from error
    key = key_of(statement, digest)
    found = kept(key)
    if found is None:
        found = _measure(statement, digest, progress or (lambda share, doing: None))
        keep(key, found)
    return replace(found, name=statement.path.name)


def _measure(statement: VolumeStatement, digest: str, progress: Progress) -> VolumeNumbers:
    """Reads, checks, and measures."""
    name = statement.path.name
    progress(0.0, f"{name}: reading")
    volume, planes = _read(statement)
    shares = fractions(volume)
    active = _active(statement, shares, name)
    flux = _flux(volume, statement, name, progress)
    chosen = flux.smoothed if statement.faces is FaceRule.SMOOTHED else flux.plain
    if not (flux.plain.d_eff > 0.0 and flux.smoothed.d_eff > 0.0):
        rule = f"must reach through {name} along {statement.axis} from end to end, so that ions can pass"
        remedy = "Check that it is the label of the pores, the axis and the planes."
        raise refused("phase", rule, f"label {statement.phase}, {_held(shares)}", remedy)
    progress(SURFACE_FROM, f"{name}: surface")
    whole, reached = _surfaces(volume, active, statement)
    progress(1.0, f"{name}: measured")
    return VolumeNumbers(
        name=name,
        digest=digest,
        method=method(),
        shape=volume.shape,
        voxel=volume.voxel,
        planes=planes,
        thickness=volume.lengths[AXES.index(statement.axis)],
        fractions=tuple(shares.items()),
        active=active,
        efficiency=chosen.d_eff,
        plain_efficiency=flux.plain.d_eff,
        solver_error=chosen.solver_error,
        resolution_error=_resolution_error(flux, statement.faces),
        percolating=chosen.percolating_fraction,
        surface=reached.per_volume,
        surface_error=reached.error / reached.area,
        covered=max(0.0, 1.0 - reached.area / whole.area),
        diameter=6.0 * sum(shares[label] for label in active) / whole.per_volume,
    )


def _flux(volume: Volume, statement: VolumeStatement, name: str, progress: Progress) -> Resolved:
    """Transport along the axis, through the pores and those of the binder.

    Raises:
        RecipeError: the solver does not reach the stated error.
    """
    conducting = {statement.phase: 1.0}
    if statement.binder_conductivity > 0.0:
        conducting |= dict.fromkeys(statement.binder, statement.binder_conductivity)

    def inner(share: float) -> None:
        progress(min(0.05 + 0.8 * share, SURFACE_FROM), f"{name}: transport along {statement.axis}")

    try:
        return resolved(volume, Conducting(conducting), statement.axis, error=statement.error, progress=inner)
    except NotConverged as error:
        rule = f"must be one that the solver reaches on {name} ({error})"
        raise refused("error", rule, f"{100 * statement.error:g} %", "State a larger error, or other planes.") from error


def _resolution_error(flux: Resolved, faces: FaceRule) -> float:
    """What the grid leaves of the answer that is used; plain voxels are off by what smoothed faces correct, too."""
    return flux.resolution_error + (abs(flux.plain.d_eff / flux.smoothed.d_eff - 1.0) if faces is FaceRule.PLAIN else 0.0)


def _read(statement: VolumeStatement) -> tuple[Volume, tuple[int, int]]:
    """The stated planes as labels, and which planes of the file they are."""
    along = AXES.index(statement.axis)
    with _in_the_statement_s_words(statement.path), open_source(statement.path, dataset=statement.dataset) as source:
        ends = zip(statement.planes, (0, source.shape[along]), strict=True)
        first, last = (default if end is None else end for end, default in ends)
        crop = ",".join(f"{first}:{last}" if axis == along else ":" for axis in range(3))
        return read_labels(source, voxel=statement.voxel, crop=crop, coarsen=statement.coarsen), (first, last)


@contextmanager
def _in_the_statement_s_words(path: Path) -> Iterator[None]:
    """What the readers refuse, by the fields of the statement."""
    try:
        yield
    except RecipeError as error:
        raise RecipeError(tuple(_of_statement(problem, path) for problem in error.problems)) from error


def _of_statement(problem: Problem, path: Path) -> Problem:
    """A reader's problem as one of the statement; what it says of the file names the file."""
    field = FIELDS.get(problem.field)
    if field == "planes":
        return replace(problem, field=field, remedy="Write the first and the last (excluded) plane along the axis, for example 0:80.")
    if field is not None:
        return replace(problem, field=field)
    return replace(problem, field="volume", rule=f"{path.name} {problem.rule}")


def _active(statement: VolumeStatement, found: Mapping[int, float], name: str) -> Labels:
    """Labels of the active material; every label has one role.

    Raises:
        RecipeError: a stated label that does not occur; a label without a role.
    """
    held = _held(found)
    for field, labels in (("phase", (statement.phase,)), ("active", statement.active), ("binder", statement.binder)):
        missing = [str(label) for label in labels if label not in found]
        if missing:
            raise refused(
                field, f"must be labels that occur in {name}, which holds {held}", ", ".join(missing), "Correct the label or the planes."
            )
    rest = tuple(label for label in found if label not in (statement.phase, *statement.active, *statement.binder))
    if statement.active and rest:
        rule = f"must with phase and binder name every label of {name}, which holds {held}"
        raise refused("active", rule, " + ".join(map(str, statement.active)), f"Add {' + '.join(map(str, rest))} to one of them.")
    if not statement.active and len(rest) != 1:
        rule = f"must be stated: beside pores{' and binder' if statement.binder else ''} {name} must hold one label, and it holds {held}"
        raise refused(
            "active", rule, None, f"Write for example active: [{', '.join(map(str, rest))}]." if rest else "Check the phase and the planes."
        )
    return statement.active or rest


def _held(shares: Mapping[int, float]) -> str:
    """Labels with their volume shares, in words."""
    return ", ".join(f"{label} ({100 * share:.1f} %)" for label, share in shares.items())


def _surfaces(volume: Volume, active: Labels, statement: VolumeStatement) -> tuple[Surface, Surface]:
    """Surface of the active labels: the whole, and what electrolyte reaches.

    Raises:
        RecipeError: there is none.
    """
    roles = np.full(256, PORES, dtype=np.uint8)
    roles[list(active)] = ACTIVE
    roles[list(statement.binder)] = BINDER
    told = replace(volume, labels=roles[volume.labels])
    whole = specific_surface(told, ACTIVE)
    dense = bool(statement.binder) and statement.binder_conductivity <= 0.0
    reached = interface(told, ACTIVE, PORES) if dense else whole
    if not reached.area > 0.0:
        raise refused(
            "active", "must have a surface that electrolyte reaches", " + ".join(map(str, active)), "Check the labels and the planes."
        )
    return whole, reached
