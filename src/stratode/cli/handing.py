"""What `stratode image` hands over: a recipe whose layers are those of the volume."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stratode.cli import speech

if TYPE_CHECKING:
    from stratode.pictured import Pictured

Recipe = Annotated[
    Path | None,
    typer.Option(metavar="FILE.yaml", help="Write a recipe to start from: its layers take porosity, transport, surface from the volume."),
]
Layers = Annotated[
    str, typer.Option(metavar="LIST", help="Of the recipe, from the collector on: how many, to be found; or their planes, 0:80,80:240.")
]
DEFAULT = "2"


def check(recipe: Path | None, layers: str, files: list[Path], pores: tuple[int, ...], changed: bool, labels_out: Path | None) -> None:
    """What cannot be written is refused before anything is computed.

    Args:
        recipe: where to, if at all.
        layers: as asked for.
        files: volumes.
        pores: labels of what conducts.
        changed: the labels are not those of the file: segmented, cropped, coarsened, turned.
        labels_out: where the labels are kept.

    Raises:
        ValueError: several volumes; several phases that conduct; labels that are not kept; layers without a recipe; an ending that is none;
            a recipe that exists.
    """
    if recipe is None:
        if layers != DEFAULT:
            raise ValueError(f"--layers: belongs to a recipe; received '{layers}'. Add --recipe cell.yaml.")
        return
    if recipe.suffix.lower() not in (".yaml", ".yml"):
        raise ValueError(f"--recipe: must be a file that ends in .yaml; received '{recipe}'. Rename it.")
    if recipe.exists():
        raise ValueError(
            f"--recipe: must be a file that does not exist yet, for it may be edited; received '{recipe}'. Choose another name."
        )
    if len(files) > 1:
        raise ValueError(f"--recipe: is written of one volume; received {len(files)}. Give the volumes one by one.")
    if len(pores) > 1:
        raise ValueError(f"--recipe: takes one label for the pores; received {', '.join(map(str, pores))}. Write for example --phases 0.")
    if changed and labels_out is None:
        remedy = "Add --labels-out labels.tif, which the recipe then names."
        raise ValueError(f"--recipe: needs labels that stay; received a volume that is segmented, cropped, coarsened or turned. {remedy}")


def write(
    recipe: Path | None, layers: str, found: Pictured, file: Path, labels_out: Path | None, voxel: str | None, dataset: str | None
) -> None:
    """Write the recipe, where one is asked for, and say how its layers were told apart.

    Args:
        recipe: where to.
        layers: as asked for.
        found: what the volume answered.
        file: of the volume.
        labels_out: of its labels, where they were kept.
        voxel, dataset: as stated for `file`.

    Raises:
        ValueError: as :func:`stratode.structure.written.written_recipe`.
    """
    if recipe is None:
        return
    from stratode.report.files import write_text
    from stratode.structure.handover import written_recipe

    (pores,) = found.several[0].analysis.request.phases
    asked = int(layers) if layers.strip().isdigit() else layers
    voxel, dataset = (None, None) if labels_out else (voxel, dataset)  # labels are written with their voxel's size
    made = written_recipe(labels_out or file, beside=recipe.parent, layers=asked, phase=pores, voxel=voxel, dataset=dataset)
    write_text(recipe, made.text)
    if made.found and len(made.layers.planes) > 1:
        planes = ", ".join(f"{first}:{last}" for first, last in made.layers.planes)
        doubt = "" if made.layers.clear else ": they hardly differ, look them over or state --layers"
        speech.note(f"layers found at planes {planes}, which explains {100 * made.layers.explained:.0f} % of how planes differ{doubt}")
    speech.note(f"wrote {recipe}")
