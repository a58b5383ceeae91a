/* The remove-one lens: what stays if one paper, venue or year were not there. It judges by the
   evidence that the slice names; where there may be more than is named, it says so. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const controls = (graph.controls = graph.controls || {});
  const MOST = 150; // things to choose from
  const NAMED = 12; // nodes listed
  const lens = { at: null, page: null, found: new Map(), fates: new Map() };

  // -- judging: "stays", "falls", or "open" where the slice does not name all ----------------

  function sideStands(side, gone) {
    if (side.papers.some((paper) => !gone.papers.has(paper))) return "stays";
    return side.more ? "open" : "falls";
  }

  function pieceStands(reason, place, gone) {
    if (reason.rests === null) return gone.papers.has(reason.evidence[place]) ? "falls" : "stays";
    const sides = reason.rests[place].map((side) => sideStands(side, gone));
    return ["falls", "open"].find((each) => sides.includes(each)) || "stays";
  }

  function best(verdicts) {
    return ["stays", "open"].find((each) => verdicts.includes(each)) || "falls";
  }

  function reasonStands(reason, gone) {
    const found = best(reason.shares.map((_, place) => pieceStands(reason, place, gone)));
    if (found !== "falls" || reason.complete) return found;
    const other = gone.year && reason.rests === null && reason.years.some((y) => y !== gone.year);
    return other ? "stays" : "open";
  }

  /* What becomes of a node without some papers, and which share of its score is sure to go. */
  graph.judge = function (node, gone) {
    if (gone.papers.has(node.id)) return { fate: "falls", lost: 1 };
    const fate = best(node.reasons.map((reason) => reasonStands(reason, gone)));
    const lost = node.reasons.reduce((sum, reason) => sum + reason.shares.reduce(
      (part, points, place) =>
        part + (pieceStands(reason, place, gone) === "falls" ? points : 0), 0), 0);
    return { fate, lost: Math.min(lost / node.score, 1) };
  };

  // -- what can be switched off ----------------------------------------------------------------

  function papersOf(node) {
    const named = node.reasons.flatMap((why) =>
      why.rests === null ? why.evidence : why.rests.flat().flatMap((side) => side.papers));
    return new Set(node.kind === "paper" ? [node.id, ...named] : named);
  }

  const KEYS = {
    paper: (id) => id,
    venue: (id, told) => told.venue,
    year: (id, told) => told.year,
  };

  /* By key of a paper, a venue or a year: its papers, and how many nodes rest on any of them. */
  function candidates(slice, what) {
    const found = new Map();
    for (const node of slice.nodes.filter((each) => each.score !== null)) {
      const keys = new Set();
      for (const id of papersOf(node)) {
        const told = slice.evidence[id];
        const key = told && KEYS[what](id, told);
        if (!key) continue;
        if (!found.has(String(key))) found.set(String(key), { papers: new Set(), nodes: 0, told });
        found.get(String(key)).papers.add(id);
        keys.add(String(key));
      }
      keys.forEach((key) => (found.get(key).nodes += 1));
    }
    return found;
  }

  function wordsOf(what, key, { told }) {
    if (what !== "paper") return key;
    const title = told.label.length > 70 ? `${told.label.slice(0, 69)}…` : told.label;
    return told.year ? `${title} (${told.year})` : title;
  }

  function fill(what, wanted) {
    const list = lens.at("which");
    lens.found = what ? candidates(lens.page.slice, what) : new Map();
    const ranked = [...lens.found].sort(([a, one], [b, other]) =>
      what === "year" ? b - a : other.nodes - one.nodes || (a < b ? -1 : 1));
    const offered = ranked.filter(([key], place) => place < MOST || key === wanted);
    list.replaceChildren(...offered.map(([key, each]) => {
      const option = document.createElement("option");
      option.value = key;
      option.textContent = `${wordsOf(what, key, each)} · ${each.nodes}`;
      return option;
    }));
    if (lens.found.has(wanted)) list.value = wanted;
    list.closest("label").hidden = !what;
  }

  // -- showing it ------------------------------------------------------------------------------

  function look() {
    const what = lens.at("what").value;
    const chosen = lens.found.get(lens.at("which").value);
    const others = lens.page.slice.nodes.filter((node) => node.score !== null);
    const gone = chosen && {
      papers: chosen.papers, year: what === "year" ? chosen.told.year : null,
    };
    lens.fates = new Map(gone ? others.map((node) => [node.id, graph.judge(node, gone)]) : []);
    lens.page.cy.batch(() => lens.page.cy.nodes().forEach((node) => {
      const fate = lens.fates.get(node.id())?.fate;
      node.toggleClass("fallen", fate === "falls");
      node.toggleClass("doubtful", fate === "open");
    }));
    return tell(others);
  }

  function tell(others) {
    const count = (fate) => others.filter((node) => lens.fates.get(node.id)?.fate === fate).length;
    const weaker = others.filter((node) => {
      const told = lens.fates.get(node.id);
      return told?.fate === "stays" && told.lost > 0.5;
    }).length;
    const open = count("open");
    const words = !lens.fates.size ? "" : [
      `${count("stays")} of ${others.length} stay`, `${count("falls")} would not be here`,
      ...(weaker ? [`${weaker} lose more than half of their score`] : []),
      ...(open ? [`of ${open} the graph does not name all evidence`] : []),
    ].join(", ");
    lens.at("count").textContent = words && `${words}.`;
    list(others.filter((node) => lens.fates.get(node.id)?.fate === "falls"));
    return words;
  }

  function list(fallen) {
    const items = fallen.slice(0, NAMED).map((node) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = `kind kind-${node.kind}`;
      button.textContent = node.label;
      button.addEventListener("click", () => graph.select(lens.page.cy.getElementById(node.id)));
      return button;
    });
    const rest = fallen.length - items.length;
    lens.at("list").replaceChildren(...items, ...(rest > 0 ? [`and ${rest} more`] : []));
  }

  function chose() {
    const words = look();
    graph.say(words ? `${words}.` : "Nothing is switched off.");
    graph.keep();
  }

  /* As it was set; where that is not here, nothing is switched off, least of all another thing. */
  function open(what, which) {
    lens.at("what").value = what && candidates(lens.page.slice, what).has(which) ? what : "";
    fill(lens.at("what").value, which);
    look();
  }

  controls.lens = {
    start(page, at) {
      lens.at = at;
      at("what").addEventListener("change", () => {
        fill(at("what").value);
        chose();
      });
      at("which").addEventListener("change", chose);
    },
    changed(page) {
      const which = lens.at("which").value;
      lens.page = page;
      open(lens.at("what").value, which);
    },
    state() {
      const [what, which] = [lens.at("what").value, lens.at("which").value];
      return what && which ? { without: `${what}:${which}` } : {};
    },
    restore(params) {
      const text = params.get("without") || "";
      const [what, ...which] = text.split(":");
      open(Object.hasOwn(KEYS, what) ? what : "", which.join(":"));
      return text && !lens.at("what").value
        ? `There is no “${text}” here to switch off; nothing is.` : "";
    },
  };

  // -- what depends on one paper -----------------------------------------------------------

  const sole = { at: null, page: null };

  function mark() {
    const on = sole.at("mark").checked;
    const found = new Set(sole.page.slice.nodes.filter((n) => n.depends_on).map((n) => n.id));
    sole.page.cy.batch(() => sole.page.cy.nodes().forEach((node) =>
      node.toggleClass("sole", on && found.has(node.id()))));
    const words = `${found.size} of ${sole.page.slice.nodes.length - sole.page.slice.egos.length}`;
    sole.at("count").textContent = `${words} depend on one paper`;
  }

  controls.sole = {
    start(page, at) {
      sole.at = at;
      at("mark").addEventListener("change", () => {
        mark();
        graph.say(at("mark").checked ? `${at("count").textContent}.` : "Marks removed.");
        graph.keep();
      });
    },
    changed(page) {
      sole.page = page;
      mark();
    },
    state: () => (sole.at("mark").checked ? { sole: "1" } : {}),
    restore(params) {
      const text = params.get("sole") ?? "1";
      sole.at("mark").checked = params.get("sole") === "1";
      mark();
      return text === "1" ? "" : `sole is 1, not “${text}”; nothing is marked.`;
    },
    tells(node) {
      const paper = node.depends_on && sole.page.slice.evidence[node.depends_on];
      return paper ? [`Depends on one paper: “${paper.label}”. Without it, it would not be here.`] : [];
    },
  };
})();
