/* The way through the graph: undo and redo, steps behind the links of the page's own text, and a
   link to what is shown, which says what it showed when it was made. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  graph.parts = graph.parts || [];
  const byId = (id) => document.getElementById(id);

  // -- buttons, keys and links -----------------------------------------------------------------

  function listen() {
    byId("graph-undo")?.addEventListener("click", undo); // a frame may have none of them
    byId("graph-redo")?.addEventListener("click", graph.redo);
    byId("graph-copy")?.addEventListener("click", copy);
    byId("graph-copy")?.removeAttribute("disabled");
    const section = byId("research-graph");
    document.addEventListener("keydown", pressed);
    section.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-step], a[data-state], a[data-again]");
      if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      follow(link);
    });
  }

  /* Wherever the focus is, but for a field, which undoes its own, and a dialog over the page. */
  function pressed(event) {
    if (event.altKey || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    if (graph.isTyping(event.target) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) graph.redo();
    else undo();
  }

  /* What has just been moved by a key is pinned a little later; undone it is at once. */
  function undo() {
    graph.pinNudged();
    return graph.undo();
  }

  function follow(link) {
    if ("again" in link.dataset) return graph.again();
    if ("state" in link.dataset) return graph.replaceQuery(new URL(link.href).searchParams);
    const [operation] = link.dataset.step.split(":", 1);
    return graph.step(operation, link.dataset.step.slice(operation.length + 1));
  }

  function enable() {
    for (const [id, can] of [["graph-undo", graph.canUndo()], ["graph-redo", graph.canRedo()]]) {
      const button = byId(id);
      if (!button) continue;
      const focused = document.activeElement === button;
      button.disabled = !can;
      if (focused && !can) byId("graph-box").focus({ preventScroll: true });
    }
  }

  // -- a link to what is shown -----------------------------------------------------------------

  async function linkOf(page) {
    const { slice } = page;
    const extra = {};
    const was = await graph.was.tell(slice);
    if (was) extra.was = was;
    const chosen = graph.chosen()?.id();
    if (slice.data_as_of) extra.as_of = slice.data_as_of;
    if (chosen) extra.sel = chosen;
    return location.origin + (await graph.address.addressOf(graph.query(), extra));
  }

  async function copy() {
    const link = await linkOf(graph.page);
    const copied = await write(link);
    graph.say(copied ? "The link is copied. It opens this very graph."
      : "The browser does not let the page copy. The address above opens this graph.");
  }

  /* Browsers allow the clipboard to pages under HTTPS only; the old way works elsewhere. */
  async function write(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch (error) {
      const field = document.createElement("textarea");
      field.value = text;
      field.className = "spoken";
      const focused = document.activeElement;
      document.body.append(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      focused?.focus({ preventScroll: true });
      return done;
    }
  }

  // -- what an opened link showed when it was made ---------------------------------------------

  async function compare(page) {
    const told = graph.address.fragment();
    const changes = told.has("was") ? await graph.was.changes(page.slice, told.get("was")) : [];
    const lost = changes || ["What this link showed when it was made is damaged in it, so that "
      + "nothing tells whether the graph has changed since."];
    const then = told.get("as_of") || "an unknown date";
    const now = page.slice.data_as_of || "an unknown date";
    if (changes?.length || (told.has("as_of") && then !== now)) {
      const dates = then === now ? `as of ${now}` : `as of ${then} then, ${now} now`;
      lost.unshift(`The data has changed since this link was made (${dates}).`);
    }
    const chosen = told.get("sel");
    if (chosen && page.cy.getElementById(chosen).empty()) {
      lost.push(`What the link selects is not shown: ${graph.was.nameOf(page.slice, chosen)}.`);
    }
    if (lost.length) graph.lose(lost);
    else graph.words().then(tellRefused);
  }

  /* What the server could not do stands below the graph already. */
  function tellRefused() {
    const refused = byId("graph-lost")?.querySelector(".graph-lost li")?.textContent;
    if (refused) tellLoss(refused, "done");
  }

  /* A message that the first card leaves standing: the address itself may have opened it. */
  function tellLoss(line, what) {
    const end = /[.!?]$/.test(line) ? "" : ".";
    graph.page.loss = `${line}${end} Below the graph stands what could not be ${what}.`;
    graph.say(graph.page.loss);
  }

  /* Say what could not be kept, below the graph and aloud. */
  graph.lose = async function (texts) {
    if (!texts.length) return;
    await graph.words(); // they take the place of what stands there
    const box = byId("graph-lost");
    if (!box) return;
    let told = box.querySelector(".graph-lost");
    if (!told) {
      told = document.createElement("div");
      told.className = "graph-lost";
      told.append(document.createElement("ul"));
      box.append(told);
    }
    const known = [...told.querySelectorAll("li")].map((line) => line.textContent);
    for (const text of texts.filter((each) => !known.includes(each))) {
      const line = document.createElement("li");
      line.textContent = text;
      told.querySelector("ul").append(line);
    }
    tellLoss(texts[0], "kept");
  };

  graph.compareWithLink = compare;
  graph.parts.push({
    start: listen,
    opened: compare,
    stepped: enable,
  });
})();
