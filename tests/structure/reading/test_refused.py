"""What cannot be read is refused, once, with the file, the rule, what was found and what to do."""

import io
import json
import struct
import subprocess
import sys
import time
import zipfile

import numpy as np
import pytest

from stratode.recipe.extras import MissingExtra
from stratode.structure.reading import stored
from stratode.structure.reading.files import open_source, read_grey, read_labels
from stratode.structure.reading.labels import check_labels
from stratode.structure.volume import Volume

tifffile = pytest.importorskip("tifffile")
pytest.importorskip("imagecodecs")

VALUES = np.random.default_rng(7).integers(0, 3, (6, 16, 20)).astype(np.uint8)


def tiff(values=VALUES, **how):
    file = io.BytesIO()
    tifffile.imwrite(file, values, **{"photometric": "minisblack", **how})
    return bytearray(file.getvalue())


def npy(shape, dtype="|u1", data=b""):
    file = io.BytesIO()
    np.lib.format.write_array_header_1_0(file, {"descr": dtype, "fortran_order": False, "shape": shape})
    return file.getvalue() + data


def retagged(code, value, page=0):
    """A TIFF whose page claims another value of a tag (width 256, length 257, strips' bytes 279)."""
    content = tiff()
    with tifffile.TiffFile(io.BytesIO(bytes(content))) as file:
        tag = file.pages[page].tags[code]
    struct.pack_into("<HHII", content, tag.offset, code, 4, 1, value)
    return bytes(content)


def ragged():
    file = io.BytesIO()
    with tifffile.TiffWriter(file) as writer:
        writer.write(VALUES[0])
        writer.write(VALUES[1, :9])
    return file.getvalue()


