"""How thick may a cathode be? Every layer of a recipe stretched by a factor, at C/2."""

from dataclasses import replace
from pathlib import Path

import stratode
from stratode.recipe.parts import Cell

HERE = Path(__file__).parent
FACTORS = (0.5, 1.0, 1.5, 2.0)


def stretched(cell: Cell, factor: float) -> Cell:
    """The cell with every cathode layer `factor` times as thick, and 1C scaled with the active mass."""
    layers = tuple(replace(layer, thickness=factor * layer.thickness) for layer in cell.cathode.layers)
    protocol = replace(cell.protocol, one_c=factor * cell.protocol.one_c)
    return replace(cell, name=f"{factor:g} times as thick", cathode=replace(cell.cathode, layers=layers), protocol=protocol)


def main() -> list[tuple[float, float, float]]:
    (cell,) = stratode.read([HERE / "chen2024_l_dry_s.yaml"], rates=["0.5C"])
    outcome = stratode.simulate([stretched(cell, factor) for factor in FACTORS])
    rows = []
    for case in outcome.cases:
        thickness = sum(layer.thickness for layer in case.cell.cathode.layers)
        (run,) = case.result.rates
        rows.append((thickness * 1e6, run.specific_capacity, run.capacity / 10))
        print("{:6.0f} um: {:6.1f} mAh/g, {:5.2f} mAh/cm2".format(*rows[-1]))
    return rows


if __name__ == "__main__":
    main()
