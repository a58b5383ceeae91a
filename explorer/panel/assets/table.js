/* The table of the graph: sorted by its headings, its rows chosen like nodes. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const byId = (id) => document.getElementById(id);
  const OTHER_WAY = { ascending: "descending", descending: "ascending" };
  const collator = new Intl.Collator(undefined, { sensitivity: "base", numeric: true });
  const sorted = { key: "score", way: "descending" };
  let page = null;

  const rows = () => [...byId("graph-table").tBodies[0].rows];
  const buttonOf = (row) => row.querySelector("[data-show]");

  // -- sorting -----------------------------------------------------------------------------------

  /* Rows without a value come last either way; those of the same value by score, as they came. */
  function compare(key, sign) {
    const named = key === "label";
    return (one, other) => {
      const [first, second] = [one.dataset[key], other.dataset[key]];
      if (!first || !second) return (second ? 1 : 0) - (first ? 1 : 0);
      return sign * (named ? collator.compare(first, second) : first - second);
    };
  }

  function sort(key, way) {
    Object.assign(sorted, { key, way });
    const table = byId("graph-table");
    const order = rows().sort((one, other) => one.dataset.place - other.dataset.place);
    order.sort(compare(key, way === "ascending" ? 1 : -1));
    table.tBodies[0].append(...order);
    for (const heading of table.querySelectorAll("th[data-sort]")) {
      if (heading.dataset.sort === key) heading.setAttribute("aria-sort", way);
      else heading.removeAttribute("aria-sort");
    }
  }

  function sortBy(heading) {
    const { sort: key, first } = heading.dataset;
    const way = sorted.key === key ? OTHER_WAY[sorted.way] : first;
    const focused = document.activeElement;
    sort(key, way);
    focused.focus({ preventScroll: true });
    graph.say(`Sorted by ${heading.textContent.toLowerCase()}, ${way}.`);
  }

  // -- choosing ----------------------------------------------------------------------------------

  function show(row) {
    const node = page.cy.getElementById(row.dataset.id);
    if (node.empty()) return;
    buttonOf(row).focus({ preventScroll: true }); // closing the card leads back here
    graph.select(node);
  }

  /* Mark the row of the chosen node, whatever chose it. */
  function mark() {
    const chosen = byId("detail-card").hidden ? null : byId("selected").dataset.id;
    for (const row of rows()) {
      const here = row.dataset.id === chosen;
      row.toggleAttribute("data-chosen", here);
      if (here) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
      buttonOf(row)?.setAttribute("aria-pressed", String(here));
    }
  }

  function move(event) {
    const button = event.target.closest("[data-show]");
    if (!button || event.ctrlKey || event.altKey || event.metaKey) return;
    const all = rows().filter((row) => !row.hidden);
    const at = all.indexOf(button.closest("tr"));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = all[to];
    if (next) buttonOf(next).focus();
  }

  function choose(event) {
    const heading = event.target.closest("th[data-sort] button")?.parentElement;
    if (heading) return sortBy(heading);
    const button = event.target.closest("[data-show]");
    if (!button && event.target.closest("a, summary, ul, button")) return;
    const row = event.target.closest("tbody tr");
    if (row && (button || getSelection().isCollapsed)) show(row);
  }

  /* Open the table at a node's row. */
  graph.openTable = function (id) {
    if (!byId("graph-table-box")) return; // a frame may have none
    byId("graph-table-box").open = true;
    const row = rows().find((each) => each.dataset.id === id);
    if (row) buttonOf(row).focus();
  };

  // -- coming alive ------------------------------------------------------------------------------

  function button(text) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    return made;
  }

  function enliven() {
    const table = byId("graph-table");
    if (!table || "live" in table.dataset) return;
    table.dataset.live = "";
    for (const heading of table.querySelectorAll("th[data-sort]")) {
      heading.replaceChildren(button(heading.textContent));
    }
    rows().forEach((row, place) => {
      row.dataset.place = place;
      const made = button("Show");
      made.dataset.show = "";
      made.setAttribute("aria-label", `Show ${row.dataset.label} in the graph`);
      row.cells[0].append(made);
    });
    table.addEventListener("click", choose);
    table.tBodies[0].addEventListener("keydown", move);
    sort(sorted.key, sorted.way);
    mark();
  }

  graph.parts = graph.parts || [];
  graph.parts.push({
    start(found) {
      page = found;
      enliven();
      // The card is where all ways of choosing lead.
      const watch = new MutationObserver(() => byId("graph-table") && mark());
      watch.observe(byId("detail-card"), { attributeFilter: ["hidden"] });
      watch.observe(byId("selected"), { attributeFilter: ["data-id"] });
    },
    followed: enliven,
  });
})();
