"""Conservation: lithium and salt at the end of a run against what the currents brought."""

from __future__ import annotations

import numpy as np

from stratode.cell.discretise import Discrete
from stratode.cell.protocol import Run
from stratode.recipe.constants import FARADAY


def lithium_error(discrete: Discrete, run: Run) -> float:
    """Largest mismatch over legs between the charge passed and the lithium that moved, over the lithium stored when the leg began.

    Every porous electrode is balanced by itself. Held voltages are judged cathode against anode, or not at all at a foil,
    whose lithium is defined by the charge.
    """
    region = discrete.model.region[discrete.mesh.site_node]
    worst = 0.0
    for leg in (*run.charge, *run.discharge):
        r = leg.record
        if r.time.size < 2 or r.mean.shape[0] < r.time.size:
            continue
        moved = (r.mean[-1] - r.mean[0]) * discrete.capacity * FARADAY
        cathode, anode = float(moved[region > 0].sum()), float(moved[region < 0].sum())
        steady = bool(np.all(r.current == r.current[0]))
        passed = float(r.current[0] * (r.time[-1] - r.time[0])) if steady else cathode
        stored = float(np.abs(r.mean[0] * discrete.capacity).sum()) * FARADAY
        sides = [cathode - passed] + ([anode + passed] if not discrete.model.lithium else [])
        worst = max(worst, *(abs(side) / stored for side in sides))
    return worst


def salt_error(discrete: Discrete, run: Run) -> float:
    """Largest relative change of the salt in the cell, which no leg may change."""
    volume = discrete.model.porosity * discrete.model.width
    filled = float(volume.sum() * discrete.cell.electrolyte.concentration)
    worst = 0.0
    for leg in (*run.charge, *run.discharge):
        if leg.record.salt.shape[0] == leg.record.time.size and leg.record.time.size:
            worst = max(worst, float(np.max(np.abs(leg.record.salt @ volume / filled - 1.0))))
    return worst
