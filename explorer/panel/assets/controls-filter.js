/* Controls that leave things out: minimum strength, and relations on and off. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const controls = (graph.controls = graph.controls || {});

  // -- minimum strength --------------------------------------------------------------------

  const strength = { page: null, at: null, scores: [], place: 0 };
  const near = (score) => Number(score.toFixed(6)); // equal scores may differ in the last digit
  const least = () => (strength.place ? strength.scores[strength.place] : 0);

  /* Scores are spread unevenly: each step of the slider is one score of the slice. */
  function learnScores(page) {
    const scores = page.slice.nodes.filter((node) => node.score !== null)
      .map((node) => near(node.score));
    strength.page = page;
    strength.scores = [...new Set(scores)].sort((one, other) => one - other);
    strength.at("least").max = Math.max(strength.scores.length - 1, 0);
  }

  function setPlace(place) {
    const slider = strength.at("least");
    strength.place = place;
    slider.value = place;
    const words = place ? least().toFixed(2) : "nothing";
    document.getElementById(`${slider.id}-value`).textContent = words;
    slider.setAttribute("aria-valuetext", place ? `score ${words}` : "nothing hidden");
  }

  /* The same share of every kind of edge, the weakest first; but each node keeps its strongest. */
  function weakEdges(ids) {
    const { place, scores, page } = strength;
    if (!place) return [];
    const drawn = page.slice.edges.filter((edge) => ids.has(edge.source) && ids.has(edge.target));
    drawn.sort((one, other) => other.weight - one.weight || (one.id < other.id ? -1 : 1));
    const kept = new Set();
    const tied = new Set();
    for (const edge of drawn) {
      if (tied.has(edge.source) && tied.has(edge.target)) continue;
      kept.add(edge.id);
      tied.add(edge.source).add(edge.target);
    }
    const of = (kind) => drawn.filter((edge) => edge.kind === kind);
    const share = place / scores.length;
    return [...new Set(drawn.map((edge) => edge.kind))].flatMap((kind) => {
      const edges = of(kind);
      return edges.slice(Math.ceil(edges.length * (1 - share)));
    }).map((edge) => edge.id).filter((id) => !kept.has(id));
  }

  controls.strength = {
    start(page, at) {
      strength.at = at;
      at("least").addEventListener("input", () => {
        setPlace(Number(at("least").value));
        graph.refilter();
      });
      at("least").addEventListener("change", () => graph.filtered("Minimum strength."));
    },
    changed(page) {
      const before = least();
      learnScores(page);
      const place = strength.scores.findIndex((score) => score >= before);
      setPlace(before && place > 0 ? place : 0);
    },
    hidesNode: (node) => near(node.score) < least(),
    hiddenEdges: weakEdges,
    counted({ words, edges, allEdges }) {
      strength.at("count").textContent = `${words}, with ${edges} of ${allEdges} edges`;
    },
    state: () => (strength.place ? { least: String(least()) } : {}),
    restore(params) {
      const text = params.get("least") ?? "0";
      const wanted = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
      const place = strength.scores.findIndex((score) => score >= wanted);
      setPlace(wanted && place > 0 ? place : 0);
      const fault = Number.isNaN(wanted) ? `least is a score, as 0.5, not “${text}”`
        : place < 0 && wanted ? `Nothing here is as strong as ${text}` : "";
      return fault && `${fault}; nothing is hidden for it.`;
    },
  };

  // -- relations ---------------------------------------------------------------------------

  function relationBox(name, told, count) {
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = told.weight > 0;
    box.dataset.relation = name;
    box.addEventListener("change", () => graph.step(box.checked ? "on" : "off", name));
    const number = document.createElement("span");
    number.className = "number";
    number.textContent = told.weight > 0 ? count : "off";
    label.className = "check";
    label.append(box, ` ${told.title} `, number);
    return label;
  }

  let place = null;
  controls.relations = {
    start(page, at) {
      place = at("list");
    },
    changed(page) {
      const { nodes, relations } = page.slice;
      const focused = document.activeElement;
      const kept = place.contains(focused) ? focused.dataset.relation : null;
      place.replaceChildren(...Object.entries(relations).map(([name, told]) =>
        relationBox(name, told,
          nodes.filter((node) => node.reasons.some((why) => why.relation === name)).length)));
      const again = kept && place.querySelector(`[data-relation="${kept}"]`);
      if (again) again.focus({ preventScroll: true });
    },
    narrows: () => Object.values(graph.page.slice.relations).some((told) => !(told.weight > 0)),
  };
})();
