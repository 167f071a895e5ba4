"""What `stratode image` gives: volumes with what they answered, as a table, words, files and a notebook's display."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path

from stratode.recipe.errors import refused
from stratode.report.files import write_text
from stratode.report.markup import table_html
from stratode.report.several import named
from stratode.report.strict_json import Json, dumps
from stratode.report.structure.page import write_report
from stratode.report.structure.rows import write_tables
from stratode.report.structure.sample import Sample
from stratode.report.structure.summary import summary
from stratode.report.structure.tables import overview
from stratode.report.structure.volume_files import write_fields, write_volume
from stratode.report.structure.words import paragraphs
from stratode.report.table import Table
from stratode.structure import cost
from stratode.structure.analysis import analyse
from stratode.structure.asked import ERROR, Phases, Request, axes_of, conducting_of, error_of, names_of, rule_of
from stratode.structure.reading.files import asked_part, open_source, read_grey, read_labels
from stratode.structure.reading.labels import check_labels, existing
from stratode.structure.segment.segmentation import Segmentation
from stratode.structure.segment.segmentation import segment as segmented
from stratode.structure.transport.conjugate import NotConverged as NotConverged
from stratode.structure.volume import Grey, Volume

Progress = Callable[[float, str], None]
Note = Callable[[str], None]
File = str | PathLike[str]
Lengths = str | float | Sequence[str | float]
PREPARED = 0.1  # share of the progress of one volume when it has been read


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file becomes a labelled volume, in the words of a door.

    Args:
        voxel: edge of a voxel with its unit, or three along z, y, x; None takes what the file states.
        segment: "otsu", a number of phases, or thresholds; None where the file holds labels.
        names: of phases, "0=pores,1=NMC811"; None for none.
        crop: ranges along z, y, x, in voxels or lengths; None for everything.
        coarsen: how many voxels along each axis become one.
        dataset: of a file that holds several.
        order: which axis of the volume each axis of the file is.
    """

    voxel: Lengths | None = None
    segment: str | int | Sequence[float] | None = None
    names: str | None = None
    crop: str | None = None
    coarsen: int = 1
    dataset: str | None = None
    order: str = "zyx"


@dataclass(frozen=True, slots=True, repr=False)
class Pictured:
    """One or several volumes with what they answered; shows itself in a notebook.

    Args:
        several: one for each volume, in the order given.
    """

    several: tuple[Sample, ...]

    def table(self) -> Table:
        """A row a volume and axis: tortuosity factor, effective diffusivity and their errors."""
        return overview(self.several)

    def words(self) -> tuple[str, ...]:
        """What the numbers say: a few paragraphs of one volume, one each of several, which begins with its name."""
        if len(self.several) == 1:
            return paragraphs(self.several[0])
        return named([one.name for one in self.several], [" ".join(paragraphs(one)) for one in self.several])

    def summary(self) -> dict[str, Json]:
        """What `summary.json` holds: of one volume as it is, of several under `volumes`."""
        each = [summary(one) for one in self.several]
        return each[0] if len(each) == 1 else {"volumes": list(each)}

    def save(self, folder: str | PathLike[str]) -> tuple[Path, ...]:
        """Write `summary.json`, the tables (.csv) and `report.html`, each whole or not at all; returns their paths.

        Args:
            folder: made where it is missing; files of these names are replaced.

        Raises:
            OSError: the folder cannot be written to.
        """
        summary_file, report = Path(folder) / "summary.json", Path(folder) / "report.html"
        write_text(summary_file, dumps(self.summary()) + "\n")
        tables = write_tables(Path(folder), self.several)
        write_report(report, self.several)
        return summary_file, *tables, report

    def save_fields(self, file: File) -> Path:
        """Write potential and flux of the one volume as .npz or .h5, whole or not at all; returns the path.

        Raises:
            ValueError: several volumes, fields that were not asked for, or another kind of file.
        """
        sample = self._only()
        flow = sample.analysis.flow
        if flow is None:
            raise ValueError(f"{sample.name}: has no fields to write; ask for them with fields=True, of a phase that percolates.")
        write_fields(Path(file), flow.volume, flow.fields)
        return Path(file)

    def save_labels(self, file: File) -> Path:
        """Write the one labelled volume as a TIFF stack with its voxel size, whole or not at all; returns the path.

        Raises:
            ValueError: several volumes.
        """
        write_volume(Path(file), self._only().analysis.volume)
        return Path(file)

    def _only(self) -> Sample:
        if len(self.several) != 1:
            raise ValueError(f"volumes: must be one to be written to a file; received {len(self.several)}. Measure them one by one.")
        return self.several[0]

    def __repr__(self) -> str:
        """One line: which volumes, along which axes."""
        told = "; ".join(f"{one.name}: {', '.join(one.analysis.along)}" for one in self.several)
        return f"<Pictured {told}>"

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return table_html(self.table())


