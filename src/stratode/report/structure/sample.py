"""What a report of volumes is about: one volume with what it answered, and where it was segmented from what."""

from __future__ import annotations

from dataclasses import dataclass

from stratode.structure.analysis import Analysis
from stratode.structure.segment.segmentation import Segmentation
from stratode.structure.volume import Grey


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One volume.

    Args:
        analysis: what it was asked and what it answered.
        grey: the values it was segmented from; None where the file held labels.
        segmentation: how; None where the file held labels.
    """

    analysis: Analysis
    grey: Grey | None = None
    segmentation: Segmentation | None = None

    @property
    def name(self) -> str:
        """The volume's."""
        return self.analysis.volume.name
