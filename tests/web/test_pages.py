from __future__ import annotations

import json
from urllib.parse import unquote, urlsplit

import pytest
from flask.testing import FlaskClient

import cypher
from explorer.errors import QueryTimeout
from explorer.graph.summary import summarise
from loaders.sample import FEATURED
from tests.web.reading import Element, read

QI_TIAN = f"/person/{FEATURED['Qi Tian']}"
LARIVIERE = f"/person/{FEATURED['Vincent Larivière']}"
PAPER = "/paper/openalex:W2048185449"
TOPIC = "/topic/openalex:T10102"
INSTITUTION = "/institution/openalex:I159129438"
NODE_PAGES = [QI_TIAN, LARIVIERE, PAPER, TOPIC, INSTITUTION]
PAGES = [
    "/", "/search", "/search?q=tian", "/search?q=tian&kind=person", "/search?q=zzzqqqxxx",
    "/explore", f"/explore?ego={FEATURED['Qi Tian']}", "/query/", "/query/person_profile",
    *NODE_PAGES, f"{QI_TIAN}?page=7", "/no/such/page",
]  # fmt: skip


KEPT: dict[str, tuple[int, str]] = {}  # the sample does not change, and pages take time


def page(client: FlaskClient, path: str, status: int = 200) -> Element:
    """The page at a path, asked for once in this module."""
    if path not in KEPT:
        response = client.get(path)
        KEPT[path] = response.status_code, response.text
    assert KEPT[path][0] == status, KEPT[path][1][:300]
    return read(KEPT[path][1])


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_sound(client: FlaskClient, path: str) -> None:
    root = page(client, path, 404 if path == "/no/such/page" else 200)
    ids = [element.attributes["id"] for element in root.all() if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    assert len(list(root.all("h1"))) == 1
    assert next(root.all("title")).text.endswith("Research graph explorer")
    for landmark in ("header", "main", "footer"):
        assert list(root.all(landmark))
    for control in root.all("input"):
        named = [label for label in root.all("label") if label.attributes.get("for")]
        inside = any(control in label.all("input") for label in root.all("label"))
        assert (
            inside
            or control.attributes.get("type") == "hidden"
            or (control.attributes["id"] in [label.attributes["for"] for label in named])
        )
    assert root.one("a", class_="skip").attributes["href"] == "#main"


@pytest.mark.parametrize("path", ["/", QI_TIAN, PAPER, TOPIC, INSTITUTION, "/query/"])
def test_links_inside_the_site_lead_somewhere(client: FlaskClient, path: str) -> None:
    links = {
        link.attributes["href"].partition("#")[0]
        for link in page(client, path).all("a")
        if link.attributes.get("href", "").startswith("/")
    }
    # Slices are slow to build and tested elsewhere; one of each kind of other page is enough.
    kinds: dict[str, str] = {}
    for link in sorted(link for link in links if not link.startswith(("/api/slice", "/explore"))):
        kinds.setdefault("/".join(link.split("/")[:2]), link)
    for link in kinds.values():
        assert client.get(link).status_code == 200, link


def test_the_front_door_shows_counts_sources_and_one_of_each_kind(client: FlaskClient) -> None:
    root = page(client, "/")
    counts = client.get("/api/counts").get_json()
    text = root.one("main").text
    for number in counts["nodes"].values():
        assert f"{number:,}" in text
    assert counts["data_as_of"] in text
    featured = [link.attributes["href"] for link in root.all("a", class_="card-picture")]
    kinds = sorted(link.split("/")[1] for link in featured)
    assert kinds == ["institution", "paper", "person", "topic"]
    assert len(list(root.all("svg", role="img"))) == 4
    rows = [row.text for row in root.one("tbody").all("tr")]
    assert len(rows) == 2
    assert all("CC0" in row for row in rows)


def test_an_institution_names_what_it_is_part_of_and_its_parts(client: FlaskClient) -> None:
    harvard, press = "/institution/openalex:I136199984", "/institution/openalex:I2801851002"
    head = page(client, press).one("header", class_="node-head")
    assert "Part of Harvard University" in head.text
    assert harvard in {link.attributes["href"] for link in head.all("a")}
    whole = page(client, harvard)
    assert "Part of" not in whole.one("header", class_="node-head").text
    parts = whole.one("section", **{"aria-labelledby": "parts-heading"})
    assert press in {link.attributes["href"] for link in parts.all("a")}


def test_a_person_known_by_name_is_marked_so(client: FlaskClient) -> None:
    head = page(client, QI_TIAN).one("header", class_="node-head")
    assert head.one("h1").text == "Qi Tian"
    assert "identity by name – may be several people" in head.text
    assert "Affiliation not imported" in head.text
    assert "Author of 132 papers here" in head.text
    assert "most often in CVPR" in head.text


def test_counts_are_explained_in_words(client: FlaskClient) -> None:
    figures = page(client, QI_TIAN).one("dl", class_="figures").text
    assert figures.startswith("Works132")
    assert "people with 3 or more papers together, of 286 who share any" in figures
    assert "derived from titles" in figures


def test_an_affiliation_is_linked_with_its_years(client: FlaskClient) -> None:
    head = page(client, LARIVIERE).one("header", class_="node-head")
    assert "Affiliation not imported" not in head.text
    assert any(a.attributes["href"].startswith("/institution/") for a in head.all("a"))
    assert "identity by name" not in head.text


@pytest.mark.parametrize(
    ("path", "subtitle"),
    [(QI_TIAN, "See the researcher in context"), (PAPER, "See the paper in context")],
)
def test_the_graph_section_holds_picture_panel_and_data(
    client: FlaskClient, path: str, subtitle: str
) -> None:
    root = page(client, path)
    section = root.one("section", id="research-graph")
    assert section.one("h2", id="graph-heading").text == "Research graph"
    assert subtitle in section.text
    assert section.one("a", class_="button").text == "Open full explorer"
    assert "Building this graph slice" in section.text
    frame = section.one("div", class_="graph-frame")
    assert list(frame.all("svg"))
    assert section.one("div", id="react-entry-point")
    assert section.one("dialog", id="key-sheet").all("kbd")
    graph_slice = json.loads("".join(section.one("script", id="slice-data").parts))
    asked = client.get(f"/api/slice/{path.partition('/')[2].partition('/')[2]}").get_json()
    for key in ("nodes", "edges", "cut", "view", "ego"):
        assert graph_slice[key] == asked[key]


def test_the_table_holds_every_node_of_the_picture_with_its_reasons(client: FlaskClient) -> None:
    section = page(client, LARIVIERE).one("section", id="research-graph")
    graph_slice = json.loads("".join(section.one("script", id="slice-data").parts))
    nodes = {node["id"]: node for node in graph_slice["nodes"]}
    table = section.one("details", class_="why-list").one("table")
    assert [h.attributes.get("aria-sort") for h in table.one("thead").all("th")].count(None) == 4
    rows = list(table.one("tbody").all("tr"))
    assert sorted(row.attributes["data-id"] for row in rows) == sorted(nodes)
    for row in rows:
        node = nodes[row.attributes["data-id"]]
        hrefs = [link.attributes["href"] for link in row.all("a")]
        assert unquote(hrefs[0]).split("/", 2)[2] == node["id"]
        assert node["label"] in row.one("th").text
        for reason in node["reasons"]:
            assert reason["sentence"] in row.text
            assert any(f"/query/{reason['query']}" in href for href in hrefs)
        if node["score"] is not None:
            assert f"{node['score']:.2f}" in row.text
    sentences = {cut["sentence"] for cut in graph_slice["cut"]}
    assert all(sentence in section.one("div", class_="not-shown").text for sentence in sentences)


def test_five_sentences_are_read_before_the_graph(client: FlaskClient) -> None:
    section = page(client, LARIVIERE).one("section", id="research-graph")
    graph_slice = json.loads("".join(section.one("script", id="slice-data").parts))
    told = [text.text for text in section.one("div", id="graph-summary").all("p")]
    assert told == [" ".join(text.split()) for text in summarise(graph_slice)]
    order = [child.attributes.get("class", "") for child in section.children]
    assert order.index("graph-summary") < order.index("graph-stage")


def works(root: Element) -> list[str]:
    return [w.one("h3").one("a").attributes["href"] for w in root.all("li", class_="work")]


def test_published_work_is_paged_with_real_links(client: FlaskClient) -> None:
    first = page(client, QI_TIAN)
    following = first.one("a", rel="next").attributes["href"].partition("#")[0]
    second, last = page(client, following), page(client, f"{QI_TIAN}?page=7")
    assert [len(works(each)) for each in (first, second, last)] == [20, 20, 132 - 6 * 20]
    assert len({*works(first), *works(second), *works(last)}) == 52
    assert not list(last.all("a", rel="next"))
    numbers = [link.text for link in first.one("nav", class_="pager").all("a")]
    assert numbers == ["Page 2", "Page 7", "Next →"]


def test_a_page_past_the_last_is_not_found(client: FlaskClient) -> None:
    assert "has 7 pages" in page(client, f"{QI_TIAN}?page=8", 404).one("main").text


def test_outside_links_are_http_only(client: FlaskClient) -> None:
    for path in NODE_PAGES:
        for link in page(client, path).all("a"):
            assert urlsplit(link.attributes["href"]).scheme in {"", "http", "https"}


def test_markup_in_titles_is_rendered(client: FlaskClient) -> None:
    heading = page(client, "/paper/openalex:W1982218215").one("h1")
    assert heading.text == "Does the h index have predictive power?"
    assert heading.one("i").text == "h"


def test_a_paper_lists_authors_in_order_references_and_citations(client: FlaskClient) -> None:
    root = page(client, PAPER)
    authors = [li.one("a").text for li in root.one("ol", class_="people").all("li") if
               li.children[0].attributes["href"].startswith("/person/")]  # fmt: skip
    assert authors[:2] == ["Yassine Gargouri", "Chawki Hajjem"]
    headings = [heading.text for heading in root.all("h2")]
    assert {"Authors", "References in this graph", "Cited by"} <= set(headings)


def test_a_derived_topic_says_so_everywhere(client: FlaskClient) -> None:
    path = "/topic/derived:computer-vision"
    assert "derived from titles" in page(client, path).one("header", class_="node-head").text
    hits = page(client, "/search?q=computer+vision&kind=topic").one("ul", class_="hits")
    assert "derived from titles" in hits.text
    tags = list(page(client, QI_TIAN).one("section", class_="about").all("a", class_="tag"))
    assert len(tags) == 8
    assert all("tag-derived" in tag.attributes["class"] for tag in tags)


def test_an_id_of_another_kind_moves_to_its_own_page(client: FlaskClient) -> None:
    response = client.get("/paper/openalex:A5068542997?page=2")
    assert response.status_code == 301
    assert response.headers["Location"] == "/person/openalex:A5068542997?page=2"


def test_another_id_of_a_node_leads_to_it(client: FlaskClient) -> None:
    response = client.get("/paper/doi:10.1126/science.149.3683.510")
    assert response.status_code == 302
    assert response.headers["Location"] == "/paper/openalex:W2088209891"


def test_an_unknown_id_names_the_nearest(client: FlaskClient) -> None:
    root = page(client, "/person/name:dblp-sample/qi-tan", 404)
    hits = list(root.one("ul", class_="hits").all("li"))
    assert 0 < len(hits) <= 5
    assert hits[0].one("a").text == "Qi Tian"


@pytest.mark.parametrize("ask", ["papers=many", "people=-1", "kinds=robot"])
def test_what_an_address_asks_in_vain_is_told_beside_the_graph(
    client: FlaskClient, ask: str
) -> None:
    root = page(client, f"{QI_TIAN}?{ask}")
    assert root.one("h1").text == "Qi Tian"
    assert ask.partition("=")[2] in root.one("div", class_="graph-lost").text
    assert list(root.one("section", id="research-graph").all("svg"))


def test_a_slice_that_fails_leaves_the_page_standing(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise QueryTimeout("A query ran over its limit.")

    monkeypatch.setattr("explorer.graph.recent.build_slice", fail)
    root = page(client, f"{QI_TIAN}?people=3&papers=2")
    assert root.one("h1").text == "Qi Tian"
    assert "The graph could not be built." in root.one("section", id="research-graph").text
    assert not list(root.all("script"))


def test_an_empty_slice_says_so(client: FlaskClient) -> None:
    root = page(client, f"{QI_TIAN}?papers=0&people=0&topics=0&institutions=0")
    section = root.one("section", id="research-graph")
    assert "Nothing to draw yet." in section.text
    assert section.one("div", class_="graph-message").one("a").attributes["href"] == QI_TIAN


def test_the_explorer_has_the_graph_and_a_way_back(client: FlaskClient) -> None:
    root = page(client, f"/explore?ego={FEATURED['Qi Tian']}")
    assert list(root.one("div", class_="graph-frame").all("svg"))
    assert QI_TIAN in [link.attributes["href"] for link in root.all("a")]
    assert not list(root.all("a", class_="button"))


def test_every_query_is_shown_with_its_fields(client: FlaskClient) -> None:
    catalogue = page(client, "/query/").one("main").text
    for query in cypher.all_queries().values():
        assert query.name in catalogue
        root = page(client, f"/query/{query.name}")
        assert root.one("pre").text == " ".join(query.source.split())
        cells = [cell.text for cell in root.all("th", scope="row")]
        fields = [each.name for each in (*query.params, *query.returns)]
        assert cells == [*(f"${name}" for name in query.example or ()), *fields]


def test_an_unknown_query_points_to_the_catalogue(client: FlaskClient) -> None:
    assert "/query/" in page(client, "/query/nothing", 404).one("main").text


def test_a_paper_without_a_title_still_has_a_name(client: FlaskClient) -> None:
    root = page(client, "/paper/openalex:W1856837095")
    assert root.one("h1").text == "Untitled paper"


def test_a_query_link_tells_of_the_run_behind_it_and_of_no_other(client: FlaskClient) -> None:
    section = page(client, LARIVIERE).one("section", id="research-graph")
    graph_slice = json.loads("".join(section.one("script", id="slice-data").parts))
    links = {link.attributes["href"] for link in section.all("a")}
    [link] = {href for href in links if href.startswith("/query/person_papers?run=")}
    run = page(client, link).one("section", id="run")
    [told] = [run for run in graph_slice["runs"] if run["query"] == "person_papers"]
    assert run.one("h2").text == "The run behind the link"
    assert f"{told['rows']:,} rows" in run.text
    assert f"{told['seconds'] * 1000:.1f} ms" in run.text
    assert graph_slice["ego"] in run.text
    assert "may serve whoever asks the same" in run.text  # that it was this reader’s is not said
    for wrong in (
        link[:-3],
        link.replace("person_papers", "person_topics"),
        "/query/person_papers",
    ):
        run = page(client, wrong).one("section", id="run")
        assert run.one("h2").text == "Its example, run now"
        assert "whoever asks the same" not in run.text
        assert ("does not tell of a run" in run.text) == ("?run=" in wrong)
