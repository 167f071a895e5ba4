"""Memory is predicted from a statement alone, no less than its making takes; what does not fit is refused with what would."""

import re
import subprocess
import sys
from math import prod
from pathlib import Path

import pytest

import stratode
from stratode.structure import cost
from stratode.structure.generate import simple
from stratode.structure.generate.cost import check_fits, predicted_bytes, shape_of
from stratode.structure.generate.frozen import Frozen
from stratode.structure.generate.make import generate
from stratode.structure.generate.overlapping import Overlapping
from stratode.structure.generate.sizes import OneSize
from stratode.structure.generate.statements import Binder, Calendered, Coating, Layer, Layered, Population

UM = 1e-6


def packing(voxel=1.0, width=40.0, **more) -> Layered:
    layer = Layer("one", 30 * UM, 0.5, (Population("NMC811", OneSize(10 * UM)),))
    return Layered((layer,), width * UM, voxel * UM, **more)


STATEMENTS = (
    packing(),
    Overlapping((20 * UM, 24 * UM, 30 * UM), UM, 8 * UM, 0.4),
    Frozen(40 * UM, 42 * UM, UM, OneSize(10 * UM), 0.2, 0.4, 20 * UM, elongation=1.0),
    simple.Blobs((20 * UM, 24 * UM, 30 * UM), UM, (0.4,), 3 * UM),
    simple.Lattice(simple.SIMPLE_CUBIC, 0.4, 10, (1, 2, 3)),
    simple.Channels((8, 9, 12), 2, 4),
    simple.Slabs((8, 9, 12), 0, (4, 4), (0, 1)),
    simple.Checkerboard((8, 12, 16), 4),
)


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda one: type(one).__name__)
def test_the_shape_is_that_of_the_volume_that_is_made(statement) -> None:
    assert shape_of(statement) == generate(statement, 1).volume.shape


@pytest.mark.parametrize(
    "statement",
    [
        simple.Blobs((100 * UM,) * 3, UM, (0.3, 0.3), 8 * UM, periodic=False),
        packing(voxel=0.3, coating=Coating("LLZO", 0.4, UM, 3 * UM)),
    ],
    ids=["blobs", "coated"],
)
def test_making_takes_no_more_than_predicted_and_not_much_less(statement) -> None:
    if not Path("/proc/self/status").is_file():
        pytest.skip("the system does not tell what a process takes")
    code = (
        "import pathlib\nfrom stratode.generated import generate\nfrom stratode.structure.generate.simple import *\n"
        "from stratode.structure.generate.sizes import OneSize\nfrom stratode.structure.generate.statements import *\n"
        f"generate({statement!r}, seed=1)\nprint(pathlib.Path('/proc/self/status').read_text())"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    taken = next(int(line.split()[1]) * 1024 for line in told.splitlines() if line.startswith("VmHWM"))
    assert 0.6 * predicted_bytes(statement) < taken < 1.3 * predicted_bytes(statement)  # these are small: most is the process itself


def test_dressing_and_open_ends_take_more() -> None:
    bound = packing(binder=Binder(0.05))
    coated = packing(coating=Coating("LLZO", 0.4, UM, 3 * UM))
    assert predicted_bytes(packing()) < predicted_bytes(bound) < predicted_bytes(coated)
    assert predicted_bytes(Calendered(coated, porosity=0.3)) == predicted_bytes(coated)
    blobs = {end: simple.Blobs((100 * UM,) * 3, UM, (0.4,), 8 * UM, periodic=end) for end in (True, False)}
    assert predicted_bytes(blobs[False]) > predicted_bytes(blobs[True])


def test_what_does_not_fit_is_refused_with_a_voxel_and_a_width_that_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost, "available", lambda: 10**9)
    asked = packing(voxel=0.1, width=100.0)
    with pytest.raises(ValueError, match=r"must fit in memory; received 300 x 1000 x 1000 voxels, which need 8\.3 GB of 0\.9 GB") as caught:
        check_fits(asked)
    voxel, width = re.search(r"choose voxels of (\S+) um or a width of (\S+) um", str(caught.value)).groups()
    check_fits(packing(voxel=float(voxel), width=100.0))
    check_fits(packing(voxel=0.1, width=float(width)))
    with pytest.raises(ValueError, match="must fit in memory"):
        check_fits(packing(voxel=float(voxel) / 1.25, width=100.0))  # no more is advised than it takes
    assert prod(shape_of(packing(voxel=0.1, width=float(width)))) > 10**7


def test_nothing_is_made_of_what_does_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    from stratode import generated

    monkeypatch.setattr(cost, "available", lambda: 10**6)
    monkeypatch.setattr(generated, "make", lambda *_: pytest.fail("was made"))
    with pytest.raises(ValueError, match="Free memory, or ask for a smaller volume"):
        stratode.generate(simple.Checkerboard((8, 12, 16), 4))
