/* What a reader's hand does in the live graph: pointing, tapping, dragging, zooming. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const byId = (id) => document.getElementById(id);
  const STEP = 1.35; // of the zoom buttons
  const TAP_REACH = 10; // CSS pixels a finger or a mouse may slip in a tap

  graph.listen = function (cy) {
    const box = byId("graph-box");
    const scrolled = listenToFingers(cy, box);
    listenToPointer(cy, box);
    listenToDrag(cy, box);
    cy.on("tap", (event) => {
      if (!scrolled()) graph.select(graph.meant(cy, event));
    });
    cy.on("zoom", () => {
      graph.showLabels(cy, graph.page.drawing.tiers, cy.zoom() / graph.page.rest);
    });
    cy.on("dragpan pinchzoom scrollzoom", () => graph.setMoved(true));
    listenToWheel(cy, box);
    byId("graph-zoom-in").addEventListener("click", () => zoom(STEP));
    byId("graph-zoom-out").addEventListener("click", () => zoom(1 / STEP));
    byId("graph-zoom-fit").addEventListener("click", graph.show);
    byId("detail-close").addEventListener("click", () => graph.close(true));
  };

  function listenToPointer(cy, box) {
    cy.on("mouseover", "node, edge", (event) => {
      graph.lightSoon(() => event.target.inside() && graph.highlight(cy, event.target));
      box.style.cursor = "pointer";
    });
    cy.on("mouseout", "node, edge", () => {
      graph.lightSoon(graph.rest);
      box.style.cursor = "";
    });
  }

  /* A node that is dragged is pinned where it is let go. A mouse that slips in a click drags
     nothing: the node stands where it stood, and counts as tapped. */
  function listenToDrag(cy, box) {
    let from = null;
    cy.on("grab", "node", (event) => {
      from = { ...event.target.position() };
    });
    cy.on("drag", "node", () => (box.style.cursor = "grabbing"));
    cy.on("dragfree", "node", (event) => {
      const node = event.target;
      const to = node.position();
      box.style.cursor = "";
      if (!from) return;
      const slip = cy.zoom() * Math.hypot(to.x - from.x, to.y - from.y);
      if (slip > TAP_REACH) {
        graph.pin(node);
      } else if (slip > 0) {
        node.position(from);
        graph.select(node);
      }
      from = null;
    });
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
      if (!graph.page.moved && event.touches.length === 1) event.stopPropagation();
    }, early);
    // While the page scrolls nothing can be prevented, and trying fills the console.
    for (const name of ["touchmove", "touchend"]) {
      box.addEventListener(name, (event) => {
        if (!event.cancelable) event.preventDefault = () => {};
      }, early);
    }
    box.addEventListener("pointercancel", () => (scrolling = true), early);
    return () => scrolling;
  }

  function zoom(factor) {
    const cy = graph.page.cy;
    graph.setMoved(true);
    cy.zoom({
      level: cy.zoom() * factor,
      renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 },
    });
  }
})();
