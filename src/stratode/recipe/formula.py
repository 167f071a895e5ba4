"""Arithmetic text, parsed into a value that can be evaluated, compared, hashed and sent to another process.

The text is never run as Python: it is read into a syntax tree, every node is checked against a short list, and what comes
out is a program in postfix order over numbers, the declared variables and the functions named here.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from stratode.recipe.errors import refused

Array = NDArray[np.float64]

MAX_LENGTH = 4000  # characters; the longest published fits of open-circuit potentials stay below 1,000
MAX_DEPTH = 150  # nested operations; a sum of n terms is n deep
MAX_EXPONENT = 64.0  # magnitude of a constant exponent

FUNCTIONS: dict[str, Callable[..., Array]] = {
    "exp": np.exp,
    "log": np.log,
    "log10": np.log10,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "tanh": np.tanh,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "arctan": np.arctan,
    "atan": np.arctan,
    "arctanh": np.arctanh,
    "arcsinh": np.arcsinh,
}
CONSTANTS = {"pi": float(np.pi), "e": float(np.e)}
BINARY: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
OPERATIONS: dict[str, Callable[..., Array]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "**": np.power,
    "neg": np.negative,
}

EXAMPLE = "Write for example 4.2 - 0.5*x + 0.01*tanh(20*(x - 0.5))."

Step = float | str  # a number, "=name" for a variable, an operation or a function
Program = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression of declared variables, e.g. ``Formula("4.2 - 0.5*x + 0.01*tanh(20*(x - 0.5))", ("x",))``.

    Allowed are numbers, the variables, ``pi``, ``e``, ``+ - * / **``, parentheses and the functions of :data:`FUNCTIONS`.

    Raises:
        RecipeError: the text holds anything else, is longer than 4,000 characters, nests deeper than 150 operations, or
            raises to a constant power beyond 64.
    """

    text: str
    variables: tuple[str, ...]
    program: Program = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Read the text once."""
        object.__setattr__(self, "program", tuple(_parse(self.text, self.variables)))

    def __call__(self, *values: Array | float) -> Array:
        """The expression at the given values of the variables, in the order declared; shapes broadcast.

        Raises:
            RecipeError: the result is not a finite number (a division by zero, the logarithm of a negative number, an overflow).
        """
        if len(values) != len(self.variables):
            raise TypeError(f"formula of {', '.join(self.variables)} was called with {len(values)} values")
        named = dict(zip(self.variables, values, strict=True))
        with np.errstate(all="ignore"):
            result = _run(self.program, named)
        shape = np.broadcast_shapes(*(np.shape(v) for v in values))
        if not np.all(np.isfinite(result)):
            raise refused("", f"must give finite numbers for {_ranges(named)}", self.text, "Restrict its valid range.")
        return np.broadcast_to(np.asarray(result, dtype=float), shape).copy()


def _run(program: Program, named: dict[str, Array | float]) -> Array:
    stack: list[Array] = []
    for step in program:
        if isinstance(step, float):
            stack.append(np.asarray(step))
        elif step.startswith("="):
            stack.append(np.asarray(named[step[1:]], dtype=float))
        elif step in BINARY.values():
            right = stack.pop()
            stack[-1] = OPERATIONS[step](stack[-1], right)
        else:
            stack[-1] = (OPERATIONS.get(step) or FUNCTIONS[step])(stack[-1])
    return stack[0]


def _parse(text: str, variables: tuple[str, ...]) -> list[Step]:
    if not isinstance(text, str):
        raise refused("", "must be a formula, as text", text, EXAMPLE)
    if len(text) > MAX_LENGTH:
        raise refused(
            "", f"must be a formula of at most {MAX_LENGTH:,} characters", f"{len(text):,} characters", "Use a table for dense data."
        )
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        reason = getattr(error, "msg", None) or "too deep, or no text"
        raise refused("", f"must be arithmetic that can be read ({reason})", text, EXAMPLE) from None
    return _flatten(tree.body, text, variables, 1)


def _flatten(node: ast.expr, text: str, variables: tuple[str, ...], depth: int) -> list[Step]:
    """Postfix program of one node; constants are folded so that they cannot grow beyond finite numbers."""
    if depth > MAX_DEPTH:
        raise refused("", f"must nest at most {MAX_DEPTH} operations", text, "Shorten the formula or use a table.")
    if isinstance(node, ast.Constant):
        return [_number(node.value, text)]
    if isinstance(node, ast.Name):
        return [_name(node.id, text, variables)]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        inner = _flatten(node.operand, text, variables, depth + 1)
        return _fold([*inner, "neg"], text) if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.BinOp) and type(node.op) in BINARY:
        left = _flatten(node.left, text, variables, depth + 1)
        right = _flatten(node.right, text, variables, depth + 1)
        if isinstance(node.op, ast.Pow):
            _check_power(right, text)
        return _fold([*left, *right, BINARY[type(node.op)]], text)
    if isinstance(node, ast.Call):
        return _fold([*_flatten(_argument(node, text), text, variables, depth + 1), _function(node, text)], text)
    raise refused("", "must be arithmetic", _source(node, text), _allowed(variables))


def _number(value: object, text: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refused("", "must hold real numbers only", repr(value), EXAMPLE)
    try:
        number = float(value)
    except OverflowError:
        number = float("inf")
    if not np.isfinite(number):
        raise refused("", "must hold numbers below 1.8e308", text, EXAMPLE)
    return number


def _name(name: str, text: str, variables: tuple[str, ...]) -> Step:
    if name in variables:
        return "=" + name
    if name in CONSTANTS:
        return CONSTANTS[name]
    raise refused("", f"must be a formula of {', '.join(variables)}", name, _allowed(variables))


def _function(node: ast.Call, text: str) -> str:
    if isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
        return node.func.id
    raise refused("", "must call known functions only", _source(node.func, text), f"The functions are {', '.join(FUNCTIONS)}.")


def _argument(node: ast.Call, text: str) -> ast.expr:
    _function(node, text)
    if node.keywords or len(node.args) != 1:
        raise refused("", "must call functions with exactly one argument", _source(node, text), EXAMPLE)
    return node.args[0]


def _check_power(exponent: list[Step], text: str) -> None:
    if len(exponent) == 1 and isinstance(exponent[0], float) and abs(exponent[0]) > MAX_EXPONENT:
        raise refused("", f"must have constant powers of at most {MAX_EXPONENT:g}", f"the power {exponent[0]:g}", "Write a lower power.")


def _fold(program: list[Step], text: str) -> list[Step]:
    if not all(isinstance(step, float) for step in program[:-1]):
        return program
    with np.errstate(all="ignore"):
        value = float(_run(tuple(program), {}))
    if not np.isfinite(value):
        raise refused("", "must hold no constant part that is not a finite number", text, "Look for a division by zero.")
    return [value]


def _source(node: ast.expr, text: str) -> str:
    return ast.get_source_segment(text.strip(), node) or type(node).__name__


def _allowed(variables: tuple[str, ...]) -> str:
    return f"Use numbers, {', '.join(variables)}, pi, e, + - * / **, parentheses and {', '.join(FUNCTIONS)}."


def _ranges(named: dict[str, Array | float]) -> str:
    return ", ".join(f"{name} {np.min(value):g} to {np.max(value):g}" for name, value in named.items() if np.size(value))