def archive(**members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as writer:
        for name, content in members.items():
            writer.writestr(f"{name}.npy", content)
    return file.getvalue()


ABSURD = npy((10**5, 10**5, 10**5), data=bytes(100))
REFUSED = {
    "empty file": ("a.tif", b"", "must hold a volume; received an empty file"),
    "a text as TIFF": ("a.tif", b"sample,porosity\n", "as its ending says; received one that begins with b'sample,poros'"),
    "a text as NumPy": ("a.npy", b"sample,porosity\n", "must be a NumPy file, as its ending says"),
    "a text as archive": ("a.npz", b"sample,porosity\n", "must be a NumPy archive .* as its ending says"),
    "a text as HDF5": ("a.h5", b"sample,porosity\n", "must be a whole HDF5 file"),
    "unknown ending": ("a.raw", b"1234", r"must be TIFF .*received the ending \.raw. Export the volume as a TIFF stack"),
    "no ending": ("volume", b"1234", "must be TIFF .*received no ending"),
    "cut header": ("a.tif", bytes(tiff()[:6]), "must be a whole TIFF file"),
    "cut within the data": ("a.tif", bytes(tiff()[:900]), "must be a whole TIFF file"),
    "cut before the last page": ("a.tif", bytes(tiff()[:-120]), "must be a whole TIFF file"),
    "cut array": ("a.npy", npy((6, 16, 20), data=bytes(1000)), "claims 6 x 16 x 20 voxels and is 920 bytes too short"),
    "colour": ("a.tif", bytes(tiff(np.zeros((4, 9, 9, 3), np.uint8), photometric="rgb")), "page 1: must be grey or labels.*a colour image"),
    "two samples": ("a.tif", bytes(tiff(np.zeros((4, 9, 9, 2), np.uint8), planarconfig="contig")), "must be grey or labels"),
    "single image": (
        "a.tif",
        bytes(tiff(VALUES[0])),
        "must be a volume of several planes; received a single image .* Give the stack, or the folder",
    ),
    "complex": ("a.tif", bytes(tiff(VALUES.astype("c8"))), "must hold real numbers; received an array of complex64"),
    "JPEG": ("a.tif", bytes(tiff(np.zeros((3, 16, 16), np.uint8), compression="jpeg")), "must be stored without loss .*received JPEG"),
    "time and depth": (
        "a.tif",
        bytes(tiff(np.stack([VALUES] * 2), imagej=True, metadata={"axes": "TZYX"})),
        "one stack of planes; received 6 along slices, 2 along frames",
    ),
    "two channels": (
        "a.tif",
        bytes(tiff(np.stack([VALUES] * 2, 1), ome=True, metadata={"axes": "ZCYX"})),
        "one stack of planes; received 2 along channels, 6 along slices",
    ),
    "four axes": ("a.tif", bytes(tiff(np.stack([VALUES] * 2))), "one stack of planes"),
    "a volume in one page": (
        "a.tif",
        bytes(tiff(np.zeros((16, 16, 16), np.uint8), volumetric=True, tile=(16, 16, 16))),
        "page 1: must be one plane",
    ),
    "ragged": ("a.tif", ragged(), "page 2: must have the size and type of the first page; received 9 x 20 pixels of uint8 after 16 x 20"),
    "absurd width": (
        "a.tif",
        retagged(256, 2_000_000_000),
        "page 1: must be a whole TIFF file; received one that claims 16 x 2000000000 pixels",
    ),
    "absurd strip": ("a.tif", retagged(279, 2_000_000_000), "data lies beyond the end of the file"),
    "absurd last page": ("a.tif", retagged(256, 2_000_000_000, page=5), "page 6: must be"),
    "absurd array": ("a.npy", ABSURD, r"must hold at most 1e\+13 voxels; received 100000 x 100000 x 100000"),
    "absurd member": ("a.npz", archive(x=ABSURD), r"must hold at most 1e\+13 voxels"),
    "overflowing array": ("a.npy", npy((2**62, 4, 4)), r"must hold at most 1e\+13 voxels"),
    "negative array": ("a.npy", npy((-3, 4, 4), data=bytes(99)), "must hold at least one voxel"),
    "no voxels": ("a.npy", npy((0, 4, 4)), "must hold at least one voxel; received an array of 0 x 4 x 4"),
    "an image as array": ("a.npy", npy((4, 4), data=bytes(16)), "must be a volume of several planes"),
    "a series as array": ("a.npy", npy((2, 3, 4, 4), data=bytes(96)), "must have three axes; received an array of 2 x 3 x 4 x 4"),
    "objects": ("a.npy", npy((2, 3, 4), "|O", bytes(99)), "must hold real numbers; received an array of object"),
    "objects in an archive": ("a.npz", archive(x=npy((2, 3, 4), "|O", bytes(99))), "must hold real numbers; received an array of object"),
    "texts": ("a.npy", npy((2, 3, 4), "<U8", bytes(999)), "must hold real numbers"),
    "no volume in an archive": ("a.npz", archive(x=npy((5,), data=bytes(5))), r"must hold an array of three axes; received x \(5\)"),
    "two volumes": (
        "a.npz",
        archive(x=npy((2, 2, 2), data=bytes(8)), y=npy((2, 3, 2), data=bytes(12))),
        r"received x \(2 x 2 x 2\), y \(2 x 3 x 2\). Write for example x",
    ),
    "a member that is too long": (
        "a.npz",
        archive(x=npy((2, 2, 2), data=bytes(9999))),
        "x.npy: must be a whole NumPy archive .* bytes for an array of 8",
    ),
    "a header that does not end": (
        "a.npy",
        b"\x93NUMPY\x01\x00\x40\x00" + b"{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3, 4".ljust(63) + b"\n" + bytes(24),
        "must be a whole NumPy file",
    ),
    "a header that is code": (
        "a.npy",
        b"\x93NUMPY\x01\x00\x20\x00" + b"__import__('os').getcwd() ".ljust(32),
        "must be a whole NumPy file",
    ),
}


@pytest.mark.parametrize(("name", "content", "words"), REFUSED.values(), ids=REFUSED)
def test_a_bad_file_is_refused_in_one_message(tmp_path, name, content, words, capfd):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ValueError, match=words) as caught, open_source(path) as source:
        read_labels(source, "1 um")
    assert str(caught.value).startswith(name)  # the file by its name
    assert "\n" not in str(caught.value)
    told = capfd.readouterr()
    assert told.out + told.err == ""  # no library speaks


