"""Which error codes the sources can raise, and with which sentences, read from their syntax trees.

Whatever hands a parameter named `code` on to a `Fault` takes codes itself, through any number of hands: `BadInput.at`,
the problems, `_fixed` and every other helper are found so and need not be listed. Those of them that
`service/problems.py` defines take the sentence from the error catalogue.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from string import Formatter

import yaml

PACKAGES = ("schemas", "rules", "service")
_FRAMEWORK = ("starlette.routing", "starlette.staticfiles", "starlette.requests", "fastapi.routing")
"""What answers requests by itself, with an HTTPException: our codes `http.<status>`."""
_TELLERS = "service/problems.py"
_NO_VALUES = frozenset({"code", "pointer", "variant", "retry_after"})
Sentence = tuple[str, str]
"""What names a sentence of the catalogue: a code, and its variant or nothing."""


@dataclass
class Raised:
    """The codes by the places that raise them, the callables that do, and what could not be made out."""

    places: dict[str, set[str]] = field(default_factory=dict)
    takers: dict[str, set[str]] = field(default_factory=dict)
    unclear: list[str] = field(default_factory=list)
    told: list[tuple[str, Sentence, frozenset[str]]] = field(default_factory=list)
    """Each place in service that tells a sentence of the catalogue: which, and the names of the values given."""
    own_words: set[str] = field(default_factory=set)
    """Places in service that bring words of their own."""

    def add(self, code: str, place: str, taker: str) -> None:
        self.places.setdefault(code, set()).add(place)
        self.takers.setdefault(code, set()).add(taker)


def raised_codes(root: Path) -> Raised:
    """Every code that is written down in the packages under a folder, and those of the web framework."""
    trees = {
        file.relative_to(root).as_posix(): ast.parse(file.read_text(encoding="utf-8"))
        for package in PACKAGES
        for file in sorted((root / package).rglob("*.py"))
    }
    takers = _takers(list(trees.values()))
    tellers = {name for name in _defined(trees.get(_TELLERS)) if name in takers}
    raised = Raised()
    for name, tree in trees.items():
        for call, owner in _calls(tree):
            taker = _name(call.func)
            argument = _argument(call, takers[taker]) if taker in takers else None
            if argument is not None:
                _note(raised, argument, f"{name}:{call.lineno}", taker, owner)
                if name.startswith("service/") and name != _TELLERS:
                    _note_sentence(raised, call, argument, f"{name}:{call.lineno}", tellers)
        if name == "schemas/faults.py":
            _note_words(raised, tree, name)
    for status in _statuses_of_the_framework():
        raised.add(f"http.{status}", "service/app.py (_http)", "HTTPException")
    return raised


def _note(raised: Raised, argument: ast.expr, place: str, taker: str, owner: ast.AST | None) -> None:
    """Note what stands as a code: a literal, one of two, a code that is handed on, or something unclear."""
    match argument:
        case ast.Constant(value=str(code)):
            raised.add(code, place, taker)
        case ast.IfExp(body=one, orelse=other):
            _note(raised, one, place, taker, owner)
            _note(raised, other, place, taker, owner)
        case ast.Attribute(attr="code"):
            pass  # the code of a fault that was noted where it was made
        case ast.JoinedStr(values=[ast.Constant(value="http."), *_]):
            pass  # the framework's own answers
        case ast.Name(id="code") if _has_code(owner) or place.startswith("schemas/faults.py"):
            pass  # noted at the calls of its function, or among the words of schemas/faults.py
        case _:
            raised.unclear.append(f"{place}: {ast.unparse(argument)}")


def _note_sentence(raised: Raised, call: ast.Call, code: ast.expr, place: str, tellers: set[str]) -> None:
    """Note which sentences a call takes from the catalogue, with the names of the values that it gives."""
    if _name(call.func) not in tellers:
        raised.own_words.add(place.partition(":")[0])
        return
    names = {keyword.arg: keyword.value for keyword in call.keywords}
    values = frozenset(name or "**" for name in names if name not in _NO_VALUES)
    if _name(call.func) == "found":
        values |= {"number"}
    for each in _literals(code):
        for variant in _literals(names["variant"]) if "variant" in names else [""]:
            raised.told.append((place, (each, variant), values))


def _literals(node: ast.expr) -> list[str]:
    """The text that stands there, or either of two."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=one, orelse=other):
            return _literals(one) + _literals(other)
    return [f"? {ast.unparse(node)}"]


