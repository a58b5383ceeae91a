"""``/compare`` and ``/path``: whose is what, who could introduce whom, and who is meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import networkx
import pytest
from flask.testing import FlaskClient

from explorer.graph.comparison import NOUNS
from explorer.web.runs import read as read_run
from explorer.web.site import EXTENSION
from explorer.web.wording import small_number
from loaders.sample import FEATURED
from tests.web.reading import Element, read
from tests.web.test_api import check

LARIVIERE, GINGRAS = FEATURED["Vincent Larivière"], "openalex:A5074283997"
TIAN = FEATURED["Qi Tian"]
PAPER = "openalex:W2088209891"
KEPT: dict[str, tuple[int, str]] = {}  # the sample does not change, and pages take time


def page(client: FlaskClient, path: str, status: int = 200, **args: Any) -> Element:
    key = f"{path} {args}"
    if key not in KEPT:
        response = client.get(path, query_string=args)
        KEPT[key] = response.status_code, response.text
    assert KEPT[key][0] == status, KEPT[key][1][:500]
    root = read(KEPT[key][1])
    ids = [element.attributes["id"] for element in root.all() if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    assert len(list(root.all("h1"))) == 1
    return root


def compared(client: FlaskClient) -> Element:
    return page(client, "/compare", a=LARIVIERE, b=GINGRAS)


def api(client: FlaskClient, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200, response.text[:300]
    return response.get_json()


# -- compare -----------------------------------------------------------------------------------


def test_counts_lists_and_answer_agree(client: FlaskClient) -> None:
    told = api(client, f"/api/compare?a={LARIVIERE}&b={GINGRAS}&limit=8")
    main = compared(client).one("main")
    rows = [
        [cell.text for cell in row.all() if cell.tag in {"th", "td"}]
        for row in main.one("table", class_="whose-counts").one("tbody").all("tr")
    ]
    for (key, words), row in zip(NOUNS.items(), rows, strict=True):
        part = told[key]
        totals = [part["total"], part["only_a"]["total"], part["only_b"]["total"]]
        assert row == [words[1].capitalize(), *(f"{total:,}" for total in totals)]
        section = main.one("section", id=key)
        for side, each in zip(("both", "a", "b"), (part, part["only_a"], part["only_b"]),
                              strict=True):  # fmt: skip
            column = section.one("section", class_=f"whose-{side}")
            links = [link.attributes["href"] for link in column.all("a")]
            for item in each["evidence"]:
                assert f"/{item['kind']}/{item['id']}" in links
            claims = list(column.all("li"))
            assert len(claims) == len(each["evidence"])
            for claim in claims:  # each claim has its papers
                assert any("/paper/" in link.attributes["href"] for link in claim.all("a"))
            if not claims:
                assert column.one("p", class_="nothing").text.startswith(f"No {words[1]} ")
    assert told["sentence"] in main.text


def test_what_is_only_ones_is_what_the_other_has_not(client: FlaskClient) -> None:
    told = api(client, f"/api/compare?a={LARIVIERE}&b={GINGRAS}&limit=100")
    back = api(client, f"/api/compare?a={GINGRAS}&b={LARIVIERE}&limit=100")
    for key in NOUNS:
        ids = [
            {item["id"] for item in part["evidence"]}
            for part in (told[key], told[key]["only_a"], told[key]["only_b"])
        ]
        assert len(set.union(*ids)) == sum(map(len, ids))
        assert told[key]["only_a"]["total"] == back[key]["only_b"]["total"]
        assert [i["id"] for i in told[key]["only_a"]["evidence"]] == [
            i["id"] for i in back[key]["only_b"]["evidence"]
        ]
    for id, total in ((LARIVIERE, "only_a"), (GINGRAS, "only_b")):
        papers = api(client, f"/api/node/{id}")["papers"]
        assert papers == told["papers"]["total"] + told["papers"][total]["total"]


def test_the_description_of_the_comparison_is_true(client: FlaskClient) -> None:
    schemas = client.get("/api/openapi.json").get_json()["components"]["schemas"]
    check(api(client, f"/api/compare?a={LARIVIERE}&b={GINGRAS}"), schemas["Compared"])
    check(api(client, f"/api/slice/{LARIVIERE}?with={GINGRAS}"), schemas["Slice"])


def test_the_marks_of_the_picture_agree_with_the_lists(client: FlaskClient) -> None:
    told = api(client, f"/api/compare?a={LARIVIERE}&b={GINGRAS}&limit=100")
    drawn = api(client, f"/api/slice/{LARIVIERE}?with={GINGRAS}")
    keys = {"paper": "papers", "person": "people", "topic": "topics", "institution": "institutions"}
    seen = set()
    for node in drawn["nodes"][2:]:
        part = told[keys[node["kind"]]]
        for side, listed in (("both", part), ("a", part["only_a"]), ("b", part["only_b"])):
            if node["id"] in {item["id"] for item in listed["evidence"]}:
                assert node["side"] == side, node["label"]
                seen.add(side)
    assert seen == {"both", "a", "b"}
    assert [node["side"] for node in drawn["nodes"][:2]] == ["a", "b"]


def test_the_legend_says_whose_things_are_and_how_many(client: FlaskClient) -> None:
    drawn = api(client, f"/api/slice/{LARIVIERE}?with={GINGRAS}")
    items = list(compared(client).one("ul", id="side-legend").all("li"))
    sides = [node["side"] for node in drawn["nodes"][2:]]
    assert [item.one("span", class_="tag-count").text for item in items] == [
        str(sides.count(side)) for side in ("both", "a", "b", "neither")
    ]
    assert "Only Vincent Larivière" in items[1].text
    one_ego = api(client, f"/api/slice/{LARIVIERE}")
    assert all(node["side"] is None for node in one_ego["nodes"])


def test_people_without_anything_in_common_are_told_so(client: FlaskClient) -> None:
    main = page(client, "/compare", a=LARIVIERE, b=TIAN).one("main")
    assert "have nothing in common in this data" in main.one("header").text
    for words in NOUNS.values():
        assert f"No {words[1]} in common in this data." in main.text


@pytest.mark.parametrize(
    ("path", "one", "other"), [("/compare", "a", "b"), ("/path", "from", "to")]
)
class TestWho:
    """Who is meant, on both pages."""

    def test_nobody_yet_gives_a_form_that_needs_no_script(
        self, client: FlaskClient, path: str, one: str, other: str
    ) -> None:
        form = page(client, path).one("main").one("form")
        assert form.attributes["action"] == path
        assert form.attributes.get("method", "get") == "get"
        assert [each.attributes["name"] for each in form.all("input")] == [one, other]

    def test_one_is_kept_while_the_other_is_chosen(
        self, client: FlaskClient, path: str, one: str, other: str
    ) -> None:
        form = page(client, path, **{one: LARIVIERE, "since": "2000"}).one("main").one("form")
        given = {f.attributes["name"]: f.attributes.get("value") for f in form.all("input")}
        assert given == {one: LARIVIERE, other: "", "since": "2000"}
        assert "Vincent Larivière" in form.text

    def test_names_and_orcids_lead_to_the_lasting_address(
        self, client: FlaskClient, path: str, one: str, other: str
    ) -> None:
        asked = {one: "0000-0002-2733-0689", other: "gingras, yves", "since": "2000"}
        response = client.get(path, query_string=asked)
        assert response.status_code == 302, response.text[:500]
        address = urlsplit(response.headers["Location"])
        assert address.path == path
        expected = {one: [LARIVIERE], other: [GINGRAS], "since": ["2000"]}
        assert parse_qs(address.query) == expected

    def test_a_name_that_several_have_offers_a_choice(
        self, client: FlaskClient, path: str, one: str, other: str
    ) -> None:
        main = page(client, path, **{one: LARIVIERE, other: "tian"}).one("main")
        offer = main.one("section", class_="people-offer")
        links = [parse_qs(urlsplit(a.attributes["href"]).query) for a in offer.all("a")]
        assert len(links) > 1
        assert all(link[one] == [LARIVIERE] for link in links)
        assert len({link[other][0] for link in links}) == len(links)

    @pytest.mark.parametrize(
        "text", ["Nobody Of That Name", "<b>xqzw</b>", "openalex:A1", "a\x00b"]
    )
    def test_whom_nobody_knows_is_said_in_words(
        self, client: FlaskClient, path: str, one: str, other: str, text: str
    ) -> None:
        main = page(client, path, 404, **{one: LARIVIERE, other: text}).one("main")
        assert main.one("section", role="status").text

    def test_a_paper_is_no_person(
        self, client: FlaskClient, path: str, one: str, other: str
    ) -> None:
        main = page(client, path, 404, **{one: LARIVIERE, other: PAPER}).one("main")
        assert "is a paper, not a person" in main.one("section", role="status").text

    def test_somebody_and_themselves_is_refused_kindly(
        self, client: FlaskClient, path: str, one: str, other: str
    ) -> None:
        main = page(client, path, 400, **{one: LARIVIERE, other: LARIVIERE}).one("main")
        assert "Choose somebody else" in main.one("section", role="status").text


def test_a_page_of_a_person_leads_to_both(client: FlaskClient) -> None:
    links = [a.attributes["href"] for a in page(client, f"/person/{TIAN}").one("main").all("a")]
    assert f"/compare?a={TIAN}" in links
    assert f"/path?from={TIAN}" in links


# -- routes ------------------------------------------------------------------------------------


def routes(client: FlaskClient) -> Mapping[str, Any]:
    found: Mapping[str, Any] = api(client, f"/api/path?from={LARIVIERE}&to={GINGRAS}&k=5")
    return found


def test_every_route_stands_there_with_the_papers_of_every_step(client: FlaskClient) -> None:
    main = page(client, "/path", **{"from": LARIVIERE, "to": GINGRAS}).one("main")
    told = routes(client)
    items = list(main.one("ol", class_="routes").all("li", class_="route"))
    assert len(items) == len(told["paths"]) > 1
    for item, path in zip(items, told["paths"], strict=True):
        assert path["sentence"] in item.one("h3").text
        links = [link.attributes["href"] for link in item.all("a")]
        for step in path["steps"]:
            assert all(f"/paper/{paper['id']}" in links for paper in step["papers"])
    header = main.one("header").text
    assert told["sentence"] in header
    assert ("can have been missed" in header) == told["complete"]
    introducers = main.one("section", **{"aria-labelledby": "who-heading"})
    between = [path["people"][1]["label"] for path in told["paths"] if len(path["people"]) > 2]
    assert [a.text for a in introducers.all("a")] == between


def test_the_routes_are_a_graph_that_the_panel_draws(client: FlaskClient) -> None:
    root = page(client, "/path", **{"from": LARIVIERE, "to": GINGRAS})
    people = {person["id"] for path in routes(client)["paths"] for person in path["people"]}
    picture = root.one("div", class_="graph-frame")
    drawn = {link.attributes["href"] for link in picture.all("a")}
    assert drawn == {f"/person/{id}" for id in people}
    assert root.one("script", id="slice-data").text


def test_the_routes_leave_in_every_format(client: FlaskClient) -> None:
    people = {person["id"] for path in routes(client)["paths"] for person in path["people"]}
    response = client.get(f"/api/path?from={LARIVIERE}&to={GINGRAS}&k=5&format=graphml")
    assert set(networkx.parse_graphml(response.text).nodes) == people
    links = page(client, "/path", **{"from": LARIVIERE, "to": GINGRAS}).one(
        "section", class_="record"
    )
    for link in links.all("a"):
        assert client.get(link.attributes["href"]).status_code == 200
    assert client.get(f"/api/path?from={LARIVIERE}&to={GINGRAS}&format=docx").status_code == 404


def test_no_route_is_said_and_why(client: FlaskClient) -> None:
    main = page(client, "/path", **{"from": TIAN, "to": LARIVIERE}).one("main")
    assert "There is no route to draw" in main.text
    assert "No route leads from Qi Tian to Vincent Larivière within 4 steps" in main.text
    assert any("steps=6" in a.attributes["href"] for a in main.all("a"))


def test_weak_routes_have_a_strength_and_each_a_sentence(client: FlaskClient) -> None:
    ends = {"from": "openalex:A5038121314", "to": "openalex:A5018542454"}
    told = api(client, "/api/path?" + urlencode(ends))
    main = page(client, "/path", **ends).one("main")
    summary = [each.text for each in main.one("div", id="graph-summary").all("p")]
    count = len(told["paths"])
    assert summary[1:-1] == [
        f"Route {number} of {count}: {path['sentence']}."
        for number, path in enumerate(told["paths"], 1)
    ]
    for route in main.all("li", class_="route"):
        strength = next(route.all("p", class_="small")).text
        assert float(strength.rpartition("strength ")[2]) > 0


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.0, "below 0.000001"), (1e-6, "0.000001"), (1.2e-5, "0.000012"), (0.00213, "0.0021"),
     (0.5, "0.5"), (1.0, "1")],
)  # fmt: skip
def test_no_strength_is_told_as_nothing(number: float, text: str) -> None:
    assert small_number(number) == text


def _queries(root: Element) -> list[str]:
    links = (element.attributes.get("href") or "" for element in root.all("a"))
    return [link for link in links if link.startswith("/query/") and link != "/query/"]


@pytest.mark.parametrize(
    ("path", "names", "queries"),
    [
        ("/path", ("from", "to"), {"introduction_ties", "introduction_papers"}),
        ("/compare", ("a", "b"), {"common_coauthors", "common_topics"}),
    ],
)
def test_pages_about_two_people_link_to_the_runs_behind_them(
    client: FlaskClient, path: str, names: tuple[str, str], queries: set[str]
) -> None:
    root = page(client, path, **dict(zip(names, (LARIVIERE, GINGRAS), strict=True)))
    links = _queries(root)
    assert queries <= {urlsplit(link).path.removeprefix("/query/") for link in links}
    assert all("?run=" in link for link in links)
    for link in links:
        if urlsplit(link).path.removeprefix("/query/") in queries:
            assert "The run behind the link" in client.get(link).text


def test_a_reason_links_to_the_run_about_its_own_ego(client: FlaskClient) -> None:
    root = page(client, "/explore", ego=LARIVIERE, depth="2", people="12")
    links = {link for link in _queries(root) if link.startswith("/query/person_people?run=")}
    key = client.application.extensions[EXTENSION].key
    runs = [
        read_run(parse_qs(urlsplit(link).query)["run"][0], "person_people", key) for link in links
    ]
    about = [run.params["egos"] for run in runs if run is not None]
    assert len(about) == len(links) > 1  # of the ego, and of the ring around it
    assert about.count([LARIVIERE]) == 1
