"""What limits: each mechanism taken away in a rerun, and the capacity waterfall from theoretical to delivered.

`limited_by` is operational: the mechanism whose removal, from charge and discharge alike, gains most capacity. What a full charge
before the discharge would gain stands beside the gains, but is no mechanism: a charge falls short for the same reasons.
The waterfall starts with every mechanism removed and puts them back one at a time, in the order of `MECHANISMS`; shares of
coupled mechanisms depend on that order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from stratode.cell.discretise import Discrete
from stratode.cell.protocol import Precision, cathode_mass, run_protocol, theoretical
from stratode.kernels.arrays import CONDUCTIVITY, CONTACT, DIFFUSIVITY, FILM, SERIES
from stratode.recipe.parts import Protocol

FAST = 1e4  # a removed resistance is this much smaller
NEGLIGIBLE = 0.005  # of the window's capacity: a smaller gain is no limit
ROUGH = Precision(tolerance=4e-3, closeness=1e-5)  # the reruns need no more
CHARGE = "charge protocol"
WINDOW = "voltage window"


def _faster(d: Discrete, name: str, at: NDArray[np.int64] | int) -> Discrete:
    """The cell with some of an array's entries `FAST` times as large, at every temperature."""
    now = getattr(d.model, name).copy()
    now[at] *= FAST
    made = replace(d, model=d.model._replace(**{name: now}))
    if d.heat is None:
        return made
    warm = getattr(d.heat, name).copy()
    warm[:, at] *= FAST
    return replace(made, heat=d.heat._replace(**{name: warm}))


def _resistance(d: Discrete, end: int, column: int, factor: float) -> Discrete:
    ends = d.model.ends.copy()
    ends[end, column] *= factor
    return replace(d, model=d.model._replace(ends=ends))


def _no_contact(d: Discrete) -> Discrete:
    return _resistance(_resistance(d, 0, CONTACT, 0.0), 1, CONTACT, 0.0)


def _fast_electrons(region: int) -> Callable[[Discrete], Discrete]:
    def change(d: Discrete) -> Discrete:
        m = d.model
        inside = np.zeros(m.face_s.size, dtype=bool)
        inside[1:-1] = (m.region[:-1] == region) & (m.region[1:] == region)
        faster = m._replace(face_s=np.where(inside, FAST * m.face_s, m.face_s))
        return _resistance(replace(d, model=faster), 1 if region > 0 else 0, SERIES, 1.0 / FAST)

    return change


def _fast_transfer(region: int) -> Callable[[Discrete], Discrete]:
    def change(d: Discrete) -> Discrete:
        return _faster(d, "exchange", np.nonzero(d.model.region[d.mesh.site_node] == region)[0])

    return change


def _fast_solid(region: int) -> Callable[[Discrete], Discrete]:
    def change(d: Discrete) -> Discrete:
        return _faster(d, "rate", np.unique(d.model.site_population[d.model.region[d.mesh.site_node] == region]))

    return change


def _no_film(d: Discrete) -> Discrete:
    return replace(d, model=d.model._replace(film=np.zeros_like(d.model.film)))


def _fast_foil(d: Discrete) -> Discrete:
    return _resistance(_faster(d, "foil_exchange", 0), 0, FILM, 0.0)


def _fast_ions(d: Discrete) -> Discrete:
    """In the electrolyte and in the conductors beside it."""
    return _faster(_faster(d, "table", CONDUCTIVITY), "path", np.arange(d.model.path.size))


MECHANISMS: dict[str, Callable[[Discrete], Discrete]] = {
    "contact": _no_contact,
    "electron conduction": _fast_electrons(1),
    "anode electron conduction": _fast_electrons(-1),
    "lithium electrode": _fast_foil,
    "film": _no_film,
    "charge transfer": _fast_transfer(1),
    "anode charge transfer": _fast_transfer(-1),
    "solid diffusion": _fast_solid(1),
    "anode solid diffusion": _fast_solid(-1),
    "ionic conduction": _fast_ions,
    "salt diffusion": lambda d: _faster(d, "table", DIFFUSIVITY),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What limits a run, what each removal gains (mAh/g), and the waterfall (name, mAh/g that remain)."""

    limited_by: str
    gains: dict[str, float]
    waterfall: tuple[tuple[str, float], ...]


def present(discrete: Discrete) -> tuple[str, ...]:
    """The mechanisms that this cell has at all."""
    m = discrete.model
    absent = {"lithium electrode"} if not m.lithium else {name for name in MECHANISMS if name.startswith("anode")}
    if not np.any(m.film > 0.0):
        absent.add("film")
    if not np.any(m.ends[:, CONTACT] > 0.0):
        absent.add("contact")
    return tuple(name for name in MECHANISMS if name not in absent)


def without(discrete: Discrete, names: Iterable[str]) -> Discrete:
    """The same cell with these mechanisms removed."""
    changed = discrete
    for name in names:
        changed = MECHANISMS[name](changed)
    return changed


def judge(discrete: Discrete, protocol: Protocol, c_rate: float, delivered: float, window: float) -> Verdict:
    """Rerun with mechanisms removed; `delivered` and `window` (at rest between the cut-offs) in C/m2."""
    to_specific = 1.0 / 3600.0 / cathode_mass(discrete.battery)
    names = present(discrete)
    tiny = NEGLIGIBLE * window

    def capacity(removed: Iterable[str], of: Protocol = protocol) -> float:
        return run_protocol(without(discrete, removed), of, c_rate, ROUGH, False).capacity

    here = capacity(())
    gains = {name: capacity((name,)) - here for name in names}
    if protocol.charge:
        gains[CHARGE] = capacity((), replace(protocol, charge=())) - here
    best = max(names, key=lambda name: gains[name])
    limited_by = best if gains[best] > tiny else _several(here, window, tiny)
    steps = [("theoretical", theoretical(discrete.battery)), (WINDOW, window)]
    if protocol.charge:
        steps.append((CHARGE, min(window, capacity(names))))
    for position in range(1, len(names) + 1):
        steps.append((names[position - 1], capacity(names[position:]) if position < len(names) else delivered))
    steps.append(("delivered", delivered))
    return Verdict(
        limited_by,
        {name: gain * to_specific for name, gain in gains.items()},
        tuple((name, charge * to_specific) for name, charge in steps),
    )


def _several(here: float, window: float, tiny: float) -> str:
    """No single removal helps: either nothing is lost, or only several together would help."""
    return WINDOW if window - here < 4.0 * tiny else "several together"
