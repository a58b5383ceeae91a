"""Slices that are hard to draw: names of other scripts and of any length, few nodes, many."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from explorer.model import NodeKind
from tests.made_site import finished, sized
from tests.unit.made_slice import make_slice

PEOPLE = (
    "محمد بن موسى الخوارزمي", "יוסף כהן-לוי", "王小明", "田中 太郎", "김민준",
    "Христо Стоянов-Ђорђевић", "Þóra Guðmundsdóttir", "ნინო ბერიძე", "नरेन्द्र कुमार",
    "María de los Ángeles Fernández-Villaverde y Martínez de la Concepción del Río",
    "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswesen",
    "X", "O’Neill, S. J. (née Ní Dhomhnaill)", "a\u0301\u0323\u0302 combining",
)  # fmt: skip
PAPERS = (
    "基于图神经网络的科学文献引用关系分析与学者合作网络可视化研究",
    "تحليل شبكات التعاون العلمي (2019) using graph methods – دراسة حالة",
    "ACGT" * 60,
    "On the 2 ≤ n < ∞ case of $E^2$ & \\textbf{bold} claims: a very long title that says little, "
    "goes on, and on, and then some more, until nobody remembers what it was about at first",
)
PLACES = (
    "東京大学大学院情報理工学系研究科コンピュータ科学専攻",
    "جامعة الملك عبد الله للعلوم والتقنية",
    "Rheinisch-Westfälische Technische Hochschule Aachen, Lehr- und Forschungsgebiet Informatik",
    "ETH",
)


def odd_label(kind: NodeKind, number: int) -> str:
    """A name that few test data have."""
    if kind is NodeKind.PERSON:
        return PEOPLE[number % len(PEOPLE)]
    if kind is NodeKind.INSTITUTION:
        return PLACES[number % len(PLACES)]
    return PAPERS[number % len(PAPERS)]


def _odd_names() -> dict[str, Any]:
    return finished(make_slice(14, 10, 6, 6, label=odd_label))


def _no_years() -> dict[str, Any]:
    made = make_slice(12, 8, 4, 4)
    for edge in made["edges"]:
        edge.update(first_year=None, last_year=None)
    for proof in made["evidence"].values():
        proof["year"] = None
    return finished(made | {"data_as_of": None})


ODD: Mapping[str, Callable[[], dict[str, Any]]] = {
    "names": _odd_names,
    "no-years": _no_years,
    "one": lambda: finished(make_slice(0, 0, 0, 0)),
    "two": lambda: finished(make_slice(1, 0, 0, 0)),
    "no-works": lambda: finished(make_slice(6, 0, 2, 3)),
    "thousand": lambda: sized(1000),
}
