"""The JSON of a slice, made by hand: every kind, long and hostile names, all placed for real."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

from explorer.graph.placement import place
from explorer.model import NodeKind

EGO = "name:made/ada-king"
HOSTILE = "Bobby </script><svg onload=alert(1)> & \"Tables\" 'Jr'"
FIRST = ("Ada", "Boris", "Chen", "Dalia", "Erik", "Fatima", "Goran", "Hana", "Ivo", "Jana")
LAST = ("King", "Nakamura", "O’Neill", "Petrov", "Quist", "Rossi", "Sørensen", "Tian", "Ueda")
WORDS = ("graph", "image", "retrieval", "citation", "network", "archive", "sampling", "vision")


def make_slice(people: int = 30, papers: int = 24, topics: int = 12, institutions: int = 12,
               label: Callable[[NodeKind, int], str] | None = None) -> dict[str, Any]:  # fmt: skip
    """A slice around one person; the same numbers give the same slice.

    Args:
        people: around the ego; ``papers``, ``topics`` and ``institutions`` likewise.
        papers: see there.
        topics: see there.
        institutions: see there.
        label: names a node by its kind and number.
    """
    kinds = {EGO: NodeKind.PERSON}
    kinds |= {f"name:made/person-{n}": NodeKind.PERSON for n in range(people)}
    kinds |= {f"doi:10.1000/a<b>;{n}": NodeKind.PAPER for n in range(papers)}
    kinds |= {f"openalex:T{n}": NodeKind.TOPIC for n in range(topics)}
    kinds |= {f"ror:0{n}": NodeKind.INSTITUTION for n in range(institutions)}
    name = label or _label
    labels = {node: name(kind, number) for number, (node, kind) in enumerate(kinds.items())}
    shorts = {
        node: label if len(label) < 31 else label[:29] + "…" for node, label in labels.items()
    }
    scores = {node: round(5.0 / (1 + n), 4) for n, node in enumerate(islice(kinds, 1, None))}
    links = [(EGO, node, score) for node, score in scores.items()]
    others = list(scores)
    for n in range(80 if len(others) > 1 else 0):
        one, other = others[n * 7 % len(others)], others[n * n * 3 % len(others)]
        links.append((min(one, other), max(one, other), round(2 / (1 + n % 9), 4)))
    spots, view = place(EGO, kinds, scores, shorts, links)
    proofs = [node for node, kind in kinds.items() if kind is NodeKind.PAPER] or ["doi:10.1000/x"]
    nodes = [
        {
            "id": node, "kind": kind.value, "label": labels[node], "short": shorts[node],
            "detail": "12 papers here", "score": scores.get(node),
            "marks": ["identity by name – may be several people"] if "name:" in node else [],
            "x": spots[node].x, "y": spots[node].y, "radius": spots[node].radius,
            "labelled": spots[node].labelled,
            "reasons": [] if node == EGO else [
                {"relation": "coauthorship", "ego": EGO, "points": scores[node],
                 "evidence": proofs[:6], "count": 6, "sentence": "6 papers together",
                 "query": "person_collaborators", "years": [2010],
                 "shares": [round(scores[node] / 6, 6)] * len(proofs[:6]),
                 "complete": True, "rests": None},
            ],
            "origin": None, "depends_on": None, "side": None,
        }
        for node, kind in kinds.items()
    ]  # fmt: skip
    edges = {
        f"{one}|COAUTHORED|{other}": {
            "id": f"{one}|COAUTHORED|{other}", "source": one, "target": other,
            "kind": "COAUTHORED", "weight": weight, "evidence": proofs[:3], "count": 3,
            "first_year": 2009, "last_year": None, "behind": "paper",
            "query": "edges_coauthored", "sentence": "3 papers together",
        }
        for one, other, weight in links if one != other
    }  # fmt: skip
    return {
        "ok": True, "schema": 1, "ego": EGO, "title": f"{labels[EGO]} in context",
        "data_as_of": "2024-03-06", "asked": {
            "ego": EGO, "egos": [EGO], "kinds": {}, "weights": {}, "since": None, "until": None,
            "depth": 1, "budget": None, "do": [], "widen": None,
        },
        "egos": [EGO], "missing": [], "notes": [], "took": 0.1, "partial": [],
        "view": {"x": view.x, "y": view.y, "width": view.width, "height": view.height},
        "nodes": nodes, "edges": list(edges.values()), "cut": [],
        "relations": {"coauthorship": {"title": "Papers together", "weight": 1.0}},
        "evidence": {
            proof: {
                "kind": "paper", "label": labels.get(proof, "A paper"), "year": 2010,
                "venue": "Made Letters",
            }
            for proof in proofs
        },
    }  # fmt: skip


def _label(kind: NodeKind, number: int) -> str:
    first, last = FIRST[number % len(FIRST)], LAST[number % len(LAST)]
    words = " ".join(WORDS[(number * step) % len(WORDS)] for step in (1, 3, 5))
    match kind:
        case NodeKind.PERSON:
            return HOSTILE if number == 5 else f"{first} {last}"
        case NodeKind.PAPER:
            return f"On {words}, with a long title that goes on and on and says little"
        case NodeKind.TOPIC:
            return words.capitalize()
        case NodeKind.INSTITUTION:
            return f"University of {last}"


def with_origin(**sizes: int) -> dict[str, Any]:
    """The slice as it is exported: with the datasets it comes from and what is known of papers."""
    made = make_slice(**sizes)
    types = ("article", "book-chapter", "proceedings-article", "inproceedings", None)
    return {
        **made,
        "address": "http://localhost/explore?ego=name:made/ada-king",
        "sources": [
            {"dataset": "made", "nodes": 70, "source": "openalex", "licence": "CC0 1.0",
             "title": "Works on nothing; from “Nowhere” & <elsewhere>", "data_as_of": "2024-03-06"},
            {"dataset": "library", "nodes": 2, "source": "bibtex", "licence": None, "title": None,
             "data_as_of": None},
        ],
        "papers": {
            id: {
                "title": paper["label"], "year": None if n == 3 else 2010 + n % 5,
                "date": "2011-05-17" if n % 2 else None, "type": types[n % len(types)],
                "venue": None if n == 4 else "Annals of R&D, 100 % {new}", "arxiv": None,
                "doi": None if n == 5 else f"doi:10.1000/a<b>;{n}", "url": None,
                "authors": [] if n == 6 else AUTHORS[: 1 + n % len(AUTHORS)],
                "authors_count": 6 if n == 7 else 0 if n == 6 else 1 + n % len(AUTHORS),
            }
            for n, (id, paper) in enumerate(made["evidence"].items())
        },
    }  # fmt: skip


AUTHORS = ["Ada King", "Ludwig van Beethoven Jr.", "王小明", "Éric Archambault", "Sand and Sons"]
