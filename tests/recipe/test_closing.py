import pytest

from stratode.recipe.closing import LayerStatement, Solid, Stated, close
from stratode.recipe.errors import RecipeError

# chen2024: 96:2:2 by weight with densities 4.75, 1.95 and 1.78 g/cm3. By hand: 0.223598 cm3 of solids per gram, so 29.6 mg/cm2 are
# 66.185 um of solids: 46.77 % of 141.5 um and 80.03 % of 82.7 um.
CHEN = (Solid("NMC83", 4750.0, 0.96, True), Solid("carbon", 1950.0, 0.02, False), Solid("PVDF", 1780.0, 0.02, False))
SOLID_HEIGHT = 66.185e-6
SOLID_DENSITY = 4472.3


def state(solids: tuple[Solid, ...] = CHEN, by_volume: bool = False, **stated: float | tuple[float, float]) -> LayerStatement:
    values = {name: v if isinstance(v, tuple) else (v, 0.0) for name, v in stated.items()}
    return LayerStatement(solids, by_volume, **{name: Stated(v, f"{name} {v:g}", u) for name, (v, u) in values.items()})


@pytest.mark.parametrize(("height", "porosity"), [(141.5e-6, 0.532), (82.7e-6, 0.200)])
def test_porosity_from_masses_is_chen2024s(height: float, porosity: float) -> None:
    assert close(state(loading=0.296, thickness=height)).porosity == pytest.approx(porosity, abs=5e-4)


@pytest.mark.parametrize(
    "stated",
    [
        {"loading": 0.296, "thickness": 141.5e-6},
        {"loading": 0.296, "porosity": 0.53226},
        {"thickness": 141.5e-6, "porosity": 0.53226},
        {"active_loading": 0.28416, "thickness": 141.5e-6},
        {"loading": 0.296, "density": 2091.9},
        {"thickness": 141.5e-6, "density": 2091.9},
        {"loading": 0.296, "thickness": 141.5e-6, "porosity": 0.53, "density": 2090.0, "active_loading": 0.284},
    ],
)
def test_any_two_statements_close_to_the_same_layer(stated: dict[str, float]) -> None:
    closed = close(state(**stated))
    assert closed.thickness == pytest.approx(141.5e-6, rel=2e-4)
    assert closed.porosity == pytest.approx(0.53226, abs=2e-4)
    assert closed.volume_fractions[0] == pytest.approx(0.96 * 0.296 / 4750.0 / 141.5e-6, rel=2e-4)


def test_volume_fractions_and_porosity_add_up_to_one() -> None:
    closed = close(state(loading=0.296, porosity=0.25))
    assert sum(closed.volume_fractions) + closed.porosity == pytest.approx(1.0, abs=1e-15)


def test_shares_by_volume_of_the_layer_state_the_porosity() -> None:
    solids = (Solid("NMC", 4750.0, 0.60, True), Solid("carbon", 1950.0, 0.05, False))
    closed = close(state(solids, by_volume=True, thickness=100e-6))
    assert closed.porosity == pytest.approx(0.35)
    assert closed.volume_fractions == pytest.approx((0.60, 0.05))
    loaded = close(state(solids, by_volume=True, loading=0.29475))  # 0.6 x 4750 + 0.05 x 1950 = 2947.5 kg/m3
    assert loaded.thickness == pytest.approx(100e-6)


def test_the_rest_is_what_the_stated_shares_leave() -> None:
    solids = (Solid("NMC", 4750.0, None, True), Solid("carbon", 1950.0, 0.02, False), Solid("PVDF", 1780.0, 0.02, False))
    assert close(state(solids, loading=0.296, thickness=141.5e-6)).porosity == pytest.approx(0.532, abs=5e-4)


@pytest.mark.parametrize(
    ("stated", "field", "words"),
    [
        ({}, "loading", ["none of them"]),
        ({"loading": 0.296}, "thickness", ["only loading"]),
        ({"porosity": 0.5}, "loading", ["only porosity"]),
        ({"porosity": 0.5, "density": 2236.15}, "loading", ["only porosity"]),
        ({"loading": 0.296, "thickness": 141.5e-6, "porosity": 0.45}, "porosity", ["53.2 %", "45.0 %", "29.6 mg/cm2"]),
        ({"loading": 0.296, "active_loading": 0.296, "porosity": 0.45}, "active_loading", ["96.00 wt%", "30.83 mg/cm2"]),
        ({"porosity": 0.45, "density": 1000.0, "loading": 0.2}, "density", ["55.00 %", "22.36 %"]),
        ({"loading": 0.296, "thickness": 60e-6}, "porosity", ["-10.3 %"]),
        ({"loading": 0.296, "thickness": SOLID_HEIGHT * 0.9999}, "porosity", ["-0.0 %"]),
        ({"thickness": 50e-6, "density": 5000.0}, "porosity", ["-11.8 %"]),
    ],
)
def test_what_does_not_close_is_refused_with_the_numbers(stated: dict[str, float], field: str, words: list[str]) -> None:
    with pytest.raises(RecipeError) as caught:
        close(state(**stated), "cathode.layers.1")
    problem = caught.value.problems[0]
    assert problem.field == f"cathode.layers.1.{field}"
    assert all(word in problem.received for word in words), problem.received
    assert problem.remedy


def test_statements_may_differ_within_their_uncertainties() -> None:
    close(state(loading=(0.296, 0.010), thickness=(141.5e-6, 3e-6), porosity=(0.51, 0.01)))
    with pytest.raises(RecipeError, match="must agree"):
        close(state(loading=(0.296, 0.001), thickness=(141.5e-6, 0.3e-6), porosity=(0.51, 0.001)))


@pytest.mark.parametrize(
    ("shares", "by_volume", "received"),
    [
        ((0.96, 0.02, 0.03), False, "96 + 2 + 3 = 101 wt%"),
        ((0.90, 0.02, 0.02), False, "90 + 2 + 2 = 94 wt%"),
        ((0.96, None, None), False, "2 x rest"),
        ((1.0, 0.02, None), False, "1 x rest"),
        ((0.96, 0.02, 0.03), True, "= 101 vol%"),
        ((0.60, 0.02, None), True, "= 62 vol%"),
        ((0.0, 0.0, 0.0), True, "= 0 vol%"),
    ],
)
def test_shares_that_do_not_add_up_are_refused(shares: tuple[float | None, ...], by_volume: bool, received: str) -> None:
    solids = tuple(Solid(s.name, s.density, share, s.active) for s, share in zip(CHEN, shares, strict=True))
    with pytest.raises(RecipeError) as caught:
        close(state(solids, by_volume, loading=0.296, thickness=141.5e-6), "anode.layers.0")
    assert caught.value.problems[0].field == "anode.layers.0.components"
    assert received in caught.value.problems[0].received


def test_the_density_of_the_solids_is_harmonic() -> None:
    closed = close(state(thickness=100e-6, density=SOLID_DENSITY / 2))
    assert closed.porosity == pytest.approx(0.5, abs=1e-5)
