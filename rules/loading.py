"""Read the law: policy folders and interpretations, cross-checked; every mistake is named with file and line."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from rules.facts import FACTS, Fact, FactType
from rules.yaml_source import YamlSource
from schemas.base import Document
from schemas.faults import BadInput
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


def load_law(extra: Sequence[Path] = (), draft: Path | None = None) -> Law:
    """Read the policies of the package and of further folders, in order of their names.

    A draft is one policy's folder or a folder of them; a policy of it takes the place of the one with its id.

    Raises:
        BadInput: with file and line of everything that does not fit.
    """
    sources: list[YamlSource] = []
    policies: list[tuple[YamlSource, Policy]] = []
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
        policies = [(source, policy) for source, policy in policies if policy.id not in replaced]
        policies += [(source, policy) for source, policy in drafted if policy]
        policies.sort(key=lambda sourced: sourced[1].id)
    readings = YamlSource.read(own / "interpretations.yaml", "policies/interpretations.yaml")
    sources.append(readings)
    interpretations = _interpretations(readings)
    _cross_check(policies, {reading.id for reading in interpretations})
    faults = [fault for source in sources for fault in source.faults]
    if faults:
        raise BadInput(faults)
    return Law(tuple(_with_parameters(policy) for _, policy in policies), interpretations)


def _policy_files(folder: Traversable) -> Iterator[tuple[YamlSource, str]]:
    """Each policy file below a folder, or the folder's own, with the name that its policy must have."""
    if not folder.is_dir():
        raise BadInput.at(str(folder), "policy.folder", "没有这个目录", "there is no such folder")
    own = folder / "policy.yaml"
    if own.is_file():
        name = folder.resolve().name if isinstance(folder, Path) else folder.name
        yield YamlSource.read(own, f"{name}/policy.yaml"), name
        return
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        file = entry / "policy.yaml"
        if entry.is_dir() and file.is_file():
            yield YamlSource.read(file, f"{folder.name}/{entry.name}/policy.yaml"), entry.name


def _policy(source: YamlSource, folder: str) -> Policy | None:
    try:
        policy = Policy.model_validate_json(json.dumps(source.value))
    except ValidationError as error:
        source.note_all(error)
        return None
    if policy.id != folder:
        source.note(["id"], "policy.id", f"id 须与目录名 {folder} 相同", f"the id must be the folder's name {folder}")
    return policy


def _interpretations(source: YamlSource) -> tuple[Interpretation, ...]:
    try:
        return _INTERPRETATIONS.validate_json(json.dumps(source.value))
    except ValidationError as error:
        source.note_all(error)
        return ()


def _cross_check(policies: list[tuple[YamlSource, Policy]], interpretations: set[str]) -> None:
    by_id = {policy.id: policy for _, policy in policies}
    ids = Counter(policy.id for _, policy in policies)
    for source, policy in policies:
        if ids[policy.id] > 1:
            source.note(
                ["id"], "policy.duplicate", f"instrument {policy.id} 重复", f"instrument {policy.id} stands twice"
            )
        for number, other in enumerate(policy.supersedes):
            if other not in by_id:
                source.note(["supersedes", number], "policy.supersedes", f"没有 {other}", f"there is no {other}")
            elif policy.period.since is None or by_id[other].period.until != policy.period.since:
                source.note(
                    ["supersedes", number],
                    "policy.supersedes",
                    f"{other} 须在本公告施行之日失效",
                    f"{other} must end on the day on which this one begins",
                )
        names = Counter(provision.name for provision in policy.provisions)
        for number, provision in enumerate(policy.provisions):
            location: list[int | str] = ["provisions", number]
            if names[provision.name] > 1:
                source.note(
                    [*location, "name"],
                    "provision.duplicate",
                    f"{provision.name} 重复",
                    f"{provision.name} stands twice",
                )
            _check_provision(source, location, policy, provision, interpretations)


def _check_provision(
    source: YamlSource, location: list[int | str], policy: Policy, provision: Provision, interpretations: set[str]
) -> None:
    allowed = {"return": {"reject", "refer", "advise"}, "tax_relief": {"unavailable", "refer", "advise"}}
    if (provision.kind == "permission") != (provision.otherwise is None):
        source.note(
            [*location, "kind"],
            "provision.otherwise",
            "要求须写明不符合时的后果，许可则不写",
            "a requirement says what follows where it is unmet, a permission does not",
        )
    if provision.otherwise is not None and provision.otherwise not in allowed[provision.question]:
        source.note(
            [*location, "otherwise"],
            "provision.otherwise",
            f"问题 {provision.question} 没有后果 {provision.otherwise}",
            f"the question {provision.question} knows no {provision.otherwise}",
        )
    for name in provision.interpretations:
        if name not in interpretations:
            source.note(
                [*location, "interpretations"], "provision.interpretation", f"没有解释 {name}", f"there is no {name}"
            )
    for part, condition in (("applies", provision.applies), ("needs", provision.needs)):
        for test in tests_of(condition) if condition else ():
            for zh, en in _misfits(test, policy):
                source.note([*location, part], "condition.misfit", zh, en)


def _misfits(test: Test, policy: Policy) -> Iterator[tuple[str, str]]:
    known: Fact | None = FACTS.get(test.fact)
    if known is None:
        yield f"没有事实 {test.fact}", f"there is no fact {test.fact}"
        return
    value = test.operand
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
        fitting = tuple if isinstance(test, OneOf) else int
        if parameter is None or not isinstance(parameter.value, fitting) or parameter.value == ():
            yield f"没有合适的参数 {value.parameter}", f"there is no fitting parameter {value.parameter}"


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
