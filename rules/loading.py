"""Read the law: policy folders and interpretations, cross-checked; every mistake is named with file and line."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import cast

import yaml
from pydantic import TypeAdapter, ValidationError

from rules.facts import FACTS, Fact, FactType
from schemas.base import Document
from schemas.faults import BadInput, Fault, faults_of
from schemas.law.condition import (
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Before,
    Condition,
    Is,
    OneOf,
    OnOrAfter,
    ParameterName,
    Test,
    tests_of,
)
from schemas.law.policy import Interpretation, Policy, Provision

_Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_resolvers = {
    first: [(tag, form) for tag, form in candidates if tag != "tag:yaml.org,2002:timestamp"]
    for first, candidates in _Base.yaml_implicit_resolvers.items()
}
_Loader = type("_Loader", (_Base,), {"yaml_implicit_resolvers": _resolvers})
"""Leaves days as text for the documents to read, so that one that does not exist is named with its line."""
_JSON_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "str", "int", "float", "bool", "null"))
_DEEPEST, _MOST_VALUES = 64, 100_000
_INTERPRETATIONS = TypeAdapter(tuple[Interpretation, ...])
_FITTING: dict[type[Document], frozenset[FactType]] = {
    Is: frozenset({"flag", "code"}),
    OneOf: frozenset({"code"}),
    AtMost: frozenset({"count", "lines"}),
    AtLeast: frozenset({"count", "lines"}),
    Before: frozenset({"day"}),
    OnOrAfter: frozenset({"day"}),
}


@dataclass(frozen=True)
class Law:
    """Every policy and interpretation that was read."""

    policies: tuple[Policy, ...]
    interpretations: tuple[Interpretation, ...]


@dataclass
class _Source:
    """A YAML file: its values and, for any place in them, the line it stands on."""

    name: str
    root: yaml.Node
    value: object
    faults: list[Fault] = field(default_factory=list)

    def line(self, location: Sequence[int | str]) -> int:
        node = self.root
        line: int = node.start_mark.line
        for place, part in enumerate(location):
            if isinstance(node, yaml.MappingNode):
                found = next(((key, value) for key, value in node.value if key.value == part), None)
                beside = (
                    any(key.value == location[place + 1] for key, _ in node.value) if location[place + 1 :] else False
                )
                if found is None or beside:
                    continue  # pydantic names the form of a condition too, which is no place in the file
                line, node = found[0].start_mark.line, found[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                line = node.start_mark.line
        return line + 1

    def wrong(self, location: Sequence[int | str], code: str, zh: str, en: str) -> None:
        self.faults.append(Fault(pointer=f"{self.name}:{self.line(location)}", code=code, zh=zh, en=en))


def load_law(extra: Sequence[Path] = (), draft: Path | None = None) -> Law:
    """Read the policies of the package and of further folders, in order of their names.

    A draft is one policy's folder or a folder of them; a policy of it takes the place of the one with its id.

    Raises:
        BadInput: with file and line of everything that does not fit.
    """
    sources: list[_Source] = []
    policies: list[tuple[_Source, Policy]] = []
    own = files("rules") / "policies"
    for folder in (own, *extra):
        for source, name in _policy_files(folder):
            sources.append(source)
            if policy := _policy(source, name):
                policies.append((source, policy))
    if draft is not None:
        drafted = [(source, _policy(source, name)) for source, name in _policy_files(draft)]
        if not drafted:
            raise BadInput.at(str(draft), "policy.folder", "目录中没有 policy.yaml", "the folder holds no policy.yaml")
        sources += [source for source, _ in drafted]
        replaced = {policy.id for _, policy in drafted if policy}
        policies = [each for each in policies if each[1].id not in replaced]
        policies += [(source, policy) for source, policy in drafted if policy]
        policies.sort(key=lambda each: each[1].id)
    readings = _read(own / "interpretations.yaml", "policies/interpretations.yaml")
    sources.append(readings)
    interpretations = _interpretations(readings)
    _cross_check(policies, {reading.id for reading in interpretations})
    faults = [fault for source in sources for fault in source.faults]
    if faults:
        raise BadInput(faults)
    return Law(tuple(_with_parameters(policy) for _, policy in policies), interpretations)


def _policy_files(folder: Traversable) -> Iterator[tuple[_Source, str]]:
    """Each policy file below a folder, or the folder's own, with the name that its policy must have."""
    if not folder.is_dir():
        raise BadInput.at(str(folder), "policy.folder", "没有这个目录", "there is no such folder")
    own = folder / "policy.yaml"
    if own.is_file():
        name = folder.resolve().name if isinstance(folder, Path) else folder.name
        yield _read(own, f"{name}/policy.yaml"), name
        return
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        file = entry / "policy.yaml"
        if entry.is_dir() and file.is_file():
            yield _read(file, f"{folder.name}/{entry.name}/policy.yaml"), entry.name


def _read(file: Traversable, name: str) -> _Source:
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
    return _Source(name, root, value)


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


def _explain(source: _Source, error: ValidationError) -> None:
    for detail, fault in zip(error.errors(include_url=False), faults_of(error), strict=False):
        source.wrong(detail["loc"], fault.code, f"{fault.pointer} {fault.zh}", f"{fault.pointer} {fault.en}")


