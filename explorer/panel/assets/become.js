/* The live graph becomes another slice where it stands: what stays keeps its place on the screen,
   what is new fades in, what has gone goes. The page's words about the slice follow. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const FADE = 260; // ms
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  /* Take the answer of the server for the page's slice; sentences on what has changed. The camera
     stays, so that what stays does so on the screen; a graph about somebody else, or one that has
     just been opened, is shown as a `whole`. */
  graph.become = function (answer, whole = false) {
    const { page } = graph;
    const before = page.slice;
    page.slice = answer.slice;
    page.drawing = { ...page.drawing, ...answer.drawing };
    const fresh = redraw(page.cy, page.drawing.elements);
    relabel(page);
    markPinned(page);
    reveal(fresh);
    graph.parts.forEach((part) => part.changed?.(page));
    graph.refreshCard();
    const changes = difference(before, page.slice);
    if (page.moved || (!whole && before.ego === page.slice.ego)) {
      return [changes, graph.tellOutside()].filter(Boolean).join(" ");
    }
    page.rest = graph.restZoom(page.cy, page.drawing.view);
    graph.fitView(page.cy, page.drawing.view, calm() ? 0 : FADE);
    relabel(page);
    return changes;
  };

  /* Every node back to where the slice has it. */
  graph.placeAll = function () {
    const { cy, drawing } = graph.page;
    cy.batch(() => {
      for (const { data, position } of drawing.elements) {
        if (position) cy.getElementById(data.id).position(position);
      }
    });
  };

  /* Whether an element is another one now. Cytoscape would compute the looks of all anew, and draw
     them; where a label hangs is not told here but by its zoom. */
  const differs = (held, told) => Object.keys(told).some(
    (name) => held[name] !== told[name] && name !== "dx" && name !== "dy");

  function redraw(cy, elements) {
    const ids = new Set(elements.map((each) => each.data.id));
    let fresh = cy.collection();
    cy.batch(() => {
      cy.elements().filter((each) => !ids.has(each.id())).remove();
      for (const element of elements) {
        const old = cy.getElementById(element.data.id);
        if (old.empty()) {
          fresh = fresh.union(cy.add(element));
          continue;
        }
        if (differs(old.data(), element.data)) old.data(element.data);
        if (element.position) move(old, element.position);
      }
    });
    if (graph.page.walked?.removed()) graph.page.walked = null;
    return fresh;
  }

  function markPinned({ cy, slice }) {
    const pinned = new Set(slice.pinned);
    graph.mark(cy.nodes(), "pinned", (node) => pinned.has(node.id()));
  }

  /* Only a pin that comes or goes moves a node. */
  function move(node, to) {
    const { x, y } = node.position();
    if (Math.hypot(x - to.x, y - to.y) < 0.05) return;
    if (calm()) node.position(to);
    else node.animate({ position: to, duration: FADE });
  }

  /* By the zoom at rest of the picture before: where the camera stays, labels keep their size. */
  function relabel(page) {
    page.cy.removeScratch("_labels");
    graph.showLabels(page.cy, page.drawing.tiers, page.cy.zoom() / page.rest);
  }

  /* New nodes fade in. */
  function reveal(fresh) {
    if (calm()) return;
    fresh.style("opacity", 0);
    fresh.animate({ style: { opacity: 1 }, duration: FADE,
      complete: () => fresh.removeStyle("opacity") });
  }

  /* Parts of the page's text that tell of the slice are marked data-follows and have an id. The
     HTML is our own server's: made by the template that made the page. */
  graph.follow = function (html) {
    const told = new DOMParser().parseFromString(html, "text/html");
    for (const old of document.querySelectorAll("[data-follows][id]")) {
      const fresh = told.getElementById(old.id);
      if (!fresh) continue;
      if ("open" in old) fresh.open = old.open;
      const focused = old.contains(document.activeElement) ? document.activeElement : null;
      old.replaceWith(document.adoptNode(fresh));
      if (focused) focusAgain(fresh, focused);
    }
    graph.parts.forEach((part) => part.followed?.(graph.page));
  };

  function focusAgain(fresh, focused) {
    const same = (each) => each.textContent === focused.textContent;
    const links = [...fresh.querySelectorAll("a, button, summary")];
    const next = links.find(same) || document.getElementById("graph-box");
    next.focus({ preventScroll: true });
  }

  graph.parts = graph.parts || [];
  graph.parts.push({ start: markPinned });

  function difference(before, after) {
    const ids = (slice) => new Set(slice.nodes.map((node) => node.id));
    const [old, now] = [ids(before), ids(after)];
    const come = after.nodes.filter((node) => !old.has(node.id)).length;
    const gone = before.nodes.filter((node) => !now.has(node.id)).length;
    const count = (n, verb) => (n ? `${n} ${n === 1 ? "node" : "nodes"} ${verb}` : "");
    const only = (one, other) => one.filter((each) => !other.includes(each));
    const label = (id) => after.nodes.find((node) => node.id === id)?.label || id;
    const parts = [
      after.ego === before.ego ? "" : `Now about ${label(after.ego)}`,
      count(come, "more"),
      count(gone, "fewer"),
      ...only(after.pinned, before.pinned).map((id) => `${label(id)} is pinned`),
      ...only(before.pinned, after.pinned).map((id) => `${label(id)} is not pinned any more`),
      ...only(after.notes, before.notes),
    ].filter(Boolean);
    const total = `${after.nodes.length} shown`;
    return parts.length ? `${parts.join(", ")}; ${total}.` : `The same ${total}.`;
  }
})();
