import os
import time
from pathlib import Path

import pytest

from stratode.recipe.errors import RecipeError
from stratode.recipe.load import load, loads, read_cell
from stratode.recipe.reader import read_yaml

BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
TEXTS = {
    "a tag": ("name: !!python/object/apply:os.system ['true']\n", "tags", 1),
    "an own tag": ("name: !thing x\n", "tags", 1),
    "a set": ("!!set {a, b}\n", "tags", 1),
    "an anchor": (BOMB, "anchors and aliases", 1),
    "an alias": ("a: 1\nb: *c\n", "anchors and aliases", 2),
    "a merge": ("a: {b: 1}\n<<: *a\n", "anchors and aliases", 2),
    "a key twice": ("name: x\ncell: {}\nname: y\n", "stated once", 3),
    "a deep key twice": ("cell: {area: 1 cm2, area: 2 cm2}\n", "stated once", 1),
    "two documents": ("name: x\n---\nname: y\n", "one document", 2),
    "a list key": ("? [a, b]\n: x\n", "words as keys", 1),
    "no value": ("name: x\ncell:\n", "must have a value", 2),
    "null": ("name: ~\n", "must have a value", 1),
    "an open bracket": ("cell: {format: coin\nname: x\n", "must be YAML", None),
    "a tab": ("cell:\n\tformat: coin\n", "must be YAML", 2),
    "a list": ("- a\n- b\n", "mapping", None),
    "a word": ("hello\n", "mapping", None),
    "comments": ("# nothing\n", "mapping", None),
    "a control character": ("name: a\x01b\n", "must be YAML", None),
}


@pytest.mark.parametrize("kind", TEXTS)
def test_what_a_recipe_has_no_use_for_is_refused(kind: str) -> None:
    text, rule, line = TEXTS[kind]
    with pytest.raises(RecipeError) as caught:
        loads(text)
    problem = caught.value.problems[0]
    assert rule in problem.rule
    assert problem.remedy
    if line is not None:
        assert problem.line == line


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "a: " + "[" * 13 + "]" * 13], ids=["[", "{", "-", "13"])
def test_deep_nesting_stops_early(text: str) -> None:
    start = time.perf_counter()
    with pytest.raises(RecipeError):
        loads(text)
    assert time.perf_counter() - start < 5.0


def test_nesting_as_deep_as_allowed_is_read() -> None:
    assert read_yaml("a: " + "[" * 10 + "x" + "]" * 10).content["a"]


def test_many_values_are_refused() -> None:
    with pytest.raises(RecipeError, match="more than 20000 values"):
        loads("a: [" + "x," * 30_000 + "]")


def test_a_file_of_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(8_000_000_000)  # sparse: takes no room
    start = time.perf_counter()
    with pytest.raises(RecipeError, match=r"larger than 1 MB; received .8000 MB"):
        read_cell(path)
    assert time.perf_counter() - start < 0.5


def test_what_is_not_a_file_is_refused(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo.yaml"
    if hasattr(os, "mkfifo"):
        os.mkfifo(fifo)
    for path in (tmp_path, fifo, tmp_path / "missing.yaml", Path(os.devnull), Path("bad\0name"), Path("x" * 5000)):
        with pytest.raises(RecipeError, match="must be a file"):
            read_cell(path)


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "UTF-8"),
        ("name: é".encode("latin-1"), "UTF-8"),
        ("name: x".encode("utf-16"), "UTF-8"),
        (b"\x00" * 100, "must be YAML"),
        (b"{" * 1000, "nested"),
    ],
)
def test_content_that_is_no_text_is_refused_by_the_files_name(tmp_path: Path, content: bytes, rule: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    for read in (read_cell, load):
        with pytest.raises(RecipeError, match=rule) as caught:
            read(path)
        assert "bad.yaml" in str(caught.value)


def test_scalars_stay_the_text_they_are() -> None:
    document = read_yaml("a: 1e-14\nb: yes\nc: 0x10\nd: 12:30\ne: 'null'\n")
    assert document.content == {"a": "1e-14", "b": "yes", "c": "0x10", "d": "12:30", "e": "null"}


def test_every_field_knows_its_line() -> None:
    document = read_yaml("\ufeffa: 1\nb:\n  - c: 2\n    d: 3\n  - {c: 4}\n".encode())
    assert [document.line_of(f) for f in ("a", "b", "b.0.c", "b.0.d", "b.1.c", "b.0.d.missing", "z")] == [1, 2, 3, 4, 5, 4, None]
