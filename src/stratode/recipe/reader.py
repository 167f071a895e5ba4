"""Reads a YAML file that nobody vouches for: mappings, lists and texts come out, and the line of every field.

Every scalar stays the text it is (`1e-14 m2/s`, `yes`, `2`): the schema knows what each field means, YAML's own guesses do not.
Tags, anchors, aliases, duplicate keys, several documents, deep nesting and huge or special files are refused.
"""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from stratode.recipe.errors import RecipeError, refused, shown

LARGEST_FILE = 1_000_000  # bytes
DEEPEST = 12  # levels of nesting
MOST_VALUES = 20_000  # in one file
EMPTY = ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says.

    Args:
        content: mappings, lists and texts.
        lines: line, from 1, of every field by its path ("cathode.layers.0.loading").
        source: where it was read from.
    """

    content: dict[str, Any]
    lines: dict[str, int]
    source: str

    def line_of(self, field: str) -> int | None:
        """The line of a field, or of the nearest field around it."""
        while field and field not in self.lines:
            field = field.rpartition(".")[0]
        return self.lines.get(field)


def read_bytes(path: Path) -> bytes:
    """The content of a small regular file.

    Raises:
        RecipeError: there is none, it is not a regular file, it is empty or larger than 1 MB.
    """
    try:
        return _read_small(path)
    except RecipeError as error:
        raise RecipeError(error.problems, str(path)) from None  # the whole path: a long one would be cut as a received value
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        told = refused("", f"must be a file that can be read ({reason})", None, "Check the path.")
        raise RecipeError(told.problems, str(path)) from error


def _read_small(path: Path) -> bytes:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise refused("", "must be a file", "no regular file", "Give the path of a recipe (.yaml) or a BPX file (.json).")
    with path.open("rb") as file:
        content = b"" if status.st_size > LARGEST_FILE else file.read(LARGEST_FILE + 1)
    if max(status.st_size, len(content)) > LARGEST_FILE:
        raise refused("", "must not be larger than 1 MB", f"{status.st_size / 1e6:.6g} MB", "Give a recipe: a page of text.")
    if not content.strip():
        raise refused(
            "",
            "must not be empty",
            None,
            "`stratode new` writes a recipe to start from, `stratode generate --starter double-layer` a statement of a volume, "
            "`stratode audit --template` a file of claims.",
        )
    return content


def read_yaml(text: str | bytes, source: str = "recipe") -> Document:
    """The document that a YAML text holds.

    Raises:
        RecipeError: it is not UTF-8, not YAML, or uses what a recipe must not.
    """
    try:
        decoded = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        loader = _Loader(decoded)
        try:
            node = loader.get_single_node()
            if not isinstance(node, yaml.MappingNode):
                given = "a list" if isinstance(node, yaml.SequenceNode) else getattr(node, "value", None) or "nothing"
                raise refused("", "must be a mapping of fields", given, "Begin with `name: ...`.")
            lines: dict[str, int] = {}
            content = _plain(node, "", lines)
        finally:
            loader.dispose()
    except UnicodeDecodeError as error:
        raise RecipeError(
            refused("", "must be text in UTF-8", f"byte {error.start}", "Save the file as UTF-8.").problems, source
        ) from error
    except yaml.YAMLError as error:
        raise RecipeError(_syntax(error).problems, source) from error
    except RecipeError as error:
        raise RecipeError(error.problems, source) from error
    return Document(content, lines, source)


def _syntax(error: yaml.YAMLError) -> RecipeError:
    """What YAML's own parser found, in one sentence."""
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark is not None else None
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
    if "another document" in str(error) or "single document" in str(error):
        return refused("", "must be one document", "'---' begins another", "Put each recipe in its own file.", line)
    remedy = "Check the indentation, the colons and the brackets here; put a text with ': ' or '#' in quotes."
    return refused("", f"must be YAML ({shown(problem)[1:-1]})", None, remedy, line)


class _Loader(yaml.SafeLoader):
    """A composer that refuses, while reading, whatever a recipe has no use for."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.depth = 0
        self.values = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise refused("", "must not use anchors and aliases", f"'{shown(event.anchor)[1:-1]}'", "Write the value out.", line)
        if getattr(event, "tag", None):
            raise refused("", "must not use tags", event.tag, "Write plain values; remove the '!'.", line)
        self.depth += 1
        self.values += 1
        if self.depth > DEEPEST:
            raise refused("", f"must not be nested deeper than {DEEPEST} levels", None, "A recipe needs seven.", line)
        if self.values > MOST_VALUES:
            raise refused("", f"must not hold more than {MOST_VALUES} values", None, "A recipe is a page of text.", line)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _plain(node: Any, path: str, lines: dict[str, int]) -> Any:
    """The node as a mapping, a list or a text; the line of each field goes to `lines`."""
    line = node.start_mark.line + 1
    if path:
        lines.setdefault(path, line)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, f"{path}.{i}".lstrip("."), lines) for i, child in enumerate(node.value)]
    if node.style is None and node.value in EMPTY:
        raise refused(path, "must have a value", None, "Write a value, or remove the line; {} stands for all defaults.", line)
    return node.value


def _mapping(node: yaml.MappingNode, path: str, lines: dict[str, int]) -> dict[str, Any]:
    """A mapping with text keys, each once."""
    content: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise refused(path, "must have words as keys", None, "Write `key: value`.", line)
        key = key_node.value
        field = f"{path}.{key}".lstrip(".")
        if key in content:
            raise refused(field, "must be stated once", f"a second '{shown(key)[1:-1]}'", f"It stands on line {lines[field]} too.", line)
        lines[field] = line
        content[key] = _plain(value_node, field, lines)
    return content
