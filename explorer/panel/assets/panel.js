/* The live panel: Dash's clientside callbacks, and the card of what a reader chose. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const byId = (id) => document.getElementById(id);
  const CLEAR = 24; // CSS pixels between what must be in sight and the edge of the window
  const page = { slice: null, drawing: null, cy: null, rest: 1, moved: false, opener: null };
  graph.page = page;
  /* What else works on the graph: each file of ours adds one object. `start` is called once, when
     the graph lives; `opened` when the state of the address is shown; `changed` and `stepped`
     when another slice is, or `failed`; `followed` when the page tells of it as well; `chose` with
     the node or edge that was chosen, or null. */
  graph.parts = graph.parts || [];

  let told = ""; // what was said before the graph is to be seen stays

  /* Words for everybody; `unseen` where they stand on the screen in another place already. */
  function say(text, { unseen = false } = {}) {
    told = text;
    window.dash_clientside.set_props("status", {
      children: text, className: unseen ? "spoken" : "",
    });
  }

  function base() {
    const section = byId("research-graph");
    return (section && section.dataset.base) || "";
  }

  // -- the graph takes the picture's place ----------------------------------------------------

  /* Called once, when the slice is in Cytoscape. What changes the first picture is begun before
     it: what the address asks for, and pins. Else the picture comes first. */
  function begin(cy) {
    show();
    const asked = location.hash.length > 1 || page.slice.pinned?.length;
    if (asked || document.hidden) start();
    cy.one("render", () => {
      reveal(); // what is drawn and the picture it hides change in one frame
      setTimeout(start);
    });
    graph.listen(cy);
    new ResizeObserver(() => (page.moved ? cy.resize() : show())).observe(byId("graph-box"));
    for (const query of graph.COLOUR_QUERIES) matchMedia(query).addEventListener("change", recolour);
    new MutationObserver(recolour).observe(document.documentElement, {
      attributes: true, attributeFilter: ["class", "data-theme", "style"],
    });
  }

  let started = false;

  function start() {
    if (started) return;
    started = true;
    graph.parts.forEach((part) => part.start?.(page));
    performance.mark("graph-started"); // from now on every control answers
  }

  function show() {
    page.rest = graph.fitView(page.cy, page.drawing.view);
    setMoved(false);
    graph.showLabels(page.cy, page.drawing.tiers, 1);
  }

  /* One finger scrolls the page until the reader has zoomed or moved the graph. */
  function setMoved(moved) {
    page.moved = moved;
    byId("graph-box").toggleAttribute("data-moved", moved);
  }

  function reveal() {
    document.querySelector("#research-graph .graph-frame")?.setAttribute("data-live", "");
    performance.mark("graph-live");
    const alone = page.slice.nodes.length < 2;
    if (alone) say("Nothing in this data is linked to it yet.");
    else if (!told) say("");
  }

  const recolour = () => graph.dress(page.cy);

  // -- the card --------------------------------------------------------------------------------

  /* Browsers take a heading that a script focuses for one that a key has reached. */
  for (const [type, by] of [["keydown", "key"], ["pointerdown", "pointer"]]) {
    const tell = () => (document.documentElement.dataset.by = by);
    document.addEventListener(type, tell, { capture: true, passive: true });
  }

  function chosen() {
    const found = page.cy.elements(".chosen");
    return found.nonempty() ? found[0] : null;
  }

  function select(element) {
    if (!element) {
      close(false);
      return;
    }
    start(); // whoever is quicker than the next task
    const cy = page.cy;
    cy.elements(".chosen").removeClass("chosen");
    element.addClass("chosen");
    const isStill = () => element.inside() && element.hasClass("chosen");
    graph.lightSoon(() => isStill() && graph.highlight(cy, element));
    page.opener = document.activeElement?.closest("#graph-table [data-show]");
    const id = element.id();
    const side = graph.cardAtLeft(element) ? " at-left" : "";
    const kind = element.isNode() ? "" : " of-edge";
    window.dash_clientside.set_props("detail-card", {
      hidden: false, className: `detail-card${side}${kind}`,
    });
    const props = { "data-id": id };
    if (element.isNode()) {
      props["data-node"] = id;
      props["data-kind"] = element.data("kind");
    }
    window.dash_clientside.set_props("selected", props);
    graph.parts.forEach((part) => part.chose?.(page, element));
  }

  function close(back) {
    const card = byId("detail-card");
    if (!page.cy || !card || card.hidden) return;
    window.dash_clientside.set_props("detail-card", { hidden: true });
    page.cy.elements(".chosen").removeClass("chosen");
    graph.highlight(page.cy, null);
    graph.parts.forEach((part) => part.chose?.(page, null));
    if (!back) return;
    const opener = page.opener?.isConnected ? page.opener : byId("graph-box");
    opener.focus({ preventScroll: opener === byId("graph-box") });
  }

  /* The card of what is chosen, told anew from a slice that has become another one. */
  function refreshCard() {
    const element = chosen();
    if (!element) {
      close(byId("detail-card").contains(document.activeElement));
      return;
    }
    const [head, why] = graph.buildCard(page.slice, base(), element.id());
    window.dash_clientside.set_props("detail-head", { children: head });
    window.dash_clientside.set_props("detail-why", { children: why });
    graph.highlight(page.cy, element);
  }

  function enterCard() {
    const card = byId("detail-card");
    card.scrollTop = 0;
    card.querySelector("h3")?.focus({ preventScroll: true });
    const top = wayTo(card);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (top) window.scrollBy({ top, behavior: calm ? "auto" : "smooth" });
  }

  /* How far to scroll until the head of the card and what can be done are in sight, and what the
     card is about still is where it was. */
  function wayTo(card) {
    const { top } = card.getBoundingClientRect();
    const last = byId("detail-actions").querySelector(".card-actions") || byId("detail-head");
    const below = last.getBoundingClientRect().bottom + CLEAR - window.innerHeight;
    if (top < 0) return top - CLEAR;
    const element = chosen();
    if (below <= 0 || !element) return 0;
    const at = element.isNode() ? element.renderedPosition() : element.renderedMidpoint();
    const y = byId("graph-box").getBoundingClientRect().top + at.y;
    return y < CLEAR ? below : Math.min(below, Math.max(0, y - CLEAR));
  }

  // -- what other parts use ------------------------------------------------------------------

  Object.assign(graph, { say, base, begin, select, close, chosen, show, setMoved, refreshCard });

  // -- what Dash calls -------------------------------------------------------------------------

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.panel = {
    /* Head and body of the card of what was chosen. */
    card(id) {
      const keep = window.dash_clientside.no_update;
      const built = id && page.slice ? graph.buildCard(page.slice, base(), id) : null;
      if (!built) return [keep, keep];
      if (!told || told !== page.loss) say("");
      page.loss = null;
      requestAnimationFrame(enterCard);
      return built;
    },
  };
})();
