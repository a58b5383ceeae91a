"""Each link between two nodes as a sentence."""

from __future__ import annotations

import pytest

from explorer.graph.connections import CONNECTIONS
from explorer.graph.linked import PHRASES, TITLE, say
from explorer.graph.relations import RELATIONS
from explorer.model import DerivedEdge, EdgeKind, NodeKind

PAPER, PERSON, TOPIC = NodeKind.PAPER, NodeKind.PERSON, NodeKind.TOPIC
ADA, GRACE = (PERSON, "Ada"), (PERSON, "Grace")
LONG = "The journal coverage of Web of Science and Scopus: a comparative analysis of both"


def test_every_edge_that_a_slice_can_draw_has_a_sentence_and_the_same_one_in_the_answers():
    drawn = {
        (r.edge, *((r.ego, r.kind) if r.outward else (r.kind, r.ego))) for r in RELATIONS
    }  # fmt: skip
    assert drawn <= PHRASES.keys()
    assert {(c.kind, c.one, c.other) for c in CONNECTIONS} == PHRASES.keys()
    for connection in CONNECTIONS:
        phrase = PHRASES[connection.kind, connection.one, connection.other]
        assert connection.phrase.startswith(phrase)


@pytest.mark.parametrize("key", PHRASES, ids=lambda key: "-".join(key))
@pytest.mark.parametrize("count", [1, 2])
def test_a_sentence_names_both_ends(key, count):
    kind, one, other = key
    text = say(kind, ((one, "{This}"), (other, "{That}")), count, [2009, 2011], ["{one}", "{0}"])
    assert text.count("{This}") == text.count("{That}") == 1
    assert ("{one}" in text) == ("{names}" in PHRASES[key])
    assert not text.endswith(".")


@pytest.mark.parametrize(
    ("kind", "ends", "count", "years", "text"),
    [
        (EdgeKind.CITES, ((PAPER, "A"), (PAPER, "B")), 1, [2021], "“A” cites “B”, 2021"),
        (EdgeKind.AUTHORED, (ADA, (PAPER, "A")), 1, [], "Ada wrote “A”"),
        (DerivedEdge.COAUTHORED, (ADA, GRACE), 12, [2009, 2022],
         "Ada and Grace wrote 12 papers together, 2009–2022"),
        (DerivedEdge.CITES_WORK_OF, (ADA, (PAPER, "A")), 1, [2016],
         "1 paper of Ada cites or is cited by “A”, in 2016"),
        (DerivedEdge.CITES_WORK_OF, (ADA, (PAPER, "A")), 3, [2016],
         "3 papers of Ada cite or are cited by “A”, in 2016"),
        (DerivedEdge.CITED_TOGETHER, ((PAPER, "A"), (PAPER, "B")), 1, [2016],
         "1 paper cites both “A” and “B”, 2016"),
        (EdgeKind.PART_OF, ((TOPIC, "Sets"), (TOPIC, "Mathematics")), 0, [],
         "Sets is part of Mathematics"),
    ],
)  # fmt: skip
def test_who_does_what_to_whom(kind, ends, count, years, text):
    assert say(kind, ends, count, years) == text


def test_long_titles_are_shortened_between_words():
    text = say(EdgeKind.AUTHORED, (ADA, (PAPER, LONG)), 1, [2015])
    assert text == "Ada wrote “The journal coverage of Web of Science and Scopus…”, 2015"
    assert len(text) < len("Ada wrote “”, 2015") + TITLE
