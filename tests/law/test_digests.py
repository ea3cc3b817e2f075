"""The JSON that digests are taken of is RFC 8785's, held against another library's."""

import json

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from rules import Rulebook
from rules.digests import canonical, canonical_object, digest_of
from schemas.dossier import Dossier
from schemas.faults import parse_json
from tests.builders import Json
from tests.law.strategies import dossiers

_LARGEST = 2**53 - 1
_NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,12}", fullmatch=True)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-_LARGEST, _LARGEST) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES, inner, max_size=4),
    max_leaves=20,
)


@given(_VALUES)
def test_plain_json_without_fractions_is_written_as_rfc_8785_has_it(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


@given(dossiers())
def test_a_dossier_and_its_decision_are_too(rulebook: Rulebook, raw: Json) -> None:
    dossier = parse_json(Dossier, json.dumps(raw))
    for document in (dossier, rulebook.decide(dossier)):
        assert canonical(document) == rfc8785.dumps(document.model_dump(mode="json", by_alias=True))


@given(st.dictionaries(_NAMES, _VALUES, max_size=6))
def test_an_object_put_together_of_canonical_members_is_canonical(members: dict[str, object]) -> None:
    assert canonical_object({name: canonical(value) for name, value in members.items()}) == canonical(members)


def test_a_digest_is_that_of_the_canonical_text() -> None:
    assert digest_of({"b": 1, "a": "退"}) == "7101c6bd93291f7d47d170f4d4acc965899baad29a5a343f108b70807c3a4d97"
