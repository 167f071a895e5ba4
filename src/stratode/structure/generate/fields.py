"""Gaussian random fields, and phases cut from them at exact fractions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import fft

Field = NDArray[np.float32]
Triple = tuple[float, float, float]
SMOOTH_BEYOND, BANDED_BEYOND = 4.0, 1.0  # lengths by which a field with open ends is made longer


def smooth_field(shape: tuple[int, int, int], lengths: Triple, random: np.random.Generator, periodic: bool = True) -> Field:
    """White noise smoothed by a Gaussian, mean about 0.

    Args:
        shape: (nz, ny, nx).
        lengths: standard deviation of the Gaussian along each axis, in voxels; the field's correlation is exp(-d^2 / (4 length^2)).
        random: where the noise comes from.
        periodic: opposite faces continue each other.
    """
    return _shaped(shape, lengths, random, (periodic,) * 3, SMOOTH_BEYOND, lambda square: np.exp(-0.5 * square))


def banded_field(shape: tuple[int, int, int], spacings: Triple, band: float, random: np.random.Generator, periodic: bool = False) -> Field:
    """Noise with waves of about one length: ridges and valleys a stated distance apart.

    Args:
        shape: (nz, ny, nx).
        spacings: wave length along each axis, in voxels; a longer one along an axis stretches the field along it.
        band: relative width of the band of waves; 0.2 is regular, 0.6 irregular.
        random: where the noise comes from.
        periodic: opposite ends along z continue each other too (the sides always do).
    """

    def spectrum(square: Field) -> Field:
        return np.exp(-((np.sqrt(square) / (2.0 * np.pi) - 1.0) ** 2) / (2.0 * band**2)).astype(np.float32)

    return _shaped(shape, spacings, random, (periodic, True, True), BANDED_BEYOND, spectrum)


def padded(shape: tuple[int, int, int], lengths: Triple, periodic: tuple[bool, bool, bool], beyond: float) -> tuple[int, int, int]:
    """Voxels of the field that one of `shape` is cut from: longer by `beyond` lengths along axes that are not periodic."""
    nz, ny, nx = (
        n if end else int(fft.next_fast_len(int(np.ceil(n + beyond * length)), real=True))
        for n, length, end in zip(shape, lengths, periodic, strict=True)
    )
    return nz, ny, nx


def _shaped(
    shape: tuple[int, int, int],
    lengths: Triple,
    random: np.random.Generator,
    periodic: tuple[bool, bool, bool],
    beyond: float,
    spectrum: Callable[[Field], Field],
) -> Field:
    """Noise whose Fourier amplitudes are multiplied by spectrum((k L)^2), summed over the axes.

    Where not periodic it is made longer by `beyond` lengths and cropped.
    """
    longer = padded(shape, lengths, periodic, beyond)
    noise = random.standard_normal(longer, dtype=np.float32)
    amplitudes = fft.rfftn(noise, workers=1)
    waves = [2.0 * np.pi * fft.fftfreq(n) * length for n, length in zip(longer[:2], lengths[:2], strict=True)]
    waves.append(2.0 * np.pi * fft.rfftfreq(longer[2]) * lengths[2])
    for plane, kz in zip(amplitudes, waves[0], strict=True):
        square = kz**2 + waves[1][:, None] ** 2 + waves[2][None, :] ** 2
        plane *= spectrum(square.astype(np.float32))
    amplitudes[0, 0, 0] = 0.0
    field = fft.irfftn(amplitudes, s=longer, workers=1)
    return np.ascontiguousarray(field[: shape[0], : shape[1], : shape[2]])


def highest(field: Field, count: int, among: NDArray[np.bool_] | None = None) -> NDArray[np.bool_]:
    """The `count` voxels of the highest values, as a mask; of equal ones the first.

    Args:
        field: (nz, ny, nx).
        count: of voxels.
        among: only these may be taken; all where None.

    Raises:
        ValueError: there are fewer voxels than `count`.
    """
    places = np.arange(field.size) if among is None else np.flatnonzero(among.ravel())
    if count > places.size:
        raise ValueError(f"fraction: must leave room; asked {count} of {places.size} voxels. Lower it.")
    mask = np.zeros(field.size, dtype=bool)
    if count > 0:
        values = field.ravel()[places]
        limit = np.partition(values, places.size - count)[places.size - count]
        above = values > limit
        mask[places[above]] = True
        mask[places[values == limit][: count - int(above.sum())]] = True
    return mask.reshape(field.shape)
