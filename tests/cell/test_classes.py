"""How many particle sizes stand for a distribution: few are enough, and the change that more bring is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from stratode.cell.classes import STEPS, ClassChange, class_changes, distributed
from stratode.recipe.load import read_cell
from stratode.recipe.starter import starter

PLAIN = starter("half-cell")
WIDE = PLAIN.replace("diameter: 10 um", "diameter: {lognormal: {median: 10 um, spread: 2}, classes: CLASSES}")


def changes(folder: Path, classes: int, c_rate: float) -> tuple[ClassChange, ...]:
    path = folder / "cell.yaml"
    path.write_text(WIDE.replace("CLASSES", str(classes)), encoding="utf-8")
    cell = read_cell(path)
    assert distributed(cell)
    return class_changes(cell, {n: read_cell(path, more_classes=n) for n in STEPS}, c_rate)


def test_the_default_number_of_sizes_has_converged_and_one_alone_has_not(tmp_path: Path) -> None:
    fewer, more = changes(tmp_path, 5, 2.0)
    assert (fewer.more, more.more) == STEPS
    assert abs(more.change) < abs(fewer.change) < 0.02
    assert abs(more.change) < 2e-3
    _, three = changes(tmp_path, 1, 2.0)
    assert abs(three.change) > 5.0 * abs(more.change)  # from one size to three


def test_a_cell_of_one_diameter_has_no_classes_to_change(tmp_path: Path) -> None:
    path = tmp_path / "plain.yaml"
    path.write_text(PLAIN, encoding="utf-8")
    assert not distributed(read_cell(path))


def test_a_cell_that_delivers_nothing_cannot_be_compared(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"must deliver a capacity to compare with.*choose a lower rate"):
        changes(tmp_path, 5, 1e5)
