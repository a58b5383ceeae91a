"""What was left out is counted, by kind and by relation, and damping is told."""

from __future__ import annotations

from dataclasses import replace

from explorer.graph.cut import DAMPED_LISTED, Limits, cuts, doubted, named
from explorer.graph.items import Columns
from explorer.graph.ranking import Left, Part, Through, by_word, rank
from explorer.graph.relations import COMMON, RELATIONS
from explorer.graph.request import QUOTAS
from explorer.model import NodeKind

PEOPLE = {r.name: r for r in RELATIONS if r.ego is NodeKind.PERSON and r.kind is NodeKind.PERSON}
ROWS = [
    ["ego", "own", 2020, 3, 1.0, ["p1"], ["ego", "a", "b"]],
    ["ego", "own", 2020, 412, 1.0, ["p2"], ["ego", "c", "d", "e"]],
    ["ego", "shared_topic", 2020, 9, 1.0, ["t1"], ["a", "f"]],
    ["ego", "shared_topic", None, 220_000, 1.0, ["t2"], []],
]
FOLLOWED = ROWS[:-1]
NOTHING = Left()
PLAIN = Limits(QUOTAS, (), (), narrowed=False, budget=None)


def ranking(left: Left = NOTHING, every=ROWS):
    rows = by_word(every)
    return rank(
        [
            Part(r, "ego", r.weight, r.read(r, rows), left)
            for r in (PEOPLE["coauthorship"], PEOPLE["shared_topic"])
        ],
        2020,
        {"ego"},
    )


def cut_of(shown, limits=PLAIN, left=NOTHING, best=None, rows=FOLLOWED):
    found = cuts(ranking(left, rows), shown, shown if best is None else best, limits)
    return next(cut for cut in found if cut.kind == "person")


def test_shown_and_cut_make_what_is_available():
    cut = cut_of({"a", "b", "nobody"})
    assert (cut.shown, cut.available, cut.more, cut.approximate) == (2, 6, False, False)
    assert cut.sentence == "2 of 6 people shown; cut at 0.5"
    counts = {each.relation: (each.shown, each.available) for each in cut.relations}
    assert counts == {"coauthorship": (2, 5), "shared_topic": (1, 2)}


def test_who_is_shown_for_other_reasons_is_counted_and_says_nothing_of_the_cut():
    cut = cut_of({"a", "c"}, best={"a"})
    assert (cut.shown, cut.threshold) == (2, cut_of({"a"}).threshold)


def test_all_shown_is_said():
    cut = cut_of(set("abcdef"))
    assert cut.sentence == "All 6 people shown"
    assert cut.threshold is None


def test_what_is_damped_is_told_with_its_reason():
    cut = cut_of({"a"}, rows=ROWS)
    coauthorship, shared_topic = cut.relations
    [paper] = coauthorship.damped
    assert (paper.id, paper.size) == ("p2", 412)
    assert "1/411" in paper.why
    [topic] = shared_topic.damped
    assert (topic.id, topic.size) == ("t2", 220_000)
    assert topic.why == "touches 220,000 others, more than 2,000: not followed"
    assert named([cut]) == {"p2", "t2"}
    assert DAMPED_LISTED >= 1


def test_what_was_not_followed_may_lead_to_more():
    cut = cut_of({"a", "b"}, rows=ROWS)
    assert (cut.shown, cut.available, cut.more, cut.approximate) == (2, 6, True, False)
    assert cut.sentence == "2 of at least 6 people shown; cut at 0.5"
    every = cut_of(set("abcdef"), rows=ROWS)
    assert every.sentence == "All 6 people that were found are shown"
    assert every.threshold is None
    alone = [["ego", "own", 2020, 2, 1.0, ["p1"], ["ego", "a"]], ROWS[-1]]
    assert cut_of({"a"}, rows=alone).sentence == "The only person that was found is shown"


def through(*weaker: int, more: bool = False, near=("a",)):
    """The cut of what is found through collaborators of some egos, so many of them weaker."""
    near = [[node, 0.25, 2020] for node in near]
    rows = by_word([["ego", COMMON.word, 2020, 8, 0.5, ["c"], near]] if near else [])
    items = COMMON.read(COMMON, rows)
    every = [
        Part(COMMON, f"ego {n}", 1.0, items, through=Through(each, more))
        for n, each in enumerate(weaker)
    ]
    found = cuts(rank(every, 2020, {"ego"}), {"a"}, {"a"}, PLAIN)
    cut = next(cut for cut in found if cut.kind == "person")
    return cut.relations[0].note, cut.more


