/* A slice in one file: pan and zoom, choose, filter, sort. Nothing is ever fetched. */
(function () {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const slice = JSON.parse(byId("slice").textContent);
  const frame = byId("frame");
  const svg = frame.querySelector("svg");
  const card = byId("card");
  const NEAR = 7; // CSS pixels from an edge that still choose it
  const SLIP = 5; // CSS pixels a pointer may slip in a tap
  const STEP = 1.35;
  const MOST = 12; // times the first size
  const nodes = new Map(slice.nodes.map((node, place) => [node.id, { ...node, place }]));
  const shapes = new Map();
  const hidden = new Set();
  const { x, y, width, height } = svg.viewBox.baseVal;
  const home = { x, y, width, height };
  let view = { ...home };
  let chosen = null;
  let opener = null;

  for (const part of svg.querySelectorAll("[data-n]")) {
    const { id } = slice.nodes[Number(part.dataset.n)];
    shapes.set(id, [...(shapes.get(id) || []), part]);
  }

  function make(tag, props, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(props)) {
      if (name === "onclick") element.addEventListener("click", value);
      else element.setAttribute(name, value);
    }
    element.append(...children.flat().filter((child) => child != null));
    return element;
  }

  const say = (text) => { byId("said").textContent = text; };

  // -- looking --------------------------------------------------------------------------------

  function setView(next) {
    const width = Math.min(home.width, Math.max(home.width / MOST, next.width));
    const height = (width * home.height) / home.width;
    const most = { x: home.x + home.width - width, y: home.y + home.height - height };
    view = {
      x: Math.min(most.x, Math.max(home.x, next.x)),
      y: Math.min(most.y, Math.max(home.y, next.y)),
      width, height,
    };
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
    const zoom = home.width / view.width;
    svg.style.setProperty("--shrink", String(zoom ** 0.75)); // letters grow slower than the rest
    svg.classList.toggle("close", zoom > 1.6);
    frame.classList.toggle("moved", zoom > 1.01);
  }

  /* The point of the picture at a point of the screen. */
  function at(clientX, clientY) {
    return new DOMPoint(clientX, clientY).matrixTransform(svg.getScreenCTM().inverse());
  }

  function zoom(factor, point) {
    const where = point || { x: view.x + view.width / 2, y: view.y + view.height / 2 };
    const width = Math.min(home.width, Math.max(home.width / MOST, view.width / factor));
    const share = width / view.width;
    setView({
      x: where.x - (where.x - view.x) * share,
      y: where.y - (where.y - view.y) * share,
      width,
    });
  }

  const isLabel = (part) => part.localName === "text";
  const stands = (part) => isLabel(part) && getComputedStyle(part).display !== "none";

  /* Labels that do not stand at rest stand when the picture is large enough for them. */
  function addLabels() {
    const group = svg.querySelector("g:last-of-type");
    for (const node of nodes.values()) {
      if (shapes.get(node.id).some(isLabel)) continue;
      const text = document.createElementNS(svg.namespaceURI, "text");
      text.setAttribute("class", "rg-t0 more");
      text.setAttribute("x", node.x);
      text.setAttribute("y", node.top);
      text.setAttribute("dy", "0.81em");
      text.textContent = node.short;
      group.append(text);
      shapes.get(node.id).push(text);
    }
  }

  function drawEdges() {
    const widths = new Map();
    for (const edge of slice.edges) {
      const one = nodes.get(edge.source);
      const other = nodes.get(edge.target);
      if (hidden.has(one.kind) || hidden.has(other.kind)) continue;
      const line = `M${one.x} ${one.y}L${other.x} ${other.y}`;
      widths.set(edge.width, (widths.get(edge.width) || "") + line);
    }
    svg.querySelector(".rg-edges").replaceChildren(
      ...[...widths].map(([width, lines]) => drawPath(lines, width)));
  }

  function drawPath(lines, width) {
    const path = document.createElementNS(svg.namespaceURI, "path");
    path.setAttribute("d", lines);
    path.setAttribute("stroke-width", width);
    return path;
  }

  // -- choosing -------------------------------------------------------------------------------

  function edgesOf(id) {
    return slice.edges.filter((edge) => edge.source === id || edge.target === id);
  }

  function otherEnd(edge, id) {
    return nodes.get(edge.source === id ? edge.target : edge.source);
  }

  function light(ids, edges) {
    const kept = new Set(ids);
    svg.classList.toggle("lit", kept.size > 0);
    for (const [id, parts] of shapes) {
      const name = parts.find(isLabel);
      name.classList.remove("told");
      parts.forEach((part) => part.classList.toggle("kept", kept.has(id)));
      name.classList.toggle("told", kept.has(id) && !parts.some(stands));
    }
    svg.querySelector(".lit-edges")?.remove();
    if (!edges.length) return;
    const group = document.createElementNS(svg.namespaceURI, "g");
    group.setAttribute("class", "lit-edges");
    for (const edge of edges) {
      const [one, other] = [nodes.get(edge.source), nodes.get(edge.target)];
      if (hidden.has(one.kind) || hidden.has(other.kind)) continue;
      group.append(drawPath(`M${one.x} ${one.y}L${other.x} ${other.y}`, edge.width + 0.6));
    }
    svg.querySelector(".rg-edges").after(group);
  }

  function choose(id, from) {
    const node = nodes.get(id);
    const edge = node ? null : slice.edges.find((each) => each.id === id);
    if (!node && !edge) return;
    opener = from || opener;
    chosen = id;
    const edges = node ? edgesOf(id) : [edge];
    light(new Set([id, ...edges.flatMap((each) => [each.source, each.target])]
      .filter((each) => nodes.has(each))), edges);
    card.querySelector(".inside").replaceChildren(...(node ? nodeCard(node) : edgeCard(edge)));
    card.hidden = false;
    card.scrollTop = 0;
    card.classList.toggle("at-left", isRight(node || nodes.get(edge.source)));
    for (const row of document.querySelectorAll("tr[data-n]")) {
      row.toggleAttribute("aria-current", slice.nodes[Number(row.dataset.n)].id === id);
    }
    card.querySelector("h3").focus({ preventScroll: Boolean(from && frame.contains(from)) });
    say(`${card.querySelector("h3").textContent} chosen.`);
  }

  /* Whether the card would stand on a node, were it at the right. */
  function isRight(node) {
    return (node.x - view.x) / view.width > 0.55;
  }

  function close() {
    if (card.hidden) return;
    card.hidden = true;
    chosen = null;
    light([], []);
    for (const row of document.querySelectorAll("tr[aria-current]")) {
      row.removeAttribute("aria-current");
    }
    opener?.focus({ preventScroll: true });
    say("The card is closed.");
  }

  // -- the card -------------------------------------------------------------------------------

  function proof(id) {
    const known = slice.evidence[id];
    if (!known) return make("li", {}, id);
    const paper = slice.papers[id];
    const parts = [known.label + (known.year ? ` (${known.year})` : "")];
    if (paper) parts.push(make("span", { class: "quiet" }, paper.said));
    if (paper?.href) {
      parts.push(" ", make("a", { href: paper.href, rel: "noopener noreferrer" }, paper.href));
    }
    return make("li", {}, parts);
  }

  function proofs(ids, count) {
    const items = ids.map(proof);
    const parts = [make("ul", {}, items.slice(0, 4))];
    if (items.length > 4) {
      parts.push(make("details", {}, make("summary", {}, `Show all ${items.length}`),
        make("ul", {}, items.slice(4))));
    }
    if (count > ids.length) parts.push(make("p", { class: "quiet" }, `${count} in all.`));
    return parts;
  }

  function reason(why, score) {
    const bar = make("div", { class: "bar" }, make("div", {}));
    bar.firstChild.style.width = `${score > 0 ? Math.max(2, (100 * why.points) / score) : 0}%`;
    return make("section", {},
      make("h4", {}, make("span", {}, why.title),
        make("span", { class: "points" }, why.points.toFixed(2))),
      bar,
      make("p", {}, `${why.sentence}. `, make("span", { class: "quiet" }, `Query: ${why.query}`)),
      proofs(why.evidence, why.count));
  }

  function head(kind, word, title) {
    return [make("p", { class: `kind ${kind}` }, word), make("h3", { tabindex: -1 }, title)];
  }

  function nodeCard(node) {
    const edges = edgesOf(node.id).sort((one, other) => other.weight - one.weight);
    const why = [...node.reasons].sort((one, other) => other.points - one.points);
    return [
      ...head(`kind-${node.kind}`, node.kind, node.label),
      make("p", { class: "quiet" }, node.detail, make("br", {}), node.id),
      ...node.marks.map((mark) => make("p", { class: "mark" }, mark)),
      node.score == null
        ? make("p", {}, "The graph is about this node.")
        : make("h4", { class: "why" }, make("span", {}, "Why it is here"),
          make("span", { class: "points" }, node.score.toFixed(2))),
      ...why.map((each) => reason(each, node.score)),
      edges.length ? make("h4", {}, "Connections shown") : null,
      make("ul", { class: "ties" }, edges.map((edge) => make("li", {},
        make("button", { type: "button", onclick: () => choose(edge.id) },
          otherEnd(edge, node.id).label),
        make("span", { class: "quiet" }, ` ${edge.sentence}`)))),
    ].filter((part) => part != null);
  }

  function edgeCard(edge) {
    const end = (id) => make("button", { type: "button", onclick: () => choose(id) },
      nodes.get(id).label);
    const words = edge.kind.toLowerCase().replaceAll("_", " ");
    return [
      ...head("", words, `${nodes.get(edge.source).label} – ${nodes.get(edge.target).label}`),
      make("p", {}, end(edge.source), " ", end(edge.target)),
      make("p", {}, `${edge.sentence}. `, make("span", { class: "quiet" }, `Query: ${edge.query}`)),
      ...proofs(edge.evidence, edge.count),
    ];
  }

  // -- hands ----------------------------------------------------------------------------------

  function nodeUnder(event) {
    const part = event.target.closest?.("[data-n]");
    return part ? slice.nodes[Number(part.dataset.n)].id : null;
  }

  function edgeNear(event) {
    const point = at(event.clientX, event.clientY);
    const reach = NEAR / svg.getScreenCTM().a;
    let best = null;
    let nearest = reach;
    for (const edge of slice.edges) {
      const [one, other] = [nodes.get(edge.source), nodes.get(edge.target)];
      if (hidden.has(one.kind) || hidden.has(other.kind)) continue;
      const away = distance(point, one, other);
      if (away < nearest) [best, nearest] = [edge.id, away];
    }
    return best;
  }

  function distance(point, one, other) {
    const [dx, dy] = [other.x - one.x, other.y - one.y];
    const along = ((point.x - one.x) * dx + (point.y - one.y) * dy) / (dx * dx + dy * dy || 1);
    const t = Math.min(1, Math.max(0, along));
    return Math.hypot(point.x - one.x - t * dx, point.y - one.y - t * dy);
  }

  const pointers = new Map();
  let slipped = 0;

  function down(event) {
    if (event.target.closest("button")) return;
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (pointers.size === 1) slipped = 0;
  }

  function move(event) {
    const last = pointers.get(event.pointerId);
    if (!last) return;
    const now = { x: event.clientX, y: event.clientY };
    const others = [...pointers].filter(([id]) => id !== event.pointerId).map(([, each]) => each);
    slipped += Math.hypot(now.x - last.x, now.y - last.y);
    if (others.length) {
      const apart = (each) => Math.hypot(each.x - others[0].x, each.y - others[0].y) || 1;
      zoom(apart(now) / apart(last), at((now.x + others[0].x) / 2, (now.y + others[0].y) / 2));
    } else if (slipped > SLIP) {
      const scale = svg.getScreenCTM().a;
      setView({ ...view, x: view.x - (now.x - last.x) / scale,
        y: view.y - (now.y - last.y) / scale });
      frame.setPointerCapture(event.pointerId);
    }
    pointers.set(event.pointerId, now);
  }

  function up(event) {
    const tapped = pointers.delete(event.pointerId) && slipped <= SLIP;
    if (!tapped || event.type !== "pointerup") return;
    const id = nodeUnder(event) || edgeNear(event);
    if (id) choose(id, frame);
    else close();
  }

  function wheel(event) {
    if (!event.ctrlKey && document.activeElement !== frame) return; // the page scrolls
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 300), at(event.clientX, event.clientY));
  }

  const KEYS = {
    "+": () => zoom(STEP), "=": () => zoom(STEP), "-": () => zoom(1 / STEP),
    0: () => setView(home),
    ArrowLeft: () => setView({ ...view, x: view.x - view.width / 10 }),
    ArrowRight: () => setView({ ...view, x: view.x + view.width / 10 }),
    ArrowUp: () => setView({ ...view, y: view.y - view.height / 10 }),
    ArrowDown: () => setView({ ...view, y: view.y + view.height / 10 }),
  };

  function listen() {
    frame.addEventListener("pointerdown", down);
    frame.addEventListener("pointermove", move);
    for (const name of ["pointerup", "pointercancel"]) frame.addEventListener(name, up);
    frame.addEventListener("wheel", wheel, { passive: false });
    frame.addEventListener("keydown", (event) => {
      if (!KEYS[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      KEYS[event.key]();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
    });
    byId("zoom-in").addEventListener("click", () => zoom(STEP));
    byId("zoom-out").addEventListener("click", () => zoom(1 / STEP));
    byId("fit").addEventListener("click", () => setView(home));
    byId("close").addEventListener("click", close);
    byId("theme").addEventListener("click", toggleTheme);
    for (const box of document.querySelectorAll("#legend input")) {
      box.addEventListener("change", () => filter(box.value, !box.checked));
    }
    for (const row of document.querySelectorAll("tr[data-n]")) {
      const button = row.querySelector("button");
      button.addEventListener("click", () =>
        choose(slice.nodes[Number(row.dataset.n)].id, button));
    }
    document.querySelectorAll("th button").forEach((button) =>
      button.addEventListener("click", () => sort(button)));
  }

  function toggleTheme() {
    const root = document.documentElement;
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  }

  function filter(kind, off) {
    if (off) hidden.add(kind);
    else hidden.delete(kind);
    for (const [id, parts] of shapes) {
      const gone = hidden.has(nodes.get(id).kind);
      for (const part of parts) part.classList.toggle("gone", gone);
    }
    for (const row of document.querySelectorAll("tr[data-n]")) {
      row.hidden = hidden.has(slice.nodes[Number(row.dataset.n)].kind);
    }
    close();
    drawEdges();
    const shown = slice.nodes.filter((node) => !hidden.has(node.kind)).length;
    say(`${shown} of ${slice.nodes.length} nodes are shown.`);
  }

  function sort(button) {
    const heading = button.closest("th");
    const falling = heading.getAttribute("aria-sort") === "ascending";
    const body = heading.closest("table").tBodies[0];
    const column = heading.cellIndex;
    const words = new Intl.Collator(undefined, { numeric: true });
    const rows = [...body.rows].sort((one, other) =>
      words.compare(one.cells[column].textContent, other.cells[column].textContent));
    for (const each of heading.parentElement.cells) each.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", falling ? "descending" : "ascending");
    body.append(...(falling ? rows.reverse() : rows));
  }

  addLabels();
  listen();
  document.documentElement.classList.add("live");
})();
