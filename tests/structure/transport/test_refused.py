"""What has no answer is refused before anything is solved, with the rule, what was received and what to do."""

from __future__ import annotations

import numpy as np
import pytest
from tests.structure.transport.solved import ours
from tests.structure.volumes import Case

LABELS = np.resize(np.array([0, 1, 2], np.uint8), (4, 5, 6))


@pytest.mark.parametrize(
    ("phases", "told"),
    [
        ({}, "phases: at least one must conduct; received none"),
        ({3: 1.0}, "phases: must be labels of the volume; received 3. 'drawn' holds 0, 1, 2."),
        ({0: 0.0}, "phases: a conductivity must be positive; received 0.0 for 0"),
        ({0: float("nan")}, "phases: a conductivity must be positive; received nan for 0"),
        ({0: 1.0, 1: 1e-13}, "phases: conductivities must lie within a factor of 1e+12; received 1e-13 beside 1. Leave out"),
    ],
)
def test_phases_that_cannot_conduct_so_are_named(phases: dict[int, float], told: str) -> None:
    with pytest.raises(ValueError, match="phases") as caught:
        ours(Case("drawn", LABELS, phases))
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize("error", [0.0, 1e-13, 1.0, float("nan")])
def test_an_error_that_cannot_be_held_is_named(error: float) -> None:
    with pytest.raises(ValueError, match=r"error: must be between 1e-12 and 1, relative; received .*\. Write for example 1e-3\."):
        ours(Case("drawn", LABELS), error=error)
