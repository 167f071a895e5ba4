"""`stratode lab dqdv`: differential capacity evaluated."""

from __future__ import annotations

from collections.abc import Mapping

from stratode.evaluate.evaluated import Evaluated, File
from stratode.evaluate.verbs.counting import stated_basis, stated_counting
from stratode.evaluate.verbs.stated import positive
from stratode.lab.cycling.differential import NOTHING_NAMED, PHASES, differential
from stratode.lab.reading.files import AS_FOUND, How, read_record
from stratode.lab.record import names_of
from stratode.recipe.quantities import VOLTAGE
from stratode.report.lab.dqdv import sheet, together

Windows = Mapping[str, tuple[float, float]]


def dqdv(
    *files: File,
    how: How = AS_FOUND,
    active_mass: str | None = None,
    loading: str | None = None,
    area: str | None = None,
    active: str | None = None,
    per: str = "active",
    begins: str = "file",
    follow: str | Windows | None = None,
    phases: str | None = None,
    smooth: str | None = None,
) -> Evaluated:
    """Evaluate dQ/dV: curves with the bias of their smoothing, peaks with intervals, and how they shift over cycles.

    Args:
        files: instrument files or tables, one cell each.
        how: how they are read.
        active_mass, loading, area, active, per: what is counted on, see :func:`~stratode.evaluate.verbs.counting.stated_basis`.
        begins: with what a cycle begins, "charge" or "discharge"; "file": as the file numbers them.
        follow: peaks to follow by name, each with its voltages, "H2-H3=4.1V..4.3V,H1-M=3.6V..3.85V", or in V {"H2-H3": (4.1, 4.3)};
            none: those of the first cycle.
        phases: a material whose peaks are followed, "NMC811".
        smooth: width of smoothing (standard deviation of a Gaussian), "6 mV"; None to choose it by the noise.

    Returns:
        The numbers, with `table()`, `words()`, `summary()` and `save(folder)`.

    Raises:
        ValueError: a file that cannot be read, or holds no half cycle at constant current; an option that makes no sense.
    """
    basis = stated_basis(active_mass=active_mass, loading=loading, area=area, active=active, per=per)
    counted, windows, width = stated_counting("best", begins, None), _windows(follow, phases), positive(smooth, VOLTAGE, "--smooth")
    records = [read_record(file, how) for file in files]
    found = (differential(record, counted, basis, windows, width) for record in records)
    return Evaluated("dqdv", tuple(sheet(name, one) for name, one in zip(names_of(records), found, strict=True)), together)


def _windows(follow: str | Windows | None, phases: str | None) -> Windows:
    """Peaks by name with their voltages.

    Raises:
        ValueError: both are stated, an unknown material, a name that stands twice, or a text that is no list of windows.
    """
    if follow and phases:
        raise ValueError("--follow and --phases: both name peaks; received both. Leave one out.")
    if phases:
        if phases not in PHASES:
            raise ValueError(f"--phases: must be one of {', '.join(PHASES)}; received '{phases}'. Or name peaks with --follow.")
        return PHASES[phases]
    if not isinstance(follow, str):
        return follow or NOTHING_NAMED
    windows = [_window(part) for part in follow.split(",")]
    names = [name for name, _ in windows]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"--follow: each name must stand once; received '{twice}' twice. Give each peak its own.")
    return dict(windows)


def _window(text: str) -> tuple[str, tuple[float, float]]:
    """Name and ends of one window, "H2-H3=4.1V..4.3V"."""
    name, _, window = text.partition("=")
    texts = window.split("..")
    ends = [positive(end.strip(), VOLTAGE, "--follow") for end in texts] if len(texts) == 2 and name.strip() else []
    if len(ends) != 2 or not ends[0] < ends[1]:
        raise ValueError(f"--follow: each part must be NAME=LOW..HIGH; received '{text}'. Write for example H2-H3=4.1V..4.3V.")
    return name.strip(), (ends[0], ends[1])
