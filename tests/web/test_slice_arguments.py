"""Whatever an address asks of a slice: an answer, or one error shape; never a stack trace."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from explorer.errors import QueryTimeout
from explorer.export import EXPORTERS
from explorer.graph.request import ARGUMENTS, QUOTAS, Operation
from explorer.store import Store
from loaders.sample import FEATURED

EGO = FEATURED["Vincent Larivière"]
SLICE = f"/api/slice/{EGO}"
INJECTED = "x'}) MATCH (n) DETACH DELETE n //"
HOSTILE = (
    INJECTED, "x\"}) RETURN 1 //", "$id", "-1", "0", "1000000000", "9" * 300, "x" * 10_000,
    "<script>alert(1)</script>", "\x00", "%", "person," * 500, "NaN", "expand:", "pin:1,1:",
)  # fmt: skip


def ask(client: FlaskClient, path: str, **args: Any) -> tuple[int, dict[str, Any]]:
    found = client.get(path, query_string=args)
    return found.status_code, found.get_json()


@pytest.mark.parametrize("name", [*ARGUMENTS, "with"])
def test_hostile_arguments_are_refused_or_harmless(client: FlaskClient, name: str) -> None:
    for value in HOSTILE:
        status, answer = ask(client, SLICE, **{name: value})
        assert status in {200, 400, 404}, (name, value[:50])
        assert answer["ok"] == (status == 200)
        if status != 200:
            assert answer["error"]
            assert "Traceback" not in str(answer)
    assert ask(client, "/api/counts")[1]["nodes"]["person"] > 0


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_ids_are_refused_with_the_nearest(client: FlaskClient, value: str) -> None:
    for place in ("slice", "neighbours"):
        status, answer = ask(client, f"/api/{place}/{quote(value)}")
        assert status in {400, 404}
        assert not answer["ok"]


def test_an_unknown_id_names_what_is_near(client: FlaskClient) -> None:
    status, answer = ask(client, "/api/slice/Larivi%C3%A8re")
    assert status == 404
    assert EGO in answer["hint"]


def test_every_argument_reaches_the_slice(client: FlaskClient) -> None:
    status, answer = ask(
        client, SLICE, kinds="person,topic", people="5", off="citation", weight="about:0.5",
        since="2005", until="2015", depth="1", budget="9", do=["widen:person", "hide:nobody"],
    )  # fmt: skip
    assert status == 200
    assert answer["asked"] == {
        "ego": EGO, "egos": [EGO],
        "kinds": {"paper": 0, "person": 5, "topic": QUOTAS["topic"], "institution": 0},
        "weights": {"about": 0.5, "citation": 0.0}, "since": 2005, "until": 2015, "depth": 1,
        "budget": 9, "do": ["widen:person", "hide:nobody"], "widen": None,
    }  # fmt: skip
    assert {node["kind"] for node in answer["nodes"]} == {"person", "topic"}
    assert answer["notes"]


def test_a_pasted_group_opens_as_one_slice_and_names_what_is_missing(client: FlaskClient) -> None:
    paper = client.get("/api/node/openalex:W2048185449").get_json()
    pasted = f"{paper['doi'].removeprefix('doi:')}\nopenalex:A5074283997 0000-0000-0000-0000"
    status, answer = ask(client, SLICE, **{"with": pasted})
    assert status == 200
    assert answer["egos"] == [EGO, "openalex:W2048185449", "openalex:A5074283997"]
    assert answer["missing"] == ["0000-0000-0000-0000"]
    assert [node["score"] for node in answer["nodes"][:3]] == [None] * 3
    page = client.get("/explore", query_string={"ego": [EGO, pasted]})
    assert page.status_code == 200
    assert "0000-0000-0000-0000 is no node" in page.text


def test_neighbours_are_counted_before_a_node_is_expanded(client: FlaskClient) -> None:
    status, answer = ask(client, f"/api/neighbours/{EGO}")
    assert status == 200
    found = client.get(SLICE).get_json()
    for cut in found["cut"]:
        counts = {each["relation"]: each["available"] for each in cut["relations"]}
        assert answer["neighbours"][cut["kind"]] == counts


def test_neighbours_are_counted_as_an_expansion_will_find_them(client: FlaskClient) -> None:
    filters = {"since": "2015", "off": "citation", "kinds": "person,paper"}
    status, answer = ask(client, f"/api/neighbours/{EGO}", **filters)
    assert status == 200
    cuts = {cut["kind"]: cut for cut in client.get(SLICE, query_string=filters).get_json()["cut"]}
    assert {each["kind"]: each["available"] for each in answer["around"]} == {
        kind: cut["available"] for kind, cut in cuts.items()
    }
    assert answer["neighbours"]["person"].keys() >= {"coauthorship"}
    assert "citation" not in answer["neighbours"]["person"]
    brings = {each["kind"]: each["brings"] for each in answer["around"]}
    assert brings == {"person": 8, "paper": 6, "topic": 0, "institution": 0}
    status, answer = ask(client, f"/api/neighbours/{EGO}", since="2020", until="2010")
    assert (status, answer["code"]) == (400, "bad_request")


@pytest.mark.parametrize("address", ["/api/neighbours/", "/api/clusters/"])
def test_counts_and_clusters_say_what_was_late(
    client: FlaskClient, arcadedb_store: Store, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    ask_store = arcadedb_store.ask

    def asked(name: str, /, **params: Any) -> Any:
        if name == "person_topics":
            raise QueryTimeout(f"{name} ran over its limit.")
        return ask_store(name, **params)

    assert ask(client, address + EGO, since="1987")[1]["partial"] == []
    monkeypatch.setattr(arcadedb_store, "ask", asked)
    status, answer = ask(client, address + EGO, since="1986")
    assert status == 200
    assert [late["query"] for late in answer["partial"]] == ["person_topics"]


def test_a_node_without_works_is_a_slice_of_itself(client: FlaskClient) -> None:
    status, answer = ask(client, "/api/slice/openalex:fields/18")
    assert status in {200, 404}
    if status == 200:
        assert answer["nodes"][0]["id"] == "openalex:fields/18"


def test_widening_answers_with_the_next_best_only(client: FlaskClient) -> None:
    first = {node["id"] for node in client.get(SLICE).get_json()["nodes"]}
    status, more = ask(client, SLICE, widen="person")
    assert status == 200
    assert len(more["nodes"]) == 10
    assert first.isdisjoint(node["id"] for node in more["nodes"])
    new = {node["id"] for node in more["nodes"]}
    assert more["edges"]
    assert all({edge["source"], edge["target"]} & new for edge in more["edges"])


@pytest.mark.parametrize("suffix", [each for each in EXPORTERS if each != "json"])
def test_a_file_holds_the_next_best_with_all_that_stood_before(
    client: FlaskClient, suffix: str
) -> None:
    file = client.get(SLICE, query_string={"widen": "person", "format": suffix})
    stepped = client.get(SLICE, query_string={"do": "widen:person", "format": suffix})
    assert file.status_code == stepped.status_code == 200
    assert abs(len(file.data) - len(stepped.data)) < 0.01 * len(file.data)  # but for addresses


# -- steps name their nodes as egos are named ------------------------------------------------------

ORCID = "0000-0002-2733-0689"


def steps(client: FlaskClient, ego: str, *do: str) -> dict[str, Any]:
    status, answer = ask(client, f"/api/slice/{ego}", do=list(do))
    assert status == 200, answer
    return answer


def test_another_ego_is_found_by_its_orcid(client: FlaskClient) -> None:
    tian = FEATURED["Qi Tian"]
    by_orcid = steps(client, tian, f"ego:{ORCID}")
    by_id = steps(client, tian, f"ego:{EGO}")
    assert by_orcid["egos"] == [EGO]
    assert by_orcid["nodes"] == by_id["nodes"]
    assert by_orcid["asked"]["do"] == [f"ego:{EGO}"]


def test_steps_find_their_nodes_by_orcid_doi_and_ror(client: FlaskClient) -> None:
    shown = client.get(SLICE).get_json()["nodes"]
    dressed: dict[str, str] = {}
    for node in shown[1:]:
        facts = client.get(f"/api/node/{node['id']}").get_json()
        for scheme in ("orcid", "doi", "ror"):
            if facts.get(scheme):
                dressed.setdefault(scheme, node["id"])
                dressed[node["id"]] = facts[scheme]
    assert {"orcid", "doi", "ror"} <= dressed.keys()
    for scheme in ("orcid", "doi", "ror"):
        own = dressed[scheme]
        other = dressed[own].removeprefix(f"{scheme}:")
        for do in ("expand:{}", "hide:{}", "pin:12.5,-40:{}"):
            named = steps(client, EGO, do.format(other))
            assert named["asked"]["do"] == [do.format(own)]
            assert named["notes"] == []
            assert named["nodes"] == steps(client, EGO, do.format(own))["nodes"]
        again = steps(client, EGO, f"hide:{other}", f"show:{own}", f"expand:{own}",
                      f"collapse:{other}")  # fmt: skip
        assert again["notes"] == []


def test_another_ego_that_is_no_node_is_refused_with_the_nearest(client: FlaskClient) -> None:
    status, answer = ask(client, SLICE, do=f"ego:{EGO[:-1]}")
    assert status == 404
    assert answer["nearest"][0]["id"] == EGO


def test_pages_find_the_nodes_of_steps_too(client: FlaskClient) -> None:
    page = client.get("/explore", query_string={"ego": EGO, "do": f"expand:{ORCID}"})
    assert page.status_code == 200
    assert ORCID not in page.text.partition('id="slice-data"')[2].partition("</script>")[0]


@pytest.mark.parametrize(("step", "node", "moved"), [
    (Operation("ego", "a:b"), "a:b", "ego:x"),
    (Operation("pin", "1,2:a:b"), "a:b", "pin:1,2:x"),
    (Operation("widen", "person"), None, None),
    (Operation("years", "2000-"), None, None),
])  # fmt: skip
def test_a_step_knows_its_node(step: Operation, node: str | None, moved: str | None) -> None:
    assert step.node == node
    if moved:
        assert str(step.done_to("x")) == moved
