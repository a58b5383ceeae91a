/* The live panel: Dash's clientside callbacks, and what a reader's hand does in the graph. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const byId = (id) => document.getElementById(id);
  const page = { slice: null, drawing: null, cy: null, rest: 1, moved: false, opener: null };
  graph.page = page;
  /* What else works on the graph: each file of ours adds one object. `start` is called once, when
     the graph lives; `changed` whenever its slice has become another one. */
  graph.parts = graph.parts || [];
  const STEP = 1.35; // of the zoom buttons
  const TAP_REACH = 10; // CSS pixels a finger may slip in a tap

  function read(id) {
    const script = byId(id);
    return script ? JSON.parse(script.textContent) : null;
  }

  function say(text) {
    window.dash_clientside.set_props("status", { children: text });
  }

  function base() {
    const section = byId("research-graph");
    return (section && section.dataset.base) || "";
  }

  // -- the graph takes the picture's place ----------------------------------------------------

  function start(wanted) {
    const cy = window.cy;
    if (!cy || cy.nodes().length < wanted) {
      requestAnimationFrame(() => start(wanted));
      return;
    }
    page.cy = cy;
    show();
    graph.parts.forEach((part) => part.start?.(page));
    cy.one("render", () => requestAnimationFrame(reveal));
    listen(cy);
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
    say(alone ? "Nothing in this data is linked to it yet." : "");
  }

  function recolour() {
    const stylesheet = graph.resolveColours(page.drawing.stylesheet);
    window.dash_clientside.set_props("graph", { stylesheet });
  }

  // -- a reader's hand -------------------------------------------------------------------------

  function listen(cy) {
    const box = byId("graph-box");
    const scrolled = listenToFingers(cy, box);
    cy.on("mouseover", "node, edge", (event) => {
      graph.highlight(cy, event.target);
      box.style.cursor = "pointer";
    });
    cy.on("mouseout", "node, edge", () => {
      graph.highlight(cy, chosen());
      box.style.cursor = "";
    });
    cy.on("tap", (event) => {
      if (!scrolled()) select(event.target === cy ? null : event.target);
    });
    cy.on("zoom", () => graph.showLabels(cy, page.drawing.tiers, cy.zoom() / page.rest));
    cy.on("dragpan pinchzoom scrollzoom", () => setMoved(true));
    new ResizeObserver(() => (page.moved ? cy.resize() : show())).observe(box);
    for (const query of graph.COLOUR_QUERIES) matchMedia(query).addEventListener("change", recolour);
    new MutationObserver(recolour).observe(document.documentElement, {
      attributes: true, attributeFilter: ["class", "data-theme", "style"],
    });
    listenToWheel(cy, box);
    byId("graph-zoom-in").addEventListener("click", () => zoom(STEP));
    byId("graph-zoom-out").addEventListener("click", () => zoom(1 / STEP));
    byId("graph-zoom-fit").addEventListener("click", show);
    byId("detail-close").addEventListener("click", () => close(true));
  }

  /* The wheel scrolls the page; it zooms the graph for a reader who has pressed there. */
  function listenToWheel(cy, box) {
    let inside = false;
    box.addEventListener("pointerdown", () => (inside = true), true);
    box.addEventListener("pointerleave", () => (inside = false));
    const allow = (zooming) => cy.userZoomingEnabled(zooming);
    box.addEventListener("wheel", (event) => allow(inside || event.ctrlKey), {
      capture: true, passive: true,
    });
  }

  /* One finger scrolls the page as long as the graph stands as it came; Cytoscape would keep
     every finger to itself, and take the end of a scroll for a tap. Two fingers zoom. */
  function listenToFingers(cy, box) {
    const early = { capture: true, passive: true };
    let from = null;
    let scrolling = false;
    box.addEventListener("pointerdown", (event) => {
      from = event;
      scrolling = false;
    }, early);
    box.addEventListener("pointermove", (event) => {
      if (!from || !event.buttons) return;
      const slip = Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY);
      scrolling ||= slip > TAP_REACH;
    }, early);
    box.addEventListener("touchstart", (event) => {
      cy.userZoomingEnabled(event.touches.length > 1);
    }, early);
    box.addEventListener("touchmove", (event) => {
      if (!page.moved && event.touches.length === 1) event.stopPropagation();
    }, early);
    box.addEventListener("pointercancel", () => (scrolling = true), early);
    return () => scrolling;
  }

  function zoom(factor) {
    const cy = page.cy;
    setMoved(true);
    cy.zoom({
      level: cy.zoom() * factor,
      renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 },
    });
  }

  // -- the card --------------------------------------------------------------------------------

  function chosen() {
    const found = page.cy.elements(".chosen");
    return found.nonempty() ? found[0] : null;
  }

  function select(element) {
    if (!element) {
      close(false);
      return;
    }
    const cy = page.cy;
    cy.elements(".chosen").removeClass("chosen");
    element.addClass("chosen");
    graph.highlight(cy, element);
    page.opener = document.activeElement?.closest("#graph-table [data-show]");
    const id = element.id();
    const at = element.isNode() ? element.renderedPosition() : element.renderedMidpoint();
    const side = at.x > cy.width() / 2 ? " at-left" : "";
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
  }

  function close(back) {
    const card = byId("detail-card");
    if (!page.cy || !card || card.hidden) return;
    window.dash_clientside.set_props("detail-card", { hidden: true });
    page.cy.elements(".chosen").removeClass("chosen");
    graph.highlight(page.cy, null);
    if (!back) return;
    const opener = page.opener?.isConnected ? page.opener : byId("graph-box");
    opener.focus({ preventScroll: opener === byId("graph-box") });
  }

  function enterCard() {
    const card = byId("detail-card");
    card.scrollTop = 0;
    card.querySelector("h3")?.focus({ preventScroll: true });
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    card.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  }

  // -- what other parts use ------------------------------------------------------------------

  Object.assign(graph, { say, base, select, close, chosen, show, setMoved });

  // -- what Dash calls -------------------------------------------------------------------------

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.panel = {
    /* Elements and stylesheet of the page's graph. */
    draw() {
      page.slice = read("slice-data");
      page.drawing = read("graph-drawing");
      if (!page.slice || !page.drawing) {
        say("There is no graph in this page.");
        const keep = window.dash_clientside.no_update;
        return [keep, keep];
      }
      requestAnimationFrame(() => start(page.slice.nodes.length));
      return [page.drawing.elements, graph.resolveColours(page.drawing.stylesheet)];
    },

    /* Head and body of the card of what was chosen. */
    card(id) {
      const keep = window.dash_clientside.no_update;
      const built = id && page.slice ? graph.buildCard(page.slice, base(), id) : null;
      if (!built) return [keep, keep];
      say("");
      requestAnimationFrame(enterCard);
      return built;
    },
  };
})();
