/* The keyboard in the graph: one stands on a node and faces one of its neighbours, along the
   edge between the two. What every key does is listed in explorer/panel/keys.py. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const byId = (id) => document.getElementById(id);
  // Where the keyboard is: ids of the node it stands on and of the one it faces, and the way here.
  const walk = { at: null, facing: null, trail: [] };
  graph.walk = walk;
  const NUDGES = { // of a node, by Shift and an arrow, in units of the slice
    ArrowRight: [20, 0], ArrowLeft: [-20, 0], ArrowDown: [0, 20], ArrowUp: [0, -20],
  };
  const NUDGE_REST = 700; // ms after the last nudge until the node is pinned
  let page = null;
  let edges = null; // of the slice, by id

  const element = (id) => page.cy.getElementById(id);
  const told = (id) => page.slice.nodes.find((node) => node.id === id);
  const here = (id) => id != null && element(id).nonempty() && element(id).visible();
  const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

  /* The neighbours of a node along the edges that are on screen: the heaviest edges first. */
  function neighbours(id) {
    const found = new Map();
    element(id).connectedEdges(":visible").forEach((edge) => {
      const other = edge.source().id() === id ? edge.target() : edge.source();
      if (!other.visible() || other.id() === id) return;
      const known = found.get(other.id()) || { id: other.id(), weight: 0, edges: [] };
      const { weight } = edges.get(edge.id());
      known.weight += weight;
      known.edges.push({ weight, id: edge.id() });
      found.set(known.id, known);
    });
    const ranked = [...found.values()];
    ranked.forEach((each) => each.edges.sort((one, other) => other.weight - one.weight));
    return ranked.sort((one, other) => other.weight - one.weight || (one.id < other.id ? -1 : 1));
  }

  function faced() {
    return neighbours(walk.at).find((each) => each.id === walk.facing);
  }

  // -- what the eye and the ear get --------------------------------------------------------------

  function mark() {
    const { cy } = page;
    page.walked = here(walk.at) ? element(current()) : null;
    const focused = document.activeElement === byId("graph-box");
    const stood = focused && here(walk.at) ? element(walk.at) : cy.collection();
    const facing = stood.nonempty() && walk.facing ? element(walk.facing) : cy.collection();
    cy.batch(() => {
      cy.elements(".walked, .stood").removeClass("walked stood");
      stood.addClass("stood");
      facing.addClass("walked");
      if (facing.nonempty()) faced()?.edges.forEach((each) => element(each.id).addClass("walked"));
    });
    graph.highlight(cy, stood.nonempty() ? stood : graph.chosen(), facing);
    if (here(walk.at)) bringIntoView(element(walk.facing || walk.at));
  }

  function bringIntoView(node) {
    const { x, y } = node.renderedPosition();
    if (x >= 0 && y >= 0 && x <= page.cy.width() && y <= page.cy.height()) return;
    page.cy.center(node);
    graph.setMoved(true);
  }

  function nameOf(id) {
    const { label, kind } = told(id);
    return `${label}, ${kind}`;
  }

  /* The node one stands on, or the neighbour one faces and what links the two. */
  function speak(before = "") {
    const around = neighbours(walk.at);
    const whose = graph.whose(page.slice, told(current()));
    const side = whose && ` ${whose}.`;
    if (!walk.facing) {
      const { detail } = told(walk.at);
      const count = counted(around.length, "neighbour");
      graph.say(`${before}${nameOf(walk.at)}. ${detail}.${side} ${count}.`);
      return;
    }
    const place = around.findIndex((each) => each.id === walk.facing);
    const sentences = around[place].edges.map((each) => edges.get(each.id).sentence);
    const rank = `${place + 1} of ${around.length}`;
    graph.say(`${before}${nameOf(walk.facing)}, ${rank}. ${sentences.join("; ")}.${side}`);
  }

  // -- steps -------------------------------------------------------------------------------------

  /* Back to an ego where the node one stood on is gone or hidden. */
  function settle() {
    if (!here(walk.at)) Object.assign(walk, { at: page.slice.ego, facing: null, trail: [] });
    if (walk.facing && !faced()) walk.facing = null;
    return here(walk.at);
  }

  function stand(id, facing = null, before = "") {
    Object.assign(walk, { at: id, facing });
    settle();
    mark();
    speak(before);
  }

  function face(place) {
    const around = neighbours(walk.at);
    if (!around.length) return graph.say(`${nameOf(walk.at)} has no neighbours on screen.`);
    walk.facing = around.at(place % around.length).id;
    mark();
    speak();
  }

  function turn(step) {
    const place = neighbours(walk.at).findIndex((each) => each.id === walk.facing);
    face(place < 0 ? (step > 0 ? 0 : -1) : place + step);
  }

  function go() {
    if (!walk.facing) return face(0);
    walk.trail.push({ at: walk.at, facing: walk.facing });
    stand(walk.facing);
  }

  function back() {
    const last = walk.trail.pop();
    if (last) stand(last.at, last.facing, "Back. ");
    else stand(walk.at);
  }

  const current = () => walk.facing || walk.at;

  const step = (operation) => graph.step(operation, current());

  let nudged = null; // the node that was moved last and is not pinned yet, and where to

  /* Move the node the keyboard is at, and pin it once the keys rest. */
  function nudge(key) {
    const node = element(current());
    if (!node.grabbable()) return graph.pin(node); // which says why not
    if (nudged && nudged.id !== node.id()) graph.pinNudged();
    const { x, y } = nudged || node.position();
    const [dx, dy] = NUDGES[key];
    clearTimeout(nudged?.timer);
    const timer = setTimeout(graph.pinNudged, NUDGE_REST);
    nudged = { id: node.id(), x: x + dx, y: y + dy, timer };
    place();
  }

  /* The answer to an earlier step puts nodes where the slice has them, this one as well. */
  const place = () => nudged && element(nudged.id).stop().position({ x: nudged.x, y: nudged.y });

  /* Pin at once what would be pinned when the keys rest. */
  graph.pinNudged = function () {
    const last = nudged;
    clearTimeout(last?.timer);
    nudged = null;
    if (last && element(last.id).nonempty()) graph.pin(element(last.id), last);
  };

  const openEdge = () => {
    const edge = walk.facing && faced()?.edges[0];
    if (edge) graph.select(element(edge.id));
    else graph.say("No link is chosen: face a neighbour first, with the right arrow.");
  };

  const ONCE = new Set(["Enter", "Delete"]); // one step for one press, however long it is held
  const KEYS = {
    ArrowRight: () => turn(1),
    ArrowLeft: () => turn(-1),
    ArrowDown: go,
    ArrowUp: back,
    Home: () => {
      walk.trail = [];
      stand(page.slice.ego);
    },
    End: () => face(-1),
    Enter: () => step("expand"),
    " ": () => graph.select(element(current())),
    e: openEdge,
    Delete: () => step("hide"),
    t: () => graph.openTable(current()),
    "+": () => byId("graph-zoom-in").click(),
    "-": () => byId("graph-zoom-out").click(),
    0: () => byId("graph-zoom-fit").click(),
  };

  // -- listening ---------------------------------------------------------------------------------

  const FIELDS = "input:not([type=range], [type=checkbox], [type=radio]), textarea, " +
    "[contenteditable]";
  const isTyping = (graph.isTyping = (target) => target.closest?.(FIELDS));
  const modified = (event) => event.ctrlKey || event.altKey || event.metaKey;

  function press(event) {
    if (modified(event) || !Object.hasOwn(KEYS, event.key) || !settle()) return;
    if (event.repeat && ONCE.has(event.key)) return event.preventDefault();
    if (event.shiftKey && event.key in NUDGES) nudge(event.key);
    else KEYS[event.key]();
    event.preventDefault();
  }

  /* Esc closes the card from anywhere; in the graph it then goes back. */
  function escape() {
    if (!byId("detail-card").hidden) graph.close(true);
    else if (document.activeElement === byId("graph-box") && settle()) back();
  }

  function pressAnywhere(event) {
    if (event.defaultPrevented || modified(event) || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") escape();
    const inside = event.target.closest?.("#research-graph") && !isTyping(event.target);
    if (event.key !== "?" || !inside) return;
    openSheet();
    event.preventDefault();
  }

  function openSheet() {
    const sheet = byId("key-sheet");
    sheet.showModal();
    sheet.scrollTop = 0;
  }

  function arrive() {
    if (!byId("graph-box").matches(":focus-visible") || !settle()) return;
    mark();
    speak();
  }

  graph.parts = graph.parts || [];
  graph.parts.push({
    start(found) {
      const box = byId("graph-box");
      this.changed(found);
      box.addEventListener("keydown", press);
      box.addEventListener("focus", arrive);
      box.addEventListener("blur", mark);
      document.addEventListener("keydown", pressAnywhere);
      byId("graph-keys").addEventListener("click", openSheet);
      byId("key-sheet-close").addEventListener("click", () => byId("key-sheet").close());
    },
    changed(found) {
      page = found;
      edges = new Map(page.slice.edges.map((edge) => [edge.id, edge]));
      place();
      walk.trail = walk.trail.filter((each) => here(each.at) && here(each.facing));
      if (walk.at && settle()) mark();
    },
  });
})();
