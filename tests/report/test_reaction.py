"""The reaction that a report draws over the thickness is the current, whatever of the particles' surface takes part."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.cell.test_layers import WHOLE

from stratode.cell import simulate
from stratode.report.profiles import profiles


@pytest.mark.parametrize("surface", [{}, {"covered_fraction": 0.5}, {"surface_factor": 1.7}], ids=str)
def test_the_reaction_adds_up_to_the_current(surface: dict[str, float]) -> None:
    (layer,) = WHOLE.cathode.layers
    particles = tuple(replace(p, **surface) for p in layer.populations)
    cell = replace(WHOLE, cathode=replace(WHOLE.cathode, layers=(replace(layer, populations=particles),)))
    run = simulate(cell, rates=[1.0], explain=False).rates[0]
    (seen,) = profiles(cell, run, depths=[0.5])
    k = int(np.argmin(np.abs(run.trace.time - seen.time)))
    assert float(np.sum(seen.reaction * run.mesh.width[::-1])) == pytest.approx(-run.trace.current_density[k], rel=1e-6)
