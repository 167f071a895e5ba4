"""Small files that unfold to far more than they say, and honest ones that are too large: refused within a stated memory."""

import gzip
import io
import struct
import subprocess
import sys
import zipfile
import zlib

import numpy as np
import pytest

resource = pytest.importorskip("resource")
tifffile = pytest.importorskip("tifffile")
pytest.importorskip("imagecodecs")

BOMB = 300 * 2**20  # bytes that a bomb unfolds to
ALLOWED = 150  # MB of growth beyond what an intact file of that kind takes
LIMIT = 1200 * 2**20  # bytes of address space in the child
CHILD = """
import resource, sys
from stratode.structure.reading import stored
from stratode.structure.reading.files import open_source, read_labels

def read(path):
    try:
        with open_source(path) as source:
            return str(read_labels(source, "1 um").shape)
    except ValueError as error:
        return str(error)

read(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
words = read(sys.argv[2])
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
sys.stdout.write(f"{(after - before) // 1024} {words}")
"""
PARENT = """
import resource, sys
from stratode.structure.reading import stored
from stratode.structure.reading.files import open_source, read_labels

stored.MEMORY = 2**30
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    with open_source(sys.argv[1]) as source:
        words = str(read_labels(source, "1 um").shape)
except ValueError as error:
    words = str(error)
own, readers = (resource.getrusage(of).ru_maxrss // 1024 for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
sys.stdout.write(f"{own - before // 1024} {readers} {words}")
"""  # a process of its own: what one begins counts the memory of who began it as its own, until it is another program


def in_a_child(intact, bomb):
    """Growth of memory in MB beyond that of an intact file, and what is said of the bomb."""

    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))

    run = subprocess.run(
        [sys.executable, "-c", CHILD, str(intact), str(bomb)], capture_output=True, text=True, preexec_fn=limit, timeout=60
    )
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    grown, _, words = run.stdout.partition(" ")
    return int(grown), words


def zeros(size):
    """Deflate of many zeros, without having them: a block that may stand any number of times."""
    packer, block = zlib.compressobj(9), bytes(2**20)
    first, again = (packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + again * (size // 2**20 - 1) + packer.flush()


@pytest.mark.parametrize("codec", ["deflate", "zstd", "packbits"])
def test_a_strip_that_unfolds_to_more_than_its_page(tmp_path, codec):
    import imagecodecs

    intact, bomb = tmp_path / "a.tif", tmp_path / "b.tif"
    tifffile.imwrite(intact, np.zeros((4, 40, 40), np.uint8), photometric="minisblack", compression=codec)
    content = bytearray(intact.read_bytes())
    packed = {
        "deflate": lambda: zeros(BOMB),
        "zstd": lambda: imagecodecs.zstd_encode(bytes(BOMB)),
        "packbits": lambda: b"\x81\x00" * (BOMB // 128),
    }[codec]()
    with tifffile.TiffFile(intact) as file:
        offset, length = file.pages[2].tags[273], file.pages[2].tags[279]
    struct.pack_into("<HHII", content, offset.offset, 273, 4, 1, len(content))
    struct.pack_into("<HHII", content, length.offset, 279, 4, 1, len(packed))
    bomb.write_bytes(content + packed)
    grown, words = in_a_child(intact, bomb)
    assert grown < ALLOWED
    assert words == "(4, 40, 40)" or "b.tif: must be a whole TIFF file" in words


def npy(shape, data):
    file = io.BytesIO()
    np.lib.format.write_array_header_1_0(file, {"descr": "|u1", "fortran_order": False, "shape": shape})
    return file.getvalue() + data


def test_a_member_that_unfolds_to_more_than_it_says(tmp_path):
    intact, bomb = tmp_path / "a.npz", tmp_path / "b.npz"
    np.savez_compressed(intact, x=np.zeros((4, 10, 10), np.uint8))
    head = npy((4, 10, 10), b"")
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive, archive.open("x.npy", "w") as member:
        member.write(head)
        for _ in range(BOMB // 2**20):
            member.write(bytes(2**20))
    content = bomb.read_bytes()
    bomb.write_bytes(content.replace(struct.pack("<I", len(head) + BOMB), struct.pack("<I", len(head) + 400)))
    grown, words = in_a_child(intact, bomb)
    assert grown < ALLOWED
    assert "b.npz: must be a whole NumPy archive" in words


def test_an_honest_volume_that_is_too_large_names_what_would_fit(tmp_path):
    intact, large = tmp_path / "a.npy", tmp_path / "b.npy"
    np.save(intact, np.zeros((4, 10, 10), np.uint8))
    with large.open("wb") as file:
        file.write(npy((4000, 1000, 1000), b""))
        file.truncate(file.tell() + 4 * 10**9)  # holes, not bytes
    grown, words = in_a_child(intact, large)
    assert grown < ALLOWED
    assert words.startswith("b.npy: must fit in memory; received 4000 x 1000 x 1000 voxels, which need 4.1 GB of ")
    assert "coarsen by " in words
    assert "crop to " in words


@pytest.mark.parametrize("kind", ["h5", "zarr"])
def test_a_chunk_that_unfolds_without_end_ends_the_process_that_reads_it_alone(tmp_path, kind):
    """The reading process may take little more than the chunk needs: the library fails there, here it is a message."""
    path = tmp_path / f"a.{kind}"
    shape = (4, 32, 32)
    if kind == "h5":
        h5py = pytest.importorskip("h5py")
        with h5py.File(path, "w") as file:
            dataset = file.create_dataset("v", shape, "u1", chunks=shape, compression="gzip")
            dataset.id.write_direct_chunk((0, 0, 0), zeros(2 * 2**30))
    else:
        zarr = pytest.importorskip("zarr")
        array = zarr.create_array(path, shape=shape, chunks=shape, dtype="u1", compressors=zarr.codecs.GzipCodec())
        array[:] = 1
        chunk = next(file for file in path.rglob("*") if file.is_file() and file.name != "zarr.json")
        chunk.write_bytes(gzip.compress(bytes(2**20)) * (2 * 2**10))  # members of a gzip follow each other
    run = subprocess.run([sys.executable, "-c", PARENT, str(path)], capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    own, readers, words = run.stdout.split(" ", 2)
    assert f"a.{kind}: must be a whole" in words
    assert int(own) < ALLOWED
    assert int(readers) <= 1536
