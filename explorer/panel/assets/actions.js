/* What can be done with the chosen node: buttons in the card, what expanding would bring, and the
   way from the node to what the graph is about. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const byId = (id) => document.getElementById(id);
  const around = new Map(); // answers about what is around a node, by what was asked
  let path = null; // the elements on the way to the ego, while they are lit

  function make(tag, props, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(props)) {
      if (name in element) element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }

  // -- the buttons -----------------------------------------------------------------------------

  /* What can be done with a node now: words, and what a press does. */
  function actionsOf(slice, node) {
    const id = node.id();
    const ego = slice.egos.includes(id);
    const expanded = slice.expanded.some((each) => each.id === id);
    const pinned = slice.pinned.includes(id);
    const step = (operation) => () => graph.step(operation, id);
    return [
      { key: "expand", word: expanded ? "Expand further" : "Expand", act: step("expand") },
      expanded && { key: "collapse", word: "Collapse", act: step("collapse") },
      !ego && { key: "hide", word: "Hide", act: step("hide") },
      pinned
        ? { key: "pin", word: "Unpin", act: step("unpin") }
        : { key: "pin", word: "Pin here", act: () => graph.pin(node) },
      !ego && { key: "ego", word: "Make this the ego", act: step("ego") },
      !ego && { key: "path", word: "Path to the ego", act: () => showPath(node) },
    ].filter(Boolean);
  }

  function button({ key, word, act }) {
    return make("button", {
      type: "button", className: "card-action", "data-key": key, onclick: act,
    }, word);
  }

  function draw(page, node) {
    const box = byId("detail-actions");
    if (!box) return;
    const focused = box.contains(document.activeElement)
      ? document.activeElement.dataset.key : undefined;
    path = null;
    if (!node) {
      box.replaceChildren();
      return;
    }
    const row = make("div", { className: "card-actions", role: "group" },
      ...actionsOf(page.slice, node).map(button));
    row.setAttribute("aria-label", "What to do with it");
    box.replaceChildren(row, make("div", { className: "card-around" }),
      make("div", { className: "card-path" }));
    if (focused) {
      (row.querySelector(`[data-key="${focused}"]`) || row.firstChild)
        .focus({ preventScroll: true });
    }
    tellAround(page.slice, node.id());
  }

  // -- what expanding would bring --------------------------------------------------------------

  /* Asked as the graph counts now, for so an expansion will. */
  async function tellAround(slice, id) {
    const asked = { ...slice.asked, ...slice.counted };
    const alone = { egos: [id], do: [], widen: null, depth: 1, budget: null };
    const address = graph.apiOf("neighbours", { ...asked, ...alone });
    const current = () => graph.page.slice === slice && graph.chosen()?.id() === id;
    if (!around.has(address)) {
      const response = await fetch(address).catch(() => null);
      const answer = response?.ok ? await response.json() : null;
      if (!answer) return; // the card does without; expanding says what is wrong
      if (!current()) return;
      show(answer, asked);
      if (!answer.partial.length) around.set(address, answer);
    } else show(around.get(address), asked);
  }

  function show(answer, asked) {
    const box = document.querySelector("#detail-actions .card-around");
    const late = answer.partial.length > 0;
    const off = Object.values(asked.weights).includes(0);
    const filtered = off || asked.since != null || asked.until != null;
    const more = answer.around.some((each) => each.more);
    const nothing = late ? [] : [quiet(`Nothing else ${more ? "was found around" : "is linked to"} it`
      + `${filtered ? " by the years and relations that count" : ""}.`)];
    const some = answer.around.filter((each) => each.available);
    box?.replaceChildren(...(some.length ? [countsOf(some)] : nothing),
      ...(late ? [quiet("Not all that is around it was counted in time.")] : []));
  }

  function quiet(text) {
    return make("p", { className: "quiet" }, text);
  }

  function countsOf(kinds) {
    const count = ({ available, more, kind }) => graph.countOf(kind, available, more);
    const brought = ({ available, brings }) => (available > brings
      ? `of which expanding brings the best ${brings} that are not here yet`
      : "which expanding brings where they are not here yet");
    const lines = kinds.map((each) => make("li", {}, `${count(each)}, ${brought(each)}: `,
      each.relations.filter((one) => one.available)
        .map((one) => `${one.title.toLowerCase()} ${one.available.toLocaleString("en")}`)
        .join(", ")));
    return make("details", {},
      make("summary", {}, `Around it: ${kinds.map(count).join(", ")}`),
      make("ul", { className: "proofs" }, ...lines));
  }

  // -- the way to the ego ----------------------------------------------------------------------

  /* The way with the fewest steps along drawn edges; among several, along the heavier ones. */
  function findPath(page, node) {
    const weights = new Map(page.slice.edges.map((each) => [each.id, each.weight]));
    const cost = (edge) => 1 + 0.01 / (1 + (weights.get(edge.id()) || 0));
    const ways = page.slice.egos
      .map((ego) => page.cy.elements().not(".off").aStar({
        root: node, goal: page.cy.getElementById(ego), weight: cost,
      }))
      .filter((way) => way.found)
      .sort((one, other) => one.distance - other.distance);
    return ways.length ? ways[0].path : null;
  }

  function showPath(node) {
    const { page } = graph;
    const box = document.querySelector("#detail-actions .card-path");
    path = findPath(page, node);
    rest();
    if (!path) {
      box.replaceChildren(make("p", {}, "No drawn lines lead from here to the ego."));
    } else {
      const edges = new Map(page.slice.edges.map((each) => [each.id, each]));
      const steps = path.edges().map((edge) => make("li", {}, edges.get(edge.id()).sentence));
      box.replaceChildren(
        make("p", {}, make("strong", {}, `To the ego in ${steps.length} ` +
          (steps.length === 1 ? "step" : "steps"))),
        make("ol", { className: "proofs" }, ...steps));
    }
    graph.say(box.firstChild.textContent);
    box.scrollIntoView({ block: "nearest" });
  }

  /* What is lit while nothing is pointed at: a path, or what is chosen. */
  function rest() {
    const { cy } = graph.page;
    if (path) graph.light(cy, path, path.nodes());
    else graph.highlight(cy, graph.chosen());
  }

  graph.rest = rest;
  graph.parts = graph.parts || [];
  graph.parts.push({
    chose: (page, element) => draw(page, element?.isNode() ? element : null),
    changed: (page) => {
      around.clear();
      const element = graph.chosen();
      draw(page, element?.isNode() ? element : null);
    },
  });
})();
