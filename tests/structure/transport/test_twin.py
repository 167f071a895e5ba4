"""The solver against the twin that writes down every link, on every volume of the library."""

from __future__ import annotations

import numpy as np
import pytest
from tests.naive import voxels
from tests.structure import volumes
from tests.structure.transport.solved import ours, true_error, twin, volume
from tests.structure.volumes import Case

from stratode.structure.transport.fields import fields
from stratode.structure.transport.parts import Conducting
from stratode.structure.transport.tensor import tensor

LIBRARY = volumes.library()
SLACK = 1.1  # the stated error has the fields' round-off added to what the steps leave
ROUND_OFF = 2e-7  # of float32 fields and the twin's own


@pytest.mark.parametrize(
    ("case", "axis"), [(case, "yxz"[k % 3]) for k, case in enumerate(LIBRARY)], ids=lambda told: getattr(told, "name", told)
)
def test_the_error_against_the_twin_is_within_what_is_stated(case: Case, axis: str) -> None:
    """Along z, too, in `test_promise`."""
    exact = twin(case, axis).d_eff
    found = ours(case, axis, error=1e-4)
    assert found.solver_error <= SLACK * 1e-4
    assert true_error(found, exact) <= 2.0 * found.solver_error + ROUND_OFF


@pytest.mark.parametrize("case", LIBRARY[::4], ids=lambda case: case.name)
def test_potential_and_flux_are_the_twins(case: Case) -> None:
    exact, found = twin(case), fields(volume(case), Conducting(case.phases), "z", error=1e-6, periodic_sides=case.periodic_sides)
    here = np.isfinite(found.potential)
    np.testing.assert_allclose(found.potential[here], exact.potential[here], atol=2e-3)
    scale = np.abs(exact.flux).max()
    np.testing.assert_allclose(found.flux, exact.flux, atol=5e-3 * scale)
    assert found.flux[0].mean() == pytest.approx(exact.d_eff, rel=1e-3)


@pytest.mark.parametrize("name", ["blobs at 0.45", "blobs, contrast 100", "three blobs", "flat voxels"])
def test_the_tensor_is_the_twins(name: str) -> None:
    case = next(case for case in LIBRARY if case.name == name)
    exact = voxels.tensor(case.labels, case.phases, case.voxel)
    found = tensor(volume(case), Conducting(case.phases))
    np.testing.assert_allclose(found, exact, atol=2e-3 * np.abs(exact).max())
