"""YAML as the law is written in it: plain values that JSON could say, each with the line on which it stands."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from typing import Final, Self, cast

import yaml
from pydantic import ValidationError

from schemas.faults import BadInput, Fault, faults_of

_Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_resolvers = {
    first: [(tag, form) for tag, form in candidates if tag != "tag:yaml.org,2002:timestamp"]
    for first, candidates in _Base.yaml_implicit_resolvers.items()
}
_Loader = type("_Loader", (_Base,), {"yaml_implicit_resolvers": _resolvers})
"""Leaves days as text for the documents to read, so that one that does not exist is named with its line."""
_JSON_TAGS: Final = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "str", "int", "float", "bool", "null")
)
_DEEPEST: Final = 64
_MOST_VALUES: Final = 100_000


@dataclass
class YamlSource:
    """A YAML file: its name in faults, its values, and the line on which any position in them stands.

    `faults` gathers what is wrong with it, found in reading or later.
    """

    name: str
    root: yaml.Node
    value: object
    faults: list[Fault] = field(default_factory=list)

    @classmethod
    def read(cls, file: Traversable, name: str) -> Self:
        """Read a file, of which only what JSON can say is taken.

        Raises:
            BadInput: with the line of what is no UTF-8, no YAML, too large, or nothing at all.
        """
        data = file.read_bytes()
        try:
            text = data.decode("utf-8-sig")
            _check_size(text)
            root = yaml.compose(text, Loader=_Loader)
            _check_nodes(root)
            value = yaml.load(text, Loader=_Loader)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise BadInput.at(f"{name}:{line}", "policy.yaml", "不是 UTF-8 文字", "not UTF-8 text") from None
        except yaml.YAMLError as error:
            line = error.problem_mark.line + 1 if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark else 1
            raise BadInput.at(
                f"{name}:{line}", "policy.yaml", f"不是有效的 YAML：{error}", f"not valid YAML: {error}"
            ) from None
        if root is None:
            raise BadInput.at(f"{name}:1", "policy.empty", "文件是空的", "the file is empty")
        return cls(name, root, value)

    def line(self, location: Sequence[int | str]) -> int:
        """The line, from 1 on, of a location as pydantic gives it."""
        node = self.root
        line: int = node.start_mark.line
        for depth, part in enumerate(location):
            if isinstance(node, yaml.MappingNode):
                match = next(((key, value) for key, value in node.value if key.value == part), None)
                following = location[depth + 1 : depth + 2]
                beside = any(key.value in following for key, _ in node.value)
                if match is None or beside:
                    continue  # pydantic names the form of a condition too, which stands nowhere in the file
                line, node = match[0].start_mark.line, match[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                line = node.start_mark.line
        return line + 1

    def note(self, location: Sequence[int | str], code: str, zh: str, en: str) -> None:
        """Note a fault at a location."""
        self.faults.append(Fault(pointer=f"{self.name}:{self.line(location)}", code=code, zh=zh, en=en))

    def note_all(self, error: ValidationError) -> None:
        """Note every fault that pydantic found."""
        for detail, fault in zip(error.errors(include_url=False), faults_of(error), strict=False):
            self.note(detail["loc"], fault.code, f"{fault.pointer} {fault.zh}", f"{fault.pointer} {fault.en}")


def _check_size(text: str) -> None:
    """Refuse what could not be read to its end: too much within each other, or by names that stand for ever more."""
    named: dict[str | None, int] = {}
    around: list[tuple[str | None, int]] = [(None, 0)]
    """The names of the values that an event is within, and how many values each holds so far."""
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            around.append((event.anchor, 1))
        elif isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
            name, size = around.pop() if isinstance(event, yaml.CollectionEndEvent) else (event.anchor, 1)
            if isinstance(event, yaml.AliasEvent):
                size = named.get(name, 1)
            elif name is not None:
                named[name] = size
            outer, held = around.pop()
            around.append((outer, held + size))
        if len(around) > _DEEPEST or around[-1][1] > _MOST_VALUES:
            problem = f"more than {_DEEPEST} values within each other, or than {_MOST_VALUES} in all"
            mark = cast(yaml.Mark, event.start_mark)  # the C reader's is as good
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=mark)


def _check_nodes(node: yaml.Node | None, around: tuple[yaml.Node, ...] = ()) -> None:
    """Take only what JSON can say: plain values, no loops, and each key once (YAML would let the last one win)."""
    if node is None:
        return
    if node.tag not in _JSON_TAGS or any(node is other for other in around):
        raise yaml.MarkedYAMLError(problem="only plain values are taken", problem_mark=node.start_mark)
    inside = (*around, node)
    if isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            if key.tag != "tag:yaml.org,2002:str" or key.value in keys:
                problem = f"the key {key.value} stands twice or is no text"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=key.start_mark)
            keys.add(key.value)
            _check_nodes(value, inside)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _check_nodes(item, inside)