def image(
    *files: File,
    phases: Phases = 0,
    axes: str = "zyx",
    voxel: Lengths | None = None,
    error: str | float = ERROR,
    segment: str | int | Sequence[float] | None = None,
    names: str | None = None,
    crop: str | None = None,
    coarsen: int = 1,
    dataset: str | None = None,
    order: str = "zyx",
    threads: int | None = None,
    periodic: bool = False,
    geometry: bool = True,
    tensor: bool = False,
    representative: bool = False,
    electrode: bool = False,
    pictures: bool = False,
    fields: bool = False,
    progress: Progress | None = None,
) -> Pictured:
    """Measure one or several volumes: fractions, effective diffusivity and tortuosity with their errors, surfaces, sizes.

    Args:
        files: TIFF, NumPy, HDF5 or Zarr files, or folders of slices.
        phases: what conducts: a label, several, or labels with relative conductivities; also as text, "0:1,2:0.01".
        axes: along which to drive a flux; z is the array's first axis.
        voxel, segment, names, crop, coarsen, dataset, order: as of :class:`Reading`.
        error: solver error, relative, against the exact answer on the same grid; "0.1%" or 0.001.
        threads, geometry, tensor, representative, electrode, pictures, fields: as of :class:`stratode.structure.asked.Request`.
        periodic: the volume repeats itself across its sides.
        progress: called with (share done, what is under way).

    Returns:
        All results, with `table()`, `words()`, `summary()` and `save(folder)`.

    Raises:
        ValueError: an option that makes no sense; otherwise as :func:`pictured`.
        MissingExtra: as :func:`pictured`.
    """
    beside = {"tensor": tensor, "representative": representative, "electrode": electrode, "pictures": pictures, "fields": fields}
    request = requested(phases, axes, error, threads, periodic, geometry=geometry, **beside)
    quiet = progress or (lambda share, doing: None)
    return pictured(files, Reading(voxel, segment, names, crop, coarsen, dataset, order), request, quiet, lambda text: None)


def requested(phases: Phases, axes: str, error: str | float, threads: int | None, periodic: bool, **further: bool) -> Request:
    """What a door asks, checked; `further` are the truth values of :class:`stratode.structure.asked.Request`.

    Raises:
        ValueError: an option that makes no sense.
    """
    return Request(conducting_of(phases), axes_of(axes), error_of(error), threads, periodic, **further)


def pictured(files: Sequence[File], reading: Reading, request: Request, progress: Progress, note: Note) -> Pictured:
    """Measure volumes, one after the other.

    Args:
        files: at least one.
        reading: how each becomes a labelled volume.
        request: what each is asked.
        progress: called with (share done, what is under way) over all of them.
        note: called with what each is predicted to take, before it is read.

    Raises:
        ValueError: a file that holds no such volume; a label that does not occur; more than fits in memory.
        MissingExtra: a library that reads the file is not installed.
    """
    if not files:
        raise ValueError("files: need at least one volume; received none. Give a TIFF stack, a .npy file or a folder of slices.")
    samples: list[Sample] = []
    for i, file in enumerate(files):

        def share_of_all(share: float, doing: str, before: int = i) -> None:
            progress((before + share) / len(files), doing)

        samples.append(_measured(Path(file), reading, request, share_of_all, note, [one.name for one in samples]))
    return Pictured(tuple(samples))


def _measured(file: Path, reading: Reading, request: Request, progress: Progress, note: Note, taken: Sequence[str]) -> Sample:
    """One file, read and measured, under a name that is not taken."""
    progress(0.0, f"{file.name}: reading")
    volume, grey, segmentation = _read(file, reading, request, note)
    names = (volume.name, *(f"{volume.name} ({count})" for count in range(2, len(taken) + 2)))
    volume = replace(volume, name=next(name for name in names if name not in taken))
    _check_names(volume)
    check_labels(volume, request.phases)

    def rest(share: float, doing: str) -> None:
        progress(PREPARED + (1.0 - PREPARED) * share, f"{volume.name}: {doing}")

    return Sample(analyse(volume, request, rest), grey, segmentation)


def _read(file: Path, reading: Reading, request: Request, note: Note) -> tuple[Volume, Grey | None, Segmentation | None]:
    """The labelled volume, and what it was segmented from and how; what does not fit is refused before it is read."""
    names = names_of(reading.names) if reading.names else {}
    rule = None if reading.segment is None else rule_of(reading.segment)
    with open_source(file, dataset=reading.dataset, axes=reading.order) as source:
        _, ranges = asked_part(source, reading.voxel, reading.crop, reading.coarsen)
        shape = [stop - start for start, stop in ranges]
        grey_bytes = 0 if rule is None else source.dtype.itemsize if reading.coarsen == 1 else 4  # means are float32
        _check_cost(file, shape, reading.coarsen, grey_bytes, request, note)
        if rule is None:
            volume = read_labels(source, reading.voxel, reading.crop, reading.coarsen)
            return replace(volume, phases=names), None, None
        grey = read_grey(source, reading.voxel, reading.crop, reading.coarsen)
    segmentation = segmented(grey, rule, phases=names)
    return segmentation.volume, grey, segmentation


def _check_names(volume: Volume) -> None:
    """Stops where a name is given to a label that does not occur."""
    found = existing(volume)
    missing = [f"{label}={name}" for label, name in volume.phases.items() if label not in found]
    if missing:
        held = ", ".join(map(str, found))
        raise refused("names", f"must name labels that occur in {volume.name}, which holds {held}", ",".join(missing), "Correct the label.")


def _check_cost(file: Path, shape: Sequence[int], coarsen: int, grey: int, request: Request, note: Note) -> None:
    """Says what a part of `shape` voxels of the file will take, and stops where that does not fit; `grey` is the bytes of a grey voxel."""

    def needed(voxels: Sequence[int]) -> cost.Cost:
        return cost.predicted(
            [n // coarsen for n in voxels],
            grey=grey,
            axes=len(request.axes),
            modes=2 + request.electrode,
            several=len(request.phases) > 1,
            double=request.double,
            geometry=request.geometry,
            fields=request.fields or request.pictures,
            tensor=request.tensor,
        )

    note(f"{file.name}: {' x '.join(str(n // coarsen) for n in shape)} voxels; predicted {needed(shape)}")
    cost.check_fits(shape, needed, file.name, coarsen)