ALONE = """
import sys
from stratode.structure.reading.files import open_source, read_labels
for path in sys.argv[1:]:
    try:
        with open_source(path) as source:
            print(read_labels(source, "1 um").shape)
    except ValueError as error:
        print(error)
"""


def test_nothing_but_the_message_is_heard_on_a_screen(tmp_path):
    """Of a TIFF at which its library logs an error, and of an array whose header (Python 2's) makes NumPy warn."""
    cut, old = tmp_path / "a.tif", tmp_path / "b.npy"
    cut.write_bytes(tiff()[:900])
    header = b"{'descr': '|u1', 'fortran_order': False, 'shape': (2L, 3, 4)}".ljust(117) + b"\n"
    old.write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + bytes(24))
    run = subprocess.run([sys.executable, "-c", ALONE, str(cut), str(old)], capture_output=True, text=True, check=True, timeout=60)
    assert run.stderr == ""
    first, second = run.stdout.splitlines()
    assert first.startswith("a.tif: must be a whole TIFF file")
    assert second == "(2, 3, 4)"


def test_paths_that_lead_nowhere(tmp_path):
    for path, words in ((tmp_path / "none.tif", "must be a file or folder that exists"), (tmp_path, "must be a folder of slices")):
        with pytest.raises(ValueError, match=words):
            open_source(path)


def test_a_dataset_that_is_not_there(tmp_path):
    np.savez(tmp_path / "a.npz", one=VALUES, two=VALUES)
    with pytest.raises(ValueError, match=r"dataset: must be one of those in a\.npz, which are one .*, two .*; received 'three'"):
        open_source(tmp_path / "a.npz", dataset="three")
    np.save(tmp_path / "a.npy", VALUES)
    with pytest.raises(ValueError, match="dataset: must be left out"):
        open_source(tmp_path / "a.npy", dataset="one")
    with pytest.raises(ValueError, match="order: must name z, y and x once each"):
        open_source(tmp_path / "a.npy", axes="zyy")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda folder: (folder / "s_3.tif").unlink(), "must hold evenly numbered slices; received s_2.tif followed by s_4.tif"),
        (
            lambda folder: tifffile.imwrite(folder / "s_3.tif", VALUES[0, 1:]),
            "s_3.tif: must have the size and type of s_0.tif; received 15 x 20",
        ),
        (lambda folder: tifffile.imwrite(folder / "s_3.tif", VALUES[0].astype("u2")), "s_3.tif: must have the size and type"),
        (lambda folder: tifffile.imwrite(folder / "s_3.tif", VALUES, photometric="minisblack"), "s_3.tif: must be a single slice"),
        (lambda folder: (folder / "s_3.tif").write_bytes(b""), "s_3.tif: must be a TIFF file"),
        (lambda folder: (folder / "s_3.tif").write_bytes(tiff(VALUES[0])[:-20]), "s_3.tif, page 1: must be a whole TIFF file"),
        (lambda folder: (folder / "t_3.png").write_bytes(b"x"), r"must hold slices of one kind; received \.png and \.tif"),
    ],
)
def test_a_folder_with_one_bad_slice_names_it(tmp_path, change, words):
    for index, plane in enumerate(VALUES):
        tifffile.imwrite(tmp_path / f"s_{index}.tif", plane)
    change(tmp_path)
    with pytest.raises(ValueError, match=words):
        open_source(tmp_path)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (
            np.arange(6 * 16 * 20).reshape(6, 16, 20).astype(np.uint8),
            "at most 64 different ones; received 256 or more grey values. Segment it first",
        ),
        (VALUES.astype(np.int16) - 1, "labels from 0 to 255; received values from -1 to 1"),
        (VALUES.astype(np.uint16) * 200, "labels from 0 to 255; received values from 0 to 400"),
        (VALUES.astype(np.float32) / 2, r"labels, which are whole numbers; received 0\.5"),
        (np.where(VALUES == 1, np.nan, 0.0), "labels from 0 to 255; received values that are no numbers"),
    ],
)
def test_grey_values_do_not_pass_for_labels(tmp_path, values, words):
    np.save(tmp_path / "a.npy", values)
    with open_source(tmp_path / "a.npy") as source, pytest.raises(ValueError, match=words):
        read_labels(source, "1um")