def _defined(tree: ast.Module | None) -> set[str]:
    body = tree.body if tree is not None else []
    return {node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def sentences(folder: Path) -> dict[Sentence, tuple[str, str]]:
    """Every sentence of the catalogue in a folder, in Chinese and English."""
    found: dict[Sentence, tuple[str, str]] = {}
    for file in folder.glob("*.yaml"):
        for code, entry in yaml.safe_load(file.read_text(encoding="utf-8"))["errors"].items():
            says = entry.get("says", {})
            for variant, words in ({"": says} if "zh" in says else says).items():
                found[code, variant] = words["zh"], words["en"]
    return found


def placeholders(template: str) -> frozenset[str]:
    """The names that a sentence has in braces, with whatever else stands in them."""
    parts = Formatter().parse(template)
    return frozenset(f"{name}{conversion or ''}{form or ''}" for _, name, form, conversion in parts if name is not None)


def _note_words(raised: Raised, tree: ast.Module, name: str) -> None:
    """The tuples `code, zh, en` into which schemas/faults.py puts pydantic's errors."""
    for node in ast.walk(tree):
        match node:
            case ast.Tuple(elts=[ast.Constant(value=str(code)), _, _]):
                raised.add(code, f"{name}:{node.lineno}", "Fault")


def _takers(trees: list[ast.Module]) -> dict[str, int]:
    """The callables that take a code, and at which place among their arguments."""
    functions = [found for tree in trees for found in _functions(tree)]
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    takers, before = {"Fault": 1}, 0
    while len(takers) != before:
        before = len(takers)
        for name, function, position, owner in functions:
            if name not in takers and any(_hands_on(function, call, takers, owner) for call in _calls_in(function)):
                takers[name] = position
        for each in classes:
            bases = [takers[base] for base in map(_name, each.bases) if base in takers]
            if bases:
                takers.setdefault(each.name, bases[0])
    return takers


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef, int, str]]:
    """Each function with a parameter `code`: what it is called by, that parameter's place in a call, and its class."""
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef):
                names = [argument.arg for argument in (*child.args.posonlyargs, *child.args.args)]
                own = isinstance(node, ast.ClassDef) and "staticmethod" not in map(_name, child.decorator_list)
                if "code" in names:
                    name = node.name if isinstance(node, ast.ClassDef) and child.name == "__init__" else child.name
                    yield name, child, names.index("code") - own, node.name if isinstance(node, ast.ClassDef) else ""


def _hands_on(function: ast.FunctionDef, call: ast.Call | ast.Tuple, takers: dict[str, int], owner: str) -> bool:
    """Whether the function hands its own `code` on, to one that takes codes or as the first of `code, zh, en`."""
    if isinstance(call, ast.Tuple):
        return len(call.elts) == 3 and isinstance(call.ctx, ast.Load) and _name(call.elts[0]) == "code"
    taker = owner if _name(call.func) == "cls" else _name(call.func)
    return taker in takers and _name(_argument(call, takers[taker])) == "code"


def _calls_in(function: ast.FunctionDef) -> Iterator[ast.Call | ast.Tuple]:
    return (node for node in ast.walk(function) if isinstance(node, ast.Call | ast.Tuple))


def _calls(tree: ast.AST, owner: ast.AST | None = None) -> Iterator[tuple[ast.Call, ast.AST | None]]:
    """Each call and the function it stands in."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.Call):
            yield child, owner
        yield from _calls(child, child if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else owner)


def _argument(call: ast.Call, place: int) -> ast.expr | None:
    named = next((keyword.value for keyword in call.keywords if keyword.arg == "code"), None)
    return named or (call.args[place] if len(call.args) > place else None)


def _has_code(owner: ast.AST | None) -> bool:
    return isinstance(owner, ast.FunctionDef) and "code" in [argument.arg for argument in owner.args.args]


def _name(node: ast.AST | None) -> str:
    """The last name of an expression: `at` of `BadInput.at`."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _statuses_of_the_framework() -> set[int]:
    found = set()
    for module in _FRAMEWORK:
        spec = find_spec(module)
        assert spec is not None
        assert spec.origin is not None
        for call, _ in _calls(ast.parse(Path(spec.origin).read_text(encoding="utf-8"))):
            if _name(call.func) == "HTTPException":
                found |= {keyword.value.value for keyword in call.keywords if isinstance(keyword.value, ast.Constant)}
    return {status for status in found if isinstance(status, int)}
