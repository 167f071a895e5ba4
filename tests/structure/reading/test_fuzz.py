"""Damaged files of every kind: each is read as something legal or refused with one message, and neither takes long."""

import io
import time

import numpy as np
import pytest

from stratode.structure.reading.files import open_source, read_labels

tifffile = pytest.importorskip("tifffile")
h5py = pytest.importorskip("h5py")
pytest.importorskip("imagecodecs")

VALUES = np.random.default_rng(8).integers(0, 3, (5, 18, 17)).astype(np.uint8)
LONGEST = 5.0  # s, of any file: a whole one takes some milliseconds
DAMAGES = {".tif": 18, ".npy": 20, ".npz": 20, ".h5": 4}  # of each whole file, by kind


def whole_files():
    """One intact file of each kind and layout: (name, ending, bytes)."""
    files = []
    for how in (
        {},
        {"metadata": None, "byteorder": ">"},
        {"compression": "packbits", "rowsperstrip": 7},
        {"compression": "lzw", "dtype": "u2"},
        {"compression": "deflate", "predictor": True},
        {"compression": "zstd"},
        {"compression": "lzma"},
        {"tile": (16, 16), "compression": "deflate"},
        {"bigtiff": True},
        {"truncate": True},
        {"dtype": "f4"},
        {"dtype": "?"},
        {"imagej": True, "resolution": (2, 2), "metadata": {"axes": "ZYX", "spacing": 0.5, "unit": "um"}},
        {"ome": True, "metadata": {"axes": "ZYX", "PhysicalSizeX": 0.4, "PhysicalSizeY": 0.4, "PhysicalSizeZ": 0.4}},
    ):
        file = io.BytesIO()
        options = {"photometric": "minisblack", **how}
        tifffile.imwrite(file, VALUES.astype(options.pop("dtype", "u1")), **options)
        files.append((f"tiff {how}", ".tif", file.getvalue()))
    for name, ending, save in (
        ("npy", ".npy", lambda file: np.save(file, VALUES)),
        ("npy of floats in Fortran's order", ".npy", lambda file: np.save(file, np.asfortranarray(VALUES.astype(">f4")))),
        ("npz", ".npz", lambda file: np.savez(file, x=VALUES, y=np.arange(3))),
        ("npz packed", ".npz", lambda file: np.savez_compressed(file, x=VALUES)),
        ("HDF5", ".h5", lambda file: h5py.File(file, "w").create_dataset("g/v", data=VALUES).file.close()),
        (
            "HDF5 packed",
            ".h5",
            lambda file: h5py.File(file, "w").create_dataset("v", data=VALUES, compression="gzip", chunks=(2, 8, 8)).file.close(),
        ),
    ):
        file = io.BytesIO()
        save(file)
        files.append((name, ending, file.getvalue()))
    return files


def damaged(content, rng):
    """Cut off, bits flipped, bytes overwritten or left out, or the first bytes scrambled."""
    content = bytearray(content)
    place, length = int(rng.integers(len(content))), int(rng.integers(1, 40))
    match rng.integers(5):
        case 0:
            del content[place:]
        case 1:
            for _ in range(rng.integers(1, 9)):
                content[rng.integers(len(content))] ^= 1 << rng.integers(8)
        case 2:
            content[place : place + length] = bytes([rng.choice([0, 255])]) * len(content[place : place + length])
        case 3:
            del content[place : place + length]
        case _:
            for _ in range(rng.integers(1, 5)):
                content[rng.integers(min(len(content), 400))] = rng.integers(256)
    return bytes(content)


def refusal(path):
    """What is said of the file; nothing where it is read."""
    try:
        with open_source(path) as source:
            volume = read_labels(source, "1 um")
    except ValueError as error:
        return str(error)
    return "" if volume.labels.size == source.voxels else "half a volume"


@pytest.mark.parametrize(("name", "ending", "content"), whole_files(), ids=[name for name, *_ in whole_files()])
def test_damage_is_told_or_harmless(tmp_path, name, ending, content, capfd):
    rng = np.random.default_rng(list(name.encode()))
    path = tmp_path / f"a{ending}"
    path.write_bytes(content)
    assert refusal(path) == ""
    words = []
    for _ in range(DAMAGES[ending]):
        path.write_bytes(damaged(content, rng))
        start = time.perf_counter()
        words.append(refusal(path))
        assert time.perf_counter() - start < LONGEST
    assert any(words)
    assert all(told.startswith(f"a{ending}") and "\n" not in told for told in words if told)
    heard = capfd.readouterr()
    assert heard.out + heard.err == ""  # no library speaks


def test_there_are_at_least_300_damaged_files():
    counts = [DAMAGES[ending] for _, ending, _ in whole_files()]
    assert sum(counts) >= 300
