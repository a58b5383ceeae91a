import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import BadRequest
from explorer.model import NodeKind
from explorer.panel.callbacks import FACTS_OUTPUT, MAX_BODY, PARSERS, check_body, facts_list
from explorer.panel.facts import ABOUT, Fact, parse_choice


def a_call(node: object = "openalex:A1", kind: object = "person") -> dict[str, Any]:
    """What the page sends when somebody chooses a node."""
    return {
        "output": FACTS_OUTPUT,
        "outputs": {"id": "detail-facts", "property": "children"},
        "inputs": [
            {"id": "selected", "property": "data-node", "value": node},
            {"id": "selected", "property": "data-kind", "value": kind},
        ],
        "changedPropIds": ["selected.data-node", "selected.data-kind"],
    }


def refused(call: object) -> str:
    body = call if isinstance(call, bytes) else json.dumps(call).encode()
    with pytest.raises(BadRequest) as caught:
        check_body(body)
    assert caught.value.hint
    return caught.value.message


def test_what_the_page_sends_passes() -> None:
    check_body(json.dumps(a_call()).encode())


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"x" * (MAX_BODY + 1), b"null", b"[]", b"7", b"{}"],
    ids=["empty", "cut", "not UTF-8", "deep", "huge", "null", "list", "number", "no output"],
)
def test_what_is_no_call_is_refused(body: bytes) -> None:
    assert refused(body)


@pytest.mark.parametrize("output", ["status.children", "..a.b...c.d..", "", 7, None, ["x"]])
def test_unknown_outputs_are_refused(output: object) -> None:
    assert "output" in refused(a_call() | {"output": output})


@pytest.mark.parametrize(
    "change",
    [
        {"inputs": []},
        {"inputs": None},
        {"inputs": a_call()["inputs"][::-1]},
        {"inputs": [*a_call()["inputs"], {"id": "x", "property": "y"}]},
        {"inputs": [["selected"], "data-kind"]},
        {"state": [{"id": "selected", "property": "data-id", "value": 1}]},
        {"changedPropIds": "selected.data-node"},
        {"changedPropIds": [1]},
        {"outputs": {"id": "status", "property": "children"}},
        {"outputs": 3},
        {"outputs": None},
        {"state": None},
        {"state": {}},
        {"state": 0},
        {"changedPropIds": ["x.y"]},
        {"changedPropIds": [""]},
        {"changedPropIds": ['{"a.b']},
    ],
)
def test_calls_of_another_form_are_refused(change: dict[str, object]) -> None:
    assert refused(a_call() | change)


@pytest.mark.parametrize("node", [None, 7, "", "x" * 501, "a\nb", {"id": 1}, ["x"]])
def test_a_node_is_an_id(node: object) -> None:
    assert "id" in refused(a_call(node=node))


@pytest.mark.parametrize("kind", [None, "", "account", "Person", 1, ["person"]])
def test_a_kind_is_one_of_the_four(kind: object) -> None:
    assert "kind" in refused(a_call(kind=kind))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=9,
)


@given(key=st.sampled_from(sorted(a_call())), value=JSON)
def test_nothing_in_a_call_breaks_the_check(key: str, value: object) -> None:
    with contextlib.suppress(BadRequest):  # anything else would be a 500
        check_body(json.dumps(a_call() | {key: value}).encode())


def test_every_kind_has_facts_and_every_callback_a_parser() -> None:
    assert set(ABOUT) == set(NodeKind)
    assert parse_choice("doi:10.1000/a<b>;c", "paper") == ("doi:10.1000/a<b>;c", NodeKind.PAPER)
    assert FACTS_OUTPUT in PARSERS


PAPER = {
    "retracted": False, "authors_count": 9, "venue": "J. {I}nf.", "type": "journal-article",
    "abstract": "word " * 200, "doi": "10.1000/1", "authors_truncated": False,
}  # fmt: skip


def test_facts_of_a_paper_are_plain_and_short() -> None:
    authors = [{"name": f"Author {n}"} for n in range(7)]
    facts = {fact.word: fact for fact in ABOUT[NodeKind.PAPER].facts(PAPER, authors)}
    assert facts["Authors"].text.endswith("Author 5 and 3 more")
    assert facts["Published in"].text == "J. Inf."
    assert facts["Type"].text == "journal article"
    assert len(facts["Abstract"].text) < 430
    assert facts["Abstract"].text.endswith("word…")
    assert facts["DOI"].href == "https://doi.org/10.1000/1"
    assert not facts["Note"].text


def test_a_paper_whose_authors_are_not_all_listed_says_so() -> None:
    whole, broken_off = (
        {fact.word: fact.text for fact in ABOUT[NodeKind.PAPER].facts(PAPER | changes, [])}
        for changes in ({}, {"authors_truncated": True})
    )
    assert not whole["Not all"]
    assert broken_off["Not all"] == "The source breaks its list of authors off."


def test_a_retracted_paper_says_so_first() -> None:
    facts = ABOUT[NodeKind.PAPER].facts(PAPER | {"retracted": True}, [])
    assert "retracted" in facts[0].text


def test_facts_become_a_list_with_links() -> None:
    shown = facts_list([Fact("Papers here", "12"), Fact("DOI", "10.1/x", "https://doi.org/10.1/x")])
    parts = shown.to_plotly_json()["props"]["children"]
    assert [part.to_plotly_json()["type"] for part in parts] == ["Dt", "Dd", "Dt", "Dd"]
    assert parts[3].children.href == "https://doi.org/10.1/x"


@pytest.mark.parametrize("kind", list(NodeKind))
def test_facts_are_read_by_queries_that_exist(kind: NodeKind) -> None:
    import cypher

    about = ABOUT[kind]
    query = cypher.get(about.query)
    assert query.access == "read"
    assert {param.name for param in query.params} == {"id", *about.params}
    if about.related:
        related = cypher.get(about.related)
        assert {param.name for param in related.params} == {"id", "limit"}
