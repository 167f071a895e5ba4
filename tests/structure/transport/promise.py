"""What the stated error is worth: the solver at several stated errors beside the same grid solved in float64."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from tests.structure.transport.solved import ours, true_error, twin
from tests.structure.volumes import Case

from stratode.structure.transport.parts import Effective

STATED = (1e-2, 1e-3, 1e-4)
FACTOR = 2.0
SLACK = 1.1  # the stated error has the fields' round-off added to what the steps leave
FLOOR = 2e-7  # round-off of the fields


@dataclass(frozen=True)
class Held:
    """One volume at all stated errors.

    Args:
        exact: effective conductivity of the twin.
        share: volume fraction of what conducts.
        found: one answer per stated error.
    """

    case: Case
    exact: float
    share: float
    found: tuple[Effective, ...]

    @property
    def errors(self) -> tuple[float, ...]:
        return tuple(true_error(f, self.exact) for f in self.found)

    @property
    def broken(self) -> tuple[str, ...]:
        """Every stated error that does not hold, in words."""
        rows = zip(STATED, self.found, self.errors, strict=True)
        return tuple(
            f"{self.case.name}: asked for {asked:g}, stated {f.solver_error:.1e}, true {true:.1e}, {f.iterations} iterations"
            for asked, f, true in rows
            if true > FACTOR * min(asked, f.solver_error) + FLOOR or f.solver_error > SLACK * asked
        )


def held(cases: Iterable[Case], axis: str = "z") -> Iterator[Held]:
    for case in cases:
        share = float(np.isin(case.labels, list(case.phases)).mean())
        yield Held(case, twin(case, axis).d_eff, share, tuple(ours(case, axis, error=error) for error in STATED))