def _policy(source: _Source, folder: str) -> Policy | None:
    try:
        policy = Policy.model_validate_json(json.dumps(source.value))
    except ValidationError as error:
        _explain(source, error)
        return None
    if policy.id != folder:
        source.wrong(["id"], "policy.id", f"id 须与目录名 {folder} 相同", f"the id must be the folder's name {folder}")
    return policy


def _interpretations(source: _Source) -> tuple[Interpretation, ...]:
    try:
        return _INTERPRETATIONS.validate_json(json.dumps(source.value))
    except ValidationError as error:
        _explain(source, error)
        return ()


def _cross_check(policies: list[tuple[_Source, Policy]], interpretations: set[str]) -> None:
    by_id = {policy.id: policy for _, policy in policies}
    ids = Counter(policy.id for _, policy in policies)
    for source, policy in policies:
        if ids[policy.id] > 1:
            source.wrong(
                ["id"], "policy.duplicate", f"instrument {policy.id} 重复", f"instrument {policy.id} stands twice"
            )
        for number, other in enumerate(policy.supersedes):
            if other not in by_id:
                source.wrong(["supersedes", number], "policy.supersedes", f"没有 {other}", f"there is no {other}")
            elif policy.period.since is None or by_id[other].period.until != policy.period.since:
                source.wrong(
                    ["supersedes", number],
                    "policy.supersedes",
                    f"{other} 须在本公告施行之日失效",
                    f"{other} must end on the day on which this one begins",
                )
        names = Counter(provision.name for provision in policy.provisions)
        for number, provision in enumerate(policy.provisions):
            place: list[int | str] = ["provisions", number]
            if names[provision.name] > 1:
                source.wrong(
                    [*place, "name"], "provision.duplicate", f"{provision.name} 重复", f"{provision.name} stands twice"
                )
            _check_provision(source, place, policy, provision, interpretations)


def _check_provision(
    source: _Source, place: list[int | str], policy: Policy, provision: Provision, interpretations: set[str]
) -> None:
    allowed = {"return": {"reject", "refer", "advise"}, "tax_relief": {"unavailable", "refer", "advise"}}
    if (provision.kind == "permission") != (provision.otherwise is None):
        source.wrong(
            [*place, "kind"],
            "provision.otherwise",
            "要求须写明不符合时的后果，许可则不写",
            "a requirement says what follows where it is unmet, a permission does not",
        )
    if provision.otherwise is not None and provision.otherwise not in allowed[provision.question]:
        source.wrong(
            [*place, "otherwise"],
            "provision.otherwise",
            f"问题 {provision.question} 没有后果 {provision.otherwise}",
            f"the question {provision.question} knows no {provision.otherwise}",
        )
    for name in provision.interpretations:
        if name not in interpretations:
            source.wrong(
                [*place, "interpretations"], "provision.interpretation", f"没有解释 {name}", f"there is no {name}"
            )
    for part, condition in (("applies", provision.applies), ("needs", provision.needs)):
        for test in tests_of(condition) if condition else ():
            for zh, en in _misfits(test, policy):
                source.wrong([*place, part], "condition.misfit", zh, en)


def _misfits(test: Test, policy: Policy) -> Iterator[tuple[str, str]]:
    known: Fact | None = FACTS.get(test.fact)
    if known is None:
        yield f"没有事实 {test.fact}", f"there is no fact {test.fact}"
        return
    value = _operand(test)
    if known.type not in _FITTING[type(test)] or (
        isinstance(test, Is) and not isinstance(value, bool if known.type == "flag" else str)
    ):
        yield (
            f"事实 {test.fact}（{known.type}）不能这样比较",
            f"the fact {test.fact} ({known.type}) cannot be compared so",
        )
    if value == ():
        yield "one_of 至少须有一个值", "one_of needs at least one value"
    if isinstance(value, ParameterName):
        parameter = policy.parameters.get(value.parameter)
        wanted = tuple if isinstance(test, OneOf) else int
        if parameter is None or not isinstance(parameter.value, wanted) or parameter.value == ():
            yield f"没有合适的参数 {value.parameter}", f"there is no fitting parameter {value.parameter}"


def _operand(test: Test) -> object:
    match test:
        case Is(equals=value):
            return value
        case OneOf(one_of=value):
            return value
        case AtMost(at_most=value):
            return value
        case AtLeast(at_least=value):
            return value
        case Before(before=value):
            return value
        case OnOrAfter(on_or_after=value):
            return value


def _with_parameters(policy: Policy) -> Policy:
    """The policy with each parameter's value in the place of its name."""

    def put(condition: Condition) -> Condition:
        match condition:
            case AllOf(all_of=parts):
                return AllOf(all_of=tuple(put(part) for part in parts))
            case AnyOf(any_of=parts):
                return AnyOf(any_of=tuple(put(part) for part in parts))
            case OneOf(one_of=ParameterName(parameter=name)):
                return condition.model_copy(update={"one_of": policy.parameters[name].value})
            case AtMost(at_most=ParameterName(parameter=name)):
                return condition.model_copy(update={"at_most": policy.parameters[name].value})
            case AtLeast(at_least=ParameterName(parameter=name)):
                return condition.model_copy(update={"at_least": policy.parameters[name].value})
        return condition

    provisions = tuple(
        provision.model_copy(
            update={"applies": put(provision.applies) if provision.applies else None, "needs": put(provision.needs)}
        )
        for provision in policy.provisions
    )
    return policy.model_copy(update={"provisions": provisions})
