"""What the hashes of a set's elements depend on, as far as its source tells."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Final

from mlchecks_jupyter.lineage.hash_order.values import Elements, join, last_name

#: Callables and attributes that give texts, one after the other or a single one.
_TEXTS: Final = frozenset(
    """columns feature_names feature_names_in_ split rsplit splitlines lower upper strip lstrip rstrip read readlines
    get_feature_names get_feature_names_out listdir glob iglob word_tokenize sent_tokenize wordpunct_tokenize words
    findall str repr title capitalize casefold ascii_letters ascii_lowercase ascii_uppercase punctuation lemmatize stem
    basename splitext dirname join hexdigest format swapcase removeprefix removesuffix""".split()
)

#: Callables that give numbers.
_NUMBERS: Final = frozenset("range arange int float len round ord abs bool hour minute year month randint".split())

#: Callables and attributes whose elements are those of what they are given, or are of.
_SAME: Final = frozenset(
    """list tuple set frozenset sorted reversed iter unique drop_duplicates tolist to_list values to_numpy copy
    difference union intersection symmetric_difference drop array asarray keys fromkeys chain deque flatten ravel
    dropna""".split()
)

_TYPES: Final[dict[str, Elements]] = {"str": "seeded", "int": "steady", "float": "steady"}

_DEEPEST: Final = 6

#: The elements of what a name stands for.
Look = Callable[[str], Elements]


def elements_of(node: ast.expr, look: Look, depth: int = 0) -> Elements:
    """What the elements of an iterable are, where its source tells."""
    if depth > _DEEPEST:
        return "unknown"
    if isinstance(node, ast.Constant):
        return "seeded" if isinstance(node.value, str) else "steady" if isinstance(node.value, bytes) else "unknown"
    if isinstance(node, ast.JoinedStr):
        return "seeded"
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return _of_display(node, look, depth)
    if isinstance(node, ast.Dict):
        return join(element_kind(key, look, depth + 1) for key in node.keys if key is not None)
    if isinstance(node, ast.Name):
        return look(node.id)
    if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp):
        return _of_comprehension(node, look, depth)
    if isinstance(node, ast.Subscript):
        return elements_of(node.value, look, depth + 1) if isinstance(node.slice, ast.Slice) else "unknown"
    if isinstance(node, ast.BinOp):
        sides = [elements_of(side, look, depth + 1) for side in (node.left, node.right)]
        return sides[0] if isinstance(node.op, ast.Sub) and sides[0] != "unknown" else _known(sides)
    if isinstance(node, ast.Call | ast.Attribute):
        return _of_named(node, look, depth)
    return "unknown"


def _of_named(node: ast.Call | ast.Attribute, look: Look, depth: int) -> Elements:
    callee = node.func if isinstance(node, ast.Call) else node
    name = last_name(callee)
    if name in _TEXTS:
        return "seeded"
    if name in _NUMBERS:
        return "steady"
    if name == "astype" and isinstance(node, ast.Call) and node.args:
        return _TYPES.get(last_name(node.args[0]), "unknown")
    if name in ("map", "filter") and isinstance(node, ast.Call) and len(node.args) == 2:
        kind = last_name(node.args[0]) if name == "map" else ""
        inner = elements_of(node.args[1], look, depth + 1) if name == "filter" else "unknown"
        return "seeded" if kind == "str" else "steady" if kind in _NUMBERS else inner
    if name not in _SAME:
        return "unknown"
    if isinstance(node, ast.Call) and node.args and (isinstance(callee, ast.Name) or name in ("fromkeys", "unique")):
        return elements_of(node.args[0], look, depth + 1)
    if isinstance(callee, ast.Attribute):
        return elements_of(callee.value, look, depth + 1)
    return "none"


def _of_display(node: ast.List | ast.Tuple | ast.Set, look: Look, depth: int) -> Elements:
    return join(
        elements_of(element.value, look, depth + 1)
        if isinstance(element, ast.Starred)
        else element_kind(element, look, depth + 1)
        for element in node.elts
    )


def _of_comprehension(node: ast.ListComp | ast.SetComp | ast.GeneratorExp, look: Look, depth: int) -> Elements:
    for generator in node.generators:
        if isinstance(node.elt, ast.Name) and isinstance(generator.target, ast.Name):
            if node.elt.id == generator.target.id:
                return elements_of(generator.iter, look, depth + 1)
    return element_kind(node.elt, look, depth + 1)


def element_kind(node: ast.expr, look: Look, depth: int = 0) -> Elements:
    """What the hash of a single value depends on, where its source tells."""
    if depth > _DEEPEST:
        return "unknown"
    if isinstance(node, ast.Constant):
        return "seeded" if isinstance(node.value, str | bytes) else "steady"
    if isinstance(node, ast.JoinedStr):
        return "seeded"
    if isinstance(node, ast.Tuple):
        return _of_display(node, look, depth)
    if isinstance(node, ast.UnaryOp):
        return element_kind(node.operand, look, depth + 1)
    if isinstance(node, ast.BinOp):
        sides = [element_kind(side, look, depth + 1) for side in (node.left, node.right)]
        return "seeded" if "seeded" in sides else join(sides)
    if isinstance(node, ast.Call):
        name = last_name(node.func)
        return "steady" if name in _NUMBERS - {"range", "arange"} else "seeded" if name in _SINGLE_TEXTS else "unknown"
    return "unknown"


#: Of `_TEXTS`, those that give one text.
_SINGLE_TEXTS: Final = frozenset(
    """lower upper strip lstrip rstrip read str repr title capitalize casefold lemmatize stem basename dirname join
    hexdigest format swapcase removeprefix removesuffix replace""".split()
)


def _known(sides: list[Elements]) -> Elements:
    return next((side for side in ("seeded", "addresses") if side in sides), join(sides))