def test_grey_values_must_be_finite(tmp_path):
    np.save(tmp_path / "a.npy", np.where(VALUES == 1, np.inf, 0.0))
    with open_source(tmp_path / "a.npy") as source, pytest.raises(ValueError, match=r"a\.npy: must hold finite grey values"):
        read_grey(source, "1um")


@pytest.mark.parametrize("damage", [lambda png: png[:-20], lambda png: png[:60] + bytes(4) + png[64:], lambda png: png[:40]])
def test_a_damaged_png_is_told_before_its_library_speaks(tmp_path, damage, capfd):
    imagecodecs = pytest.importorskip("imagecodecs")
    for index, plane in enumerate(VALUES):
        content = imagecodecs.png_encode(plane)
        changed = damage(content) if index == 3 else content
        assert index != 3 or changed != content
        (tmp_path / f"s_{index}.png").write_bytes(changed)
    with pytest.raises(ValueError, match=r"s_3\.png: must be a whole PNG image"), open_source(tmp_path) as source:
        read_labels(source, "1 um")
    assert capfd.readouterr().err == ""


def test_labels_that_do_not_exist_are_named_beside_those_that_do():
    volume = Volume(VALUES * 2, (1e-6,) * 3, "bilayer", "test")
    check_labels(volume, [0, 2, 4])
    with pytest.raises(ValueError, match=r"phases: must be labels that occur in bilayer: 0, 2, 4; received 1\. Write for example 0"):
        check_labels(volume, [0, 1])


def test_a_library_that_is_missing_is_named_with_its_extra(tmp_path, monkeypatch):
    (tmp_path / "a.tif").write_bytes(tiff())
    monkeypatch.setattr("stratode.recipe.extras.util.find_spec", lambda name: None if name == "tifffile" else object())
    with pytest.raises(MissingExtra, match=r"this file needs tifffile, not installed here; install with: pip install 'stratode\[image\]'"):
        open_source(tmp_path / "a.tif")


@pytest.mark.parametrize("fate", ["os.abort()", "time.sleep(600)", "sys.exit(0)"])
def test_a_library_that_crashes_or_never_ends_is_a_message(tmp_path, monkeypatch, fate):
    reader = tmp_path / "reader.py"
    reader.write_text(f"import os, sys, time\n{fate}\n")
    (tmp_path / "a.h5").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(100))
    monkeypatch.setattr(stored, "READER", reader)
    monkeypatch.setattr(stored, "LONGEST", 0.5)
    start = time.perf_counter()
    with pytest.raises(ValueError, match=r"a\.h5: must be a whole HDF5 file; received one on which the format's own library breaks down"):
        open_source(tmp_path / "a.h5")
    assert time.perf_counter() - start < 60.0  # s


def test_hdf5_that_links_to_other_files(tmp_path):
    h5py = pytest.importorskip("h5py")
    (tmp_path / "raw").write_bytes(VALUES.tobytes())
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file.create_dataset("v", VALUES.shape, "u1", external=[(str(tmp_path / "raw"), 0, VALUES.nbytes)])
    with pytest.raises(ValueError, match=r"a\.h5, v: must hold its data itself.*links to other files"):
        open_source(tmp_path / "a.h5")


@pytest.mark.parametrize(("codec", "words"), [("pickle", "pickle"), ("base64", "in a common codec; received data packed with base64")])
def test_zarr_in_a_codec_that_may_do_anything(tmp_path, codec, words):
    zarr = pytest.importorskip("zarr")
    zarr.create_array(tmp_path / "a.zarr", data=VALUES, zarr_format=2)
    metadata = json.loads((tmp_path / "a.zarr" / ".zarray").read_text())
    metadata["compressor"] = {"id": codec}
    (tmp_path / "a.zarr" / ".zarray").write_text(json.dumps(metadata))
    with pytest.raises(ValueError, match=rf"a\.zarr.*{words}"):
        open_source(tmp_path / "a.zarr")
