/* The remove-one lens: what stays if one paper, venue or year were not there. It judges by the
   evidence that the slice names; where there may be more than is named, it says so. What still has
   a reason, but no longer the score that its kind was cut at, falls below the cut. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const controls = (graph.controls = graph.controls || {});
  const MOST = 150; // things to choose from
  const NAMED = 12; // nodes listed of each fate
  const HAIR = 1e-5; // by which rounded shares may be off
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

  /* Of a reason's points: those sure to go, and those of which the slice does not tell. */
  function pointsGone(reason, gone) {
    const found = { falls: 0, open: 0, stays: 0 };
    reason.shares.forEach((points, place) => {
      found[pieceStands(reason, place, gone)] += points;
    });
    const known = gone.whole && reason.rests === null
      && [...gone.papers].every((paper) => reason.evidence.includes(paper));
    const named = found.falls + found.open + found.stays;
    if (!reason.complete && !known) found.open += Math.max(reason.points - named, 0);
    return found;
  }

  /* A node that passed its kind's cut passes it with what is left of its score, or does not. */
  function atCut(node, { falls, open }, cut) {
    if (cut === null || node.score < cut) return "stays"; // a step has brought it, not its score
    if (node.score - falls < cut - HAIR) return "below";
    return node.score - falls - open < cut - HAIR ? "open" : "stays";
  }

  /* What becomes of a node without some papers, where its kind was cut at a score, or was not;
     and which share of its score is sure to go. */
  graph.judge = function (node, gone, cut = null) {
    if (gone.papers.has(node.id)) return { fate: "falls", lost: 1 };
    const fate = best(node.reasons.map((reason) => reasonStands(reason, gone)));
    const points = { falls: 0, open: 0 };
    for (const reason of node.reasons) {
      const { falls, open } = pointsGone(reason, gone);
      points.falls += falls;
      points.open += open;
    }
    const passes = fate === "falls" ? fate : atCut(node, points, cut);
    return {
      fate: passes === "stays" ? fate : passes,
      lost: Math.min(points.falls / node.score, 1),
    };
  };

  const cutOf = (kind) =>
    lens.page.slice.cut?.find((each) => each.kind === kind)?.threshold ?? null;
  const figure = (score) => String(Number(score.toPrecision(2)));

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
      whole: what === "paper", // of a venue or a year the slice may not name all papers
    };
    lens.fates = new Map(gone ? others.map((node) =>
      [node.id, graph.judge(node, gone, cutOf(node.kind))]) : []);
    draw();
    return tell(others);
  }

  function draw() {
    const fateOf = (node) => lens.fates.get(node.id())?.fate;
    const leaves = (node) => ["falls", "below"].includes(fateOf(node));
    const { cy } = lens.page;
    cy.batch(() => {
      const marks = [["fallen", "falls"], ["below", "below"], ["doubtful", "open"]];
      marks.forEach(([name, fate]) => graph.mark(cy.nodes(), name, (node) => fateOf(node) === fate));
      graph.mark(cy.edges(), "fallen", (edge) => leaves(edge.source()) || leaves(edge.target()));
    });
  }

  const withFate = (nodes, fate) => nodes.filter((node) => lens.fates.get(node.id)?.fate === fate);

  /* As "5 people fall below the cut (0.22)", a text for each kind. */
  function belowWords(nodes) {
    return [...new Set(nodes.map((node) => node.kind))].map((kind) => {
      const count = nodes.filter((node) => node.kind === kind).length;
      return `${graph.countOf(kind, count)} ${count === 1 ? "falls" : "fall"} below the cut `
        + `(${figure(cutOf(kind))})`;
    });
  }

  function tell(others) {
    const count = (fate) => withFate(others, fate).length;
    const below = withFate(others, "below");
    const weaker = others.filter((node) => {
      const told = lens.fates.get(node.id);
      return told?.fate === "stays" && told.lost > 0.5;
    }).length;
    const open = count("open");
    const words = !lens.fates.size ? "" : [
      `${count("stays")} of ${others.length} stay`, `${count("falls")} would not be here`,
      ...belowWords(below),
      ...(weaker ? [`${weaker} lose more than half of their score`] : []),
      ...(open ? [`of ${open} the graph does not name all evidence`] : []),
    ].join(", ");
    lens.at("count").textContent = words && `${words}.`;
    lens.at("list").replaceChildren(
      ...listed("Would not be here:", withFate(others, "falls")),
      ...listed("Below the cut:", below));
    return words;
  }

  function listed(heading, nodes) {
    const items = nodes.slice(0, NAMED).map((node) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = `kind kind-${node.kind}`;
      button.textContent = node.label;
      button.addEventListener("click", () => graph.select(lens.page.cy.getElementById(node.id)));
      return button;
    });
    const rest = nodes.length - items.length;
    const title = document.createElement("span");
    title.className = "listed";
    title.textContent = heading;
    return items.length ? [title, ...items, ...(rest > 0 ? [`and ${rest} more`] : [])] : [];
  }

  function chose() {
    const words = look();
    graph.refreshCard(); // which tells the fate of what is chosen
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
    /* What the card says of a node. */
    tells(node) {
      const told = lens.fates.get(node.id);
      const left = told && node.score * (1 - told.lost);
      return {
        falls: ["It would not be here without what is switched off."],
        below: told && [`Without what is switched off it falls below the cut `
          + `(${figure(cutOf(node.kind) ?? 0)}): at most ${left.toFixed(3)} of `
          + `${node.score.toFixed(3)} points are left.`],
        open: ["The graph does not name all its evidence: it may not stay without what is "
          + "switched off."],
      }[told?.fate] || [];
    },
  };

  // -- what depends on one paper -----------------------------------------------------------

  const sole = { at: null, page: null };

  function mark() {
    const on = sole.at("mark").checked;
    const found = new Set(sole.page.slice.nodes.filter((n) => n.depends_on).map((n) => n.id));
    graph.mark(sole.page.cy.nodes(), "sole", (node) => on && found.has(node.id()));
    const words = `${found.size} of ${sole.page.slice.nodes.length - sole.page.slice.egos.length}`;
    sole.at("count").textContent = `${words} have no reason left without one paper`;
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
      return paper ? [`Depends on one paper: without “${paper.label}” no reason is left.`] : [];
    },
  };
})();
