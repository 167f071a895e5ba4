"""The house rules that no linter knows: sizes, room names, what may not stand in the package, who may import the front door."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "stratode"
MODULES = sorted(PACKAGE.rglob("*.py"))
OURS = [*MODULES, *(path for room in ("tests", "benchmarks", "examples") for path in sorted((ROOT / room).rglob("*.py")))]

LONGEST_MODULE = 400
LONGEST_FUNCTION = 40
FORBIDDEN_ROOMS = {"utils", "util", "helpers", "helper", "misc", "common"}
FORBIDDEN_CALLS = {"print", "eval", "exec"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length_without_docstring(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the last statement, less the docstring's."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def imported_names(tree: ast.AST) -> Iterator[str]:
    """What a module imports, as dotted names; `from a import b` counts as a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", OURS, ids=name_of)
def test_modules_and_functions_are_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_MODULE, f"{name_of(path)} is longer than {LONGEST_MODULE} lines: split it by noun"
    lengths = {f.name: length_without_docstring(f) for f in functions(ast.parse(text))}
    long = {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION}
    assert not long, f"{name_of(path)}: longer than {LONGEST_FUNCTION} lines without docstring: {long}"


@pytest.mark.parametrize("path", OURS, ids=name_of)
def test_rooms_and_modules_have_names_that_say_something(path: Path) -> None:
    assert not FORBIDDEN_ROOMS & {*path.relative_to(ROOT).parts[:-1], path.stem}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_the_package_neither_prints_nor_asserts_nor_evaluates(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not isinstance(node, ast.Assert), f"{name_of(path)}:{node.lineno}: assert; raise an error that says what to do"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in FORBIDDEN_CALLS, f"{name_of(path)}:{node.lineno}: {node.func.id}()"


@pytest.mark.parametrize("path", [path for path in MODULES if path != PACKAGE / "__init__.py"], ids=name_of)
def test_nobody_inside_imports_the_front_door(path: Path) -> None:
    for name in imported_names(ast.parse(path.read_text(encoding="utf-8"))):
        top, _, rest = name.partition(".")
        if top == "stratode":
            first = rest.split(".")[0]
            assert (PACKAGE / first).is_dir() or (PACKAGE / f"{first}.py").is_file(), f"{name_of(path)} imports {name} from the front door"


def test_the_longest_function_is_seen() -> None:
    """The counter itself: def line, docstring of two lines left out, three statements."""
    function = next(functions(ast.parse('def f():\n    """One.\n    Two."""\n    a = 1\n    b = 2\n    return a + b\n')))
    assert length_without_docstring(function) == 4
