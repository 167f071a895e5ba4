"""`stratode image`: volumes in; fractions, tortuosities, sizes and a report out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stratode.cli import handing, speech
from stratode.cli.showing import show

if TYPE_CHECKING:
    from stratode.pictured import Pictured

EXAMPLE = "Example:  stratode image electrode.tif --phases 0 --voxel 0.39um -o results/"

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="Volumes: TIFF, NumPy, HDF5, Zarr, or a folder of slices; several are compared.")
]
Phases = Annotated[str, typer.Option(metavar="LABELS", help="What conducts: 0, or 0,2, or with relative conductivities 0:1,2:0.01.")]
AxesAsked = Annotated[str, typer.Option("--axes", metavar="AXES", help="Along which to drive a flux; z is the array's first axis.")]
Voxel = Annotated[str | None, typer.Option(metavar="LENGTH", help="Edge of a voxel: 0.39um, or z, y, x: 0.5x0.39x0.39um. [the file's]")]
Error = Annotated[str, typer.Option(metavar="SHARE", help="Solver error against the exact answer on the same grid.")]
Segment = Annotated[str | None, typer.Option(metavar="HOW", help="Of grey values: otsu, a number of phases (3), or thresholds (90,160).")]
Names = Annotated[str | None, typer.Option(metavar="LIST", help="Names of phases for tables and figures: 0=pores,1=NMC811.")]
Crop = Annotated[str | None, typer.Option(metavar="RANGES", help="Part along z,y,x, in voxels or lengths: 0:100,:,0um:50um.")]
Coarsen = Annotated[int, typer.Option(metavar="N", help="Make N voxels along each axis one, by majority.")]
Dataset = Annotated[str | None, typer.Option(metavar="NAME", help="Which dataset of an HDF5 or Zarr file.")]
Order = Annotated[str, typer.Option(metavar="AXES", help="Which axis of the volume each axis of the file is.")]
Threads = Annotated[int | None, typer.Option(metavar="N", help="Cores to use. [all]")]
Periodic = Annotated[bool, typer.Option("--periodic", help="The volume repeats itself across its sides.")]
OnlyTransport = Annotated[bool, typer.Option("--only-transport", help="Fractions and transport alone: no surfaces, sizes, chords.")]
Tensor = Annotated[bool, typer.Option("--tensor", help="Add the whole 3x3 effective tensor, with periodic sides.")]
Representative = Annotated[bool, typer.Option("--representative", help="Add the scatter over sub-volumes.")]
Electrode = Annotated[bool, typer.Option("--electrode", help="Add the electrode tortuosity that blocking impedance measures.")]
FieldsFile = Annotated[Path | None, typer.Option("--fields", metavar="FILE", help="Write potential and flux to this .npz or .h5 file.")]
LabelsFile = Annotated[Path | None, typer.Option("--labels-out", metavar="FILE.tif", help="Write the labelled volume here.")]
Out = Annotated[Path | None, typer.Option("-o", "--out", metavar="DIR", help="Write report.html, summary.json and tables (.csv) here.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


def register(app: typer.Typer) -> None:
    """Add the verb to the command."""
    app.command("image", epilog=EXAMPLE)(image)


def image(
    files: Files,
    phases: Phases = "0",
    axes: AxesAsked = "zyx",
    voxel: Voxel = None,
    error: Error = "0.1%",
    segment: Segment = None,
    names: Names = None,
    crop: Crop = None,
    coarsen: Coarsen = 1,
    dataset: Dataset = None,
    order: Order = "zyx",
    threads: Threads = None,
    periodic: Periodic = False,
    only_transport: OnlyTransport = False,
    tensor: Tensor = False,
    representative: Representative = False,
    electrode: Electrode = False,
    fields: FieldsFile = None,
    labels_out: LabelsFile = None,
    recipe: handing.Recipe = None,
    layers: handing.Layers = handing.DEFAULT,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Measure volumes: fractions, tortuosity and effective diffusivity with their errors, surfaces, sizes; -o adds a report."""
    from stratode.pictured import NotConverged, Reading, pictured, requested

    _refuse_early(files, fields, labels_out)
    further = {"geometry": not only_transport, "tensor": tensor, "representative": representative, "electrode": electrode}
    request = requested(phases, axes, error, threads, periodic, pictures=out is not None, fields=fields is not None, **further)
    handing.check(recipe, layers, files, request.phases, bool(segment or crop or order != "zyx" or coarsen > 1), labels_out)
    folder = speech.folder_to_write(out) if out else None
    try:
        with speech.progress_bar() as progress:
            found = pictured(files, Reading(voxel, segment, names, crop, coarsen, dataset, order), request, progress, speech.note)
    except NotConverged as error:
        speech.unfinished(f"{error} Nothing was saved.")
    _write(found, fields, labels_out)
    show(found, folder, as_json)
    handing.write(recipe, layers, found, files[0], labels_out, voxel, dataset)  # last: layers that will not do cost no results


def _refuse_early(files: list[Path], fields: Path | None, labels_out: Path | None) -> None:
    """Files that cannot be written, or would replace what is measured, are refused before anything is computed."""
    from stratode.report.structure.volume_files import FIELD_FILES, VOLUME_FILES, check_name

    if len(files) > 1 and (fields or labels_out):
        raise ValueError(f"--fields and --labels-out: write one volume; received {len(files)}. Give the volumes one by one.")
    if fields:
        check_name(fields, FIELD_FILES, "--fields")
    if labels_out:
        check_name(labels_out, VOLUME_FILES, "--labels-out")
    for option, path in (("--fields", fields), ("--labels-out", labels_out)):
        if path and files[0].resolve() in (path.resolve(), path.resolve().parent):
            raise ValueError(f"{option}: must not replace or join what is measured; received '{path}'. Choose another file or folder.")


def _write(found: Pictured, fields: Path | None, labels_out: Path | None) -> None:
    """The volume and its fields, where they are asked for."""
    written = []
    if fields and found.several[0].analysis.flow is not None:
        written.append(found.save_fields(fields))
    elif fields:
        speech.note(f"{fields}: not written, because nothing percolates along the axes asked for")
    written += [found.save_labels(labels_out)] if labels_out else []
    if written:
        speech.note("wrote " + ", ".join(map(str, written)))
