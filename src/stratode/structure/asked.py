"""What is asked of a volume, and how a door writes it: which phases conduct, along which axes, to which error."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from stratode.recipe.errors import refused
from stratode.recipe.units import NUMBER
from stratode.structure.segment.thresholds import MOST_CLASSES, Otsu, Rule, Stated
from stratode.structure.transport.effective import ERROR as ERROR
from stratode.structure.transport.effective import SINGLE_REACHES
from stratode.structure.transport.lattice import HIGHEST_CONTRAST
from stratode.structure.transport.parts import Conducting
from stratode.structure.volume import AXES

SMALLEST_ERROR, LARGEST_ERROR = 1e-6, 0.1
PHASES_REMEDY = "Write labels, 0 or 0,2, or labels with relative conductivities, 0:1,2:0.01."
PHASE = re.compile(rf"\s*(?P<label>\d{{1,3}})\s*(?::\s*(?P<conductivity>{NUMBER})\s*)?")
Phases = int | str | Sequence[int] | Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Request:
    """What a volume is to be asked.

    Args:
        conducting: the phases that conduct; all others are the solid.
        axes: along which to drive a flux, in the order of the answers.
        error: relative error of each effective diffusivity against the exact answer on the same grid.
        threads: at most; None for every core.
        periodic_sides: the volume repeats itself across its sides.
        geometry: surfaces, sizes and chords too.
        tensor: the whole effective tensor too, with periodic sides.
        representative: scatter over sub-volumes too.
        electrode: tortuosity with the flux ending in the walls, as a blocking electrode's impedance has it, too; of one phase.
        pictures: what a report draws too: tortuosity through the thickness, and flux, along the first axis that percolates.
        fields: potential and flux of the whole volume too, along the same axis.

    Raises:
        ValueError: no axis, or one that is none or stands twice; an error or a number of threads out of range; an electrode tortuosity
            of several phases.
    """

    conducting: Conducting = field(default_factory=lambda: Conducting({0: 1.0}))
    axes: tuple[str, ...] = AXES
    error: float = ERROR
    threads: int | None = None
    periodic_sides: bool = False
    geometry: bool = True
    tensor: bool = False
    representative: bool = False
    electrode: bool = False
    pictures: bool = False
    fields: bool = False

    def __post_init__(self) -> None:
        """Checks what can be checked without the volume."""
        if not self.axes or not set(self.axes) <= set(AXES) or len(set(self.axes)) < len(self.axes):
            raise refused("axes", "must be z, y or x, each at most once", "".join(self.axes), "Write for example z, or zyx.")
        if not SMALLEST_ERROR <= self.error <= LARGEST_ERROR:
            rule = f"must lie between {SMALLEST_ERROR:g} and {LARGEST_ERROR:g}"
            raise refused("error", rule, self.error, "Write for example 0.1%, or 0.001.")
        if self.threads is not None and self.threads < 1:
            raise refused("threads", "must be at least 1", self.threads, "Leave it out to use every core.")
        if self.electrode and len(self.conducting.phases) != 1:
            rule = "must be asked of one conducting phase"
            raise refused("electrode", rule, ",".join(map(str, self.phases)), "Name the pores alone, for example --phases 0.")

    @property
    def phases(self) -> tuple[int, ...]:
        """Labels of the phases that conduct, rising."""
        return tuple(sorted(self.conducting.phases))

    @property
    def double(self) -> bool:
        """Whether the fields must be doubles: for their contrast, or for the error asked for."""
        values = self.conducting.phases.values()
        return max(values) > HIGHEST_CONTRAST * min(values) or self.error < SINGLE_REACHES


def conducting_of(phases: Phases) -> Conducting:
    """The phases that conduct.

    Args:
        phases: one label, several, labels with relative conductivities, or a text of these: "0", "0,2", "0:1,2:0.01".

    Raises:
        ValueError: no label, one that is none or stands twice, a conductivity that is not positive.
    """
    if isinstance(phases, str):
        pairs = [_phase(part, phases) for part in phases.split(",")]
    elif isinstance(phases, Mapping):
        pairs = [(int(label), float(value)) for label, value in phases.items()]
    else:
        pairs = [(int(label), 1.0) for label in (phases if isinstance(phases, Iterable) else [phases])]
    found = dict(pairs)
    if not pairs or len(found) < len(pairs) or not all(0 <= label <= 255 for label in found):
        raise refused("phases", "must name labels from 0 to 255, each once", str(phases), PHASES_REMEDY)
    if not all(0.0 < value < float("inf") for value in found.values()):
        raise refused("phases", "must have conductivities above 0", str(phases), f"{PHASES_REMEDY} Leave out a phase that insulates.")
    return Conducting(found)


def axes_of(text: str) -> tuple[str, ...]:
    """Axes as they are written, "zyx", "z" or "z,x"; checked by :class:`Request`."""
    return tuple(text.replace(",", "").replace(" ", ""))


def error_of(stated: str | float) -> float:
    """A relative error, "0.1%" or 0.001.

    Raises:
        ValueError: no number.
    """
    text = str(stated).strip()
    number = text.removesuffix("%").strip()
    if not re.fullmatch(NUMBER, number):
        raise refused("error", "must be a relative error", text, "Write for example 0.1%, or 0.001.")
    return float(number) / (100.0 if text.endswith("%") else 1.0)


def rule_of(stated: str | int | Sequence[float]) -> Rule:
    """How grey values become phases: "otsu", a number of phases, or thresholds ("90,160").

    Raises:
        ValueError: none of these.
    """
    if isinstance(stated, int):
        return Otsu(stated)
    if not isinstance(stated, str):
        return Stated(tuple(float(value) for value in stated))
    text = stated.strip().lower()
    if text == "otsu":
        return Otsu()
    if re.fullmatch(r"[0-9]{1,9}", text):
        if not 2 <= int(text) <= MOST_CLASSES:
            remedy = f"A single threshold is written with a point: {text}.0."
            raise refused("segment", f"must be 2 to {MOST_CLASSES} phases", stated, remedy)
        return Otsu(int(text))
    parts = [part.strip() for part in text.strip(",").split(",")]
    if not all(re.fullmatch(NUMBER, part) for part in parts):
        remedy = "Write otsu, a number of phases (3), or thresholds (90,160; a single one with a point or comma: 120.)."
        raise refused("segment", "must be otsu, a number of phases, or thresholds", stated, remedy)
    return Stated(tuple(float(part) for part in parts))


def names_of(text: str) -> dict[int, str]:
    """Names of phases, "0=pores,1=NMC811".

    Raises:
        ValueError: a part that is no label with a name, or a label that stands twice.
    """
    pairs = [part.partition("=") for part in text.split(",")]
    found = {int(label): name.strip() for label, _, name in pairs if label.strip().isdigit() and int(label) < 256 and name.strip()}
    if len(found) < len(pairs):
        raise refused("names", "must be labels with their names, each once", text, "Write for example 0=pores,1=NMC811.")
    return found


def _phase(part: str, whole: str) -> tuple[int, float]:
    match = PHASE.fullmatch(part)
    if match is None:
        raise refused("phases", "must be labels, alone or with relative conductivities", whole, PHASES_REMEDY)
    return int(match["label"]), float(match["conductivity"] or 1.0)
