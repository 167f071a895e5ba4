"""What `stratode generate` gives: a volume with what was asked and met, as a table, words, files and a notebook's display."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from stratode.report.files import write_text
from stratode.report.markup import table_html
from stratode.report.strict_json import Json, dumps
from stratode.report.structure import generation
from stratode.report.structure.volume_files import write_volume
from stratode.report.table import Table
from stratode.structure.cost import GB
from stratode.structure.generate.cost import check_fits, predicted_bytes, shape_of
from stratode.structure.generate.made import Generated
from stratode.structure.generate.make import Statement
from stratode.structure.generate.make import generate as make
from stratode.structure.generate.read import read_statement
from stratode.structure.volume import Volume
from stratode.structure.written import recipe_of, stand_ins

File = str | PathLike[str]


@dataclass(frozen=True, slots=True, repr=False)
class Generation:
    """A generated volume; shows itself in a notebook.

    Args:
        generated: the volume, and what was asked and met.
    """

    generated: Generated

    @property
    def volume(self) -> Volume:
        """The labels."""
        return self.generated.volume

    @property
    def stand_ins(self) -> tuple[str, ...]:
        """A sentence for each material of the recipe that the library does not know, which says what stands in for it."""
        return stand_ins(self.generated) if recipe_of(self.generated, "volume.tif") else ()

    def table(self) -> Table:
        """A row for each number that was asked for, beside what came out."""
        return generation.met_table(self.generated)

    def words(self) -> tuple[str, ...]:
        """What came out, in words."""
        return generation.words(self.generated)

    def summary(self) -> dict[str, Json]:
        """What `summary.json` holds."""
        return generation.generation_summary(self.generated)

    def save(self, folder: File) -> tuple[Path, ...]:
        """Write `volume.tif` (with its voxel size), `summary.json` and `report.html`, each whole or not at all; returns their paths.

        Of an electrode of layers `recipe.yaml` too, whose layers take porosity, transport and surface from the volume beside it.

        Args:
            folder: made where it is missing; files of these names are replaced.

        Raises:
            OSError: the folder cannot be written to.
            MissingExtra: tifffile is not installed (extra `image`).
        """
        paths = tuple(Path(folder) / name for name in ("volume.tif", "summary.json", "report.html"))
        write_volume(paths[0], self.volume)
        write_text(paths[1], dumps(self.summary()) + "\n")
        generation.write_generation_page(paths[2], self.generated)
        recipe = recipe_of(self.generated, paths[0].name)
        if recipe is None:
            return paths
        write_text(Path(folder) / "recipe.yaml", recipe)
        return (*paths, Path(folder) / "recipe.yaml")

    def __repr__(self) -> str:
        """One line: name, voxels, seed."""
        return f"<Generation of {self.volume.name}: {' x '.join(map(str, self.volume.shape))} voxels, seed {self.generated.seed}>"

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return table_html(self.table())


def generate(statement: File | Statement, *, seed: int = 0, note: Callable[[str], None] | None = None) -> Generation:
    """Generate a volume.

    Args:
        statement: a YAML file that asks for it, or a statement made in Python.
        seed: of all random numbers; the same statement and seed make the same volume.
        note: called with the memory that it is predicted to take, before it is made.

    Raises:
        ValueError: a file that cannot be used, with everything that is wrong with it; more than fits in memory; what was asked cannot
            be attained, with what can.
    """
    asked = read_statement(Path(statement)) if isinstance(statement, str | PathLike) else statement
    if note is not None:
        shape = " x ".join(map(str, shape_of(asked)))
        note(f"{shape} voxels; predicted {predicted_bytes(asked) / GB:.2g} GB of memory")
    check_fits(asked)
    return Generation(make(asked, seed))
