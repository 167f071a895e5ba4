"""Volumes and fields as files: a labelled volume as a TIFF stack that carries its voxel size, fields as .npz or .h5."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from stratode.recipe.extras import need
from stratode.report.files import whole
from stratode.report.lab_units import MICROMETRE
from stratode.structure.transport.parts import Fields
from stratode.structure.volume import Volume

IMAGEJ_BYTES = 2**32 - 2**20  # what an ImageJ stack can hold; larger volumes are written as OME-TIFF
FIELD_FILES = (".npz", ".h5")
VOLUME_FILES = (".tif", ".tiff")


def check_name(path: Path, endings: tuple[str, ...], option: str) -> None:
    """Stops where a file's ending does not say one of the kinds that can be written.

    Raises:
        ValueError: another ending.
    """
    if path.suffix.lower() not in endings:
        raise ValueError(f"{option}: must be a file that ends in {' or '.join(endings)}; received '{path}'. Rename it.")


def write_volume(path: Path, volume: Volume) -> None:
    """The labels as a compressed TIFF stack, one page a plane of z, with the voxel's edges in its metadata; whole or not at all.

    Raises:
        MissingExtra: tifffile is not installed (extra `image`).
    """
    need("tifffile", "imagecodecs", extra="image")
    from tifffile import imwrite

    dz, dy, dx = (edge * MICROMETRE for edge in volume.voxel)
    with whole(path) as aside:
        if volume.labels.nbytes < IMAGEJ_BYTES:
            size: dict[str, Any] = {
                "imagej": True,
                "resolution": (1.0 / dx, 1.0 / dy),
                "metadata": {"axes": "ZYX", "spacing": dz, "unit": "um"},
            }
        else:
            edges = {"PhysicalSizeX": dx, "PhysicalSizeY": dy, "PhysicalSizeZ": dz}
            units = {f"{name}Unit": "µm" for name in edges}
            size = {"ome": True, "bigtiff": True, "metadata": {"axes": "ZYX", **edges, **units}}
        imwrite(aside, volume.labels, compression="zlib", photometric="minisblack", **size)


def write_fields(path: Path, volume: Volume, fields: Fields) -> None:
    """Potential and flux with their axis and the voxel's edges, as .npz or .h5; whole or not at all.

    Raises:
        ValueError: another ending.
        MissingExtra: h5py is not installed (extra `image`).
    """
    check_name(path, FIELD_FILES, "--fields")
    arrays: dict[str, Any] = {
        "potential": fields.potential,
        "flux": fields.flux,
        "labels": volume.labels,
        "voxel_m": np.array(volume.voxel),
    }
    with whole(path) as aside:
        if path.suffix.lower() == ".npz":
            np.savez_compressed(aside, allow_pickle=False, axis=np.array(fields.axis), **arrays)
            return
        need("h5py", extra="image")
        import h5py

        with h5py.File(aside, "w") as file:
            for name, values in arrays.items():
                file.create_dataset(name, data=values, compression="gzip" if values.size > 3 else None)
            file.attrs.update(
                {"axis": fields.axis, "potential": "1 on the first face, 0 on the last", "flux": "z, y, x over a free volume's"}
            )