def test_through_how_many_collaborators_others_were_looked_for_is_told():
    assert through(0) == ("", False)
    assert through(1) == (
        "looked for through the 30 strongest collaborators, on their papers of at most 50 authors; "
        "1 weaker one not followed",
        True,
    )
    note, _ = through(1200, 4)
    assert "each one’s 30 strongest collaborators" in note
    assert note.endswith("; 1,204 weaker ties not followed")
    note, more = through(2, more=True)
    assert note.endswith("; at least 2 weaker ones not followed")
    assert more
    assert through(0, more=True)[1]
    assert not any(each.note for each in cut_of({"a"}).relations)


def test_where_nobody_is_found_through_collaborators_it_says_where_was_looked():
    assert through(0, near=()) == ("looked for on papers of at most 50 authors", False)


def test_neighbours_that_a_stored_answer_left_out_are_counted_and_doubted_where_they_could_show():
    sure = cut_of({"a", "b"}, left=Left(10, 0.1))
    assert sure.available == 15  # somebody near by another relation may be one of the ten
    assert sure.more
    doubtful = cut_of({"a", "f"}, left=Left(10, 1.0))
    assert doubtful.approximate


def test_a_full_or_late_answer_is_only_a_lower_bound():
    full = cut_of({"a"}, Limits(QUOTAS, {"person_papers"}, (), narrowed=False, budget=None))
    assert full.more
    assert "at least 6" in full.sentence
    late = cut_of({"a"}, Limits(QUOTAS, (), {"person_people"}, narrowed=False, budget=None))
    assert late.approximate


def test_a_budget_that_binds_is_named():
    limits = Limits(QUOTAS, (), (), narrowed=False, budget=2)
    assert "2 nodes were asked for in all" in cut_of({"a", "b"}, limits).sentence
    limits = replace(limits, budget=1)
    assert "1 node was asked for in all" in cut_of({"a"}, limits).sentence


def sentence_of_nothing(**limits):
    nothing = rank([Part(PEOPLE["citation"], "ego", 1.0, Columns.of_items([]))], 2020)
    given = Limits(QUOTAS, (), (), narrowed=False, budget=None)
    found = cuts(nothing, (), (), replace(given, **limits))
    return next(cut.sentence for cut in found if cut.kind == "person")


def test_why_there_is_nothing_is_told():
    assert sentence_of_nothing() == "No people are linked to it in this data"
    late = sentence_of_nothing(late={"person_papers"})
    assert late == "The question for people was not answered in time"
    years = {"narrowed": True, "years": "in 1800–1801"}
    assert sentence_of_nothing(**years) == "No people are linked to it in 1800–1801"
    off = {"off": {NodeKind.PERSON}}
    switched = "by the relations that are switched on"
    assert sentence_of_nothing(**off) == f"No people are linked to it {switched}"
    assert sentence_of_nothing(**years, **off).endswith(f" in 1800–1801 {switched}")
    assert sentence_of_nothing(off={NodeKind.PAPER}) == sentence_of_nothing()


def test_a_count_without_a_late_ring_is_a_lower_bound():
    late = cut_of({"a"}, replace(PLAIN, late={"person_people"}))
    assert "1 of at least 6 people shown" in late.sentence
    assert "not answered in time" in late.sentence


def test_who_was_hidden_is_told_apart_from_the_cut():
    cut = cut_of(set("abcde"), replace(PLAIN, hidden={"f", "nobody"}))
    assert cut.sentence == "5 of 6 people shown, 1 hidden"
    assert (cut.hidden, cut.threshold) == (1, None)
    both = cut_of(set("ab"), replace(PLAIN, hidden={"f"}))
    assert both.sentence == "2 of 6 people shown; cut at 0.5, 1 hidden"
    assert both.threshold == 0.5


def test_a_budget_that_steps_have_passed_is_told_of_the_first_picture():
    limits = replace(PLAIN, budget=2, grown=True)
    assert "the first picture was bound to 2 nodes" in cut_of({"a", "b", "c"}, limits).sentence


def test_a_list_of_authors_that_is_broken_off_counts_as_at_least_so_many():
    told = cut_of({"a"}, rows=ROWS)
    [cut] = doubted((told,), {"p2"})
    [paper], [topic] = (each.damped for each in cut.relations)
    assert paper.why == "at least 412 authors, as far as they are listed: it counts 1/411"
    assert topic == told.relations[1].damped[0]
    assert doubted((told,), set()) == (told,)
