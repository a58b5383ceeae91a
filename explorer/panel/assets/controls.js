/* The control bar: what its controls have in common. Each control is an object in
   graph.controls, named as its entry in controls.py; it may have
     start(page, at)   once, when the graph lives; at(part) is the element of one of its parts
     changed(page)     the page shows another slice
     hidesNode(node)   whether it hides a node of the slice
     hiddenEdges(ids)  the edges it hides, where these nodes are shown
     counted(counts)   after nodes have been shown or hidden
     narrows()         whether something is set that the address keeps among its steps
     state()           what the address keeps of it, and restore(params) the other way, which
                       gives a text for what it cannot take
     drawn             false for one without a part in the bar
   A frame in another's page has those that its embedder chose. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const controls = (graph.controls = graph.controls || {});
  const used = {}; // of the controls, those that this page has
  const all = () => Object.values(used);
  // Of the arguments in the address's fragment, those that are ours.
  const NAMES = ["hidden", "find", "least", "upto", "colour", "without", "sole"];
  let page = null;
  let known = new Map();
  let off = new Set(); // ids of the nodes that are hidden

  graph.nodeOf = (id) => known.get(id);
  graph.tellsOf = (node) => all().flatMap((control) => control.tells?.(node) || []);
  graph.isShown = (element) => !element.hasClass("off");

  // -- what is shown -----------------------------------------------------------------------

  function hide(nodes, edges) {
    const goes = (each) => (each.isNode() ? nodes : edges).has(each.id());
    const changed = page.cy.elements().filter((each) => each.hasClass("off") !== goes(each));
    changed.toggleClass("off");
    // Cytoscape takes an element for as visible as it was until its style is computed: by the
    // next frame, or now. Whoever asks before that frame, as the keyboard does, would be misled.
    changed.forEach((each) => each.style("display"));
  }

  /* Show and hide what the controls say; nothing moves. The egos always stay. */
  graph.refilter = function () {
    const hiding = all().filter((control) => control.hidesNode);
    const others = page.slice.nodes.filter((node) => node.score !== null);
    off = new Set(
      others.filter((node) => hiding.some((c) => c.hidesNode(node))).map((node) => node.id));
    const ids = new Set(page.slice.nodes.map((node) => node.id).filter((id) => !off.has(id)));
    const edges = new Set(all().flatMap((c) => [...(c.hiddenEdges?.(ids) || [])]));
    hide(off, edges);
    const drawn = page.slice.edges.filter(
      (edge) => ids.has(edge.source) && ids.has(edge.target) && !edges.has(edge.id)).length;
    hideRows();
    const counts = {
      shown: others.length - off.size, total: others.length,
      edges: drawn, allEdges: page.slice.edges.length,
      words: `${others.length - off.size} of ${others.length} shown`,
      kinds: graph.countKinds(others.filter((node) => !off.has(node.id))),
    };
    all().forEach((control) => control.counted?.(counts));
    graph.tellHidden(counts);
    graph.markSettings(used);
    return counts;
  };

  function hideRows() {
    for (const row of document.querySelectorAll("#graph-table tbody tr")) {
      row.hidden = off.has(row.dataset.id);
    }
  }

  /* After a reader's hand: show it, say it, keep it in the address. */
  graph.filtered = function (what) {
    const counts = graph.refilter();
    graph.say(`${what} ${counts.words}.`);
    graph.keep();
  };

  // -- the address -------------------------------------------------------------------------

  /* What the controls hold, as arguments of an address; nothing where all is as it came. */
  graph.viewState = function () {
    const params = new URLSearchParams();
    for (const control of all()) {
      for (const [name, value] of Object.entries(control.state?.() || {})) params.set(name, value);
    }
    return params;
  };

  /* Take over what an address says, but for what a reader has set since; says what is damaged. */
  graph.applyViewState = function (params, touched = new Set()) {
    if (!page) return []; // a page without the bar
    const before = graph.viewState().toString();
    const taking = Object.keys(used).filter((name) => !touched.has(name));
    const faults = taking.map((name) => used[name].restore?.(params)).filter(Boolean);
    const counts = graph.refilter();
    if (graph.viewState().toString() !== before) graph.tellSettings(used, counts);
    return faults;
  };

  // The controls that a reader's hand has been on.
  graph.touched = new Set();

  function notice({ target }) {
    const name = Object.keys(used).find((each) => target.closest(`.control-${each}`));
    if (name) graph.touched.add(name);
  }

  /* The fragment keeps it, beside what others keep there. */
  graph.keep = function () {
    const { pathname, search, hash } = window.location;
    const params = new URLSearchParams(hash.includes("=") ? hash.slice(1) : "");
    NAMES.forEach((name) => params.delete(name));
    graph.viewState().forEach((value, name) => params.set(name, value));
    const text = params.toString().replaceAll("%3A", ":").replaceAll("%2F", "/");
    const address = `${pathname}${search}${text && `#${text}`}`;
    window.history.replaceState(window.history.state, "", address);
    graph.markSettings(used);
  };

  // -- the bar itself ----------------------------------------------------------------------

  function toggleSection(tab) {
    const open = tab.getAttribute("aria-expanded") !== "true";
    for (const each of document.querySelectorAll(".control-tabs .tab")) {
      const mine = open && each === tab;
      each.setAttribute("aria-expanded", String(mine));
      document.getElementById(each.getAttribute("aria-controls")).hidden = !mine;
    }
  }

  graph.openSection = function (name) {
    const tab = document.querySelector(`[aria-controls="section-${name}"]`);
    if (tab.getAttribute("aria-expanded") !== "true") toggleSection(tab);
  };

  function listenToBar(bar) {
    for (const type of ["input", "change", "click"]) bar.addEventListener(type, notice, true);
    for (const tab of bar.querySelectorAll(".tab")) {
      tab.addEventListener("click", () => toggleSection(tab));
    }
    bar.addEventListener("keydown", (event) => {
      const section = event.key === "Escape" && event.target.closest(".control-section");
      if (!section) return;
      event.stopPropagation();
      const tab = bar.querySelector(`[aria-controls="${section.id}"]`);
      toggleSection(tab);
      tab.focus();
    });
  }

  function learn(now) {
    page = now;
    known = new Map(page.slice.nodes.map((node) => [node.id, node]));
  }

  graph.parts = graph.parts || [];
  graph.parts.push({
    start(now) {
      const bar = document.querySelector(".graph-controls");
      learn(now);
      for (const [name, control] of Object.entries(controls)) {
        if (control.drawn !== false && !document.querySelector(`.control-${name}`)) continue;
        used[name] = control;
        control.start?.(page, (part) => document.getElementById(`control-${name}-${part}`));
        control.changed?.(page);
      }
      if (bar) listenToBar(bar);
      graph.listenToSettings(used);
      if (bar) bar.disabled = false;
      graph.applyViewState(graph.address.fragment());
    },
    changed(now) {
      learn(now);
      all().forEach((control) => control.changed?.(page));
      graph.refilter();
    },
    followed: hideRows,
    stepped: () => graph.keep(),
    failed: () => ["relations", "years"].forEach((name) => used[name]?.changed?.(page)),
  });
})();
