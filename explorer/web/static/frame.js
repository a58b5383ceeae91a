/* The frame in another's page: it was painted from the server's picture, and comes alive once that
   is on the screen. It tells the page around it its height, that it lives, and what was chosen; it
   never resizes itself and asks that page for nothing. What it tells is public, so that it may
   tell any page: the parent checks who tells it. */
(function () {
  "use strict";
  const VERSION = 1; // of the messages
  const [LEAST, MOST] = [300, 900]; // CSS pixels of the picture's height that are asked for
  const root = document.documentElement;
  const main = document.getElementById("research-graph");
  const graph = (window.researchGraph = window.researchGraph || {});
  graph.parts = graph.parts || [];
  graph.around = Number(main.dataset.around); // a low frame has labels as a narrow one

  /* The Back button is the page's around us: steps in here make no entries of its history. Some
     browsers forbid a sandbox its address; then it stays as it was, and the steps are done. */
  const rename = history.replaceState.bind(history);
  history.pushState = history.replaceState = (...entry) => {
    try {
      rename(...entry);
    } catch (error) {
      if (error.name !== "SecurityError") throw error;
    }
  };

  const tell = (what, more) => {
    if (parent === window) return;
    parent.postMessage({ type: `research-graph:${what}`, version: VERSION, ...more }, "*");
  };

  // -- WordPress ---------------------------------------------------------------------------------

  /* It frames what it finds by oEmbed in a sandbox, and names it by a secret in the fragment, by
     which it listens for heights and links; the sandbox opens no windows. */
  const secret = /^#\?secret=(\w+)$/.exec(location.hash)?.[1];
  if (secret) history.replaceState(null, "", location.pathname + location.search);

  function tellWordPress(message, value) {
    if (secret) parent.postMessage({ message, value, secret }, "*");
  }

  // -- height ------------------------------------------------------------------------------------

  let told = 0;

  /* What is around the picture, and what the picture needs at this width. */
  function tellHeight() {
    const frame = document.querySelector(".graph-frame");
    if (document.querySelector(".full-screen")) return;
    let height = main.scrollHeight;
    if (frame) {
      const picture = frame.querySelector("svg");
      const { width, height: high } = picture.viewBox.baseVal;
      const box = picture.getBoundingClientRect();
      height += Math.min(Math.max((box.width * high) / width, LEAST), MOST) - box.height;
    }
    height = Math.ceil(height);
    if (height === told) return;
    told = height;
    tell("height", { height });
    tellWordPress("height", height);
  }

  // -- links -------------------------------------------------------------------------------------

  function follow(event) {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented) return;
    const href = link.href.baseVal ?? link.href;
    if (secret) {
      event.preventDefault();
      tellWordPress("link", new URL(href, location.href).href);
      return;
    }
    if (link.target.baseVal ?? link.target) return;
    link.setAttribute("target", "_blank");
    link.setAttribute("rel", "noopener");
  }

  // -- the live graph ----------------------------------------------------------------------------

  async function load(script) {
    await new Promise((resolve, reject) => {
      const live = document.createElement("script");
      live.async = false; // in their order
      live.src = script.getAttribute("src");
      live.onload = resolve;
      live.onerror = () => reject(new Error("A script did not load."));
      document.head.append(live);
    });
  }

  async function ask() {
    const response = await fetch(main.dataset.state, { credentials: "omit" });
    const answer = await response.json();
    if (!answer.ok) throw new Error(answer.error);
    return answer;
  }

  /* A step asks for the words of a frame. */
  function askAsFrame() {
    const { asked } = graph.address;
    graph.address.asked = async (query) => `${await asked(query)}&form=frame`;
  }

  async function enliven() {
    const parts = document.getElementById("frame-live").content;
    const scripts = [...parts.querySelectorAll("script[src]")];
    const inline = [...parts.querySelectorAll("script:not([src])")];
    document.head.append(...parts.querySelectorAll("link"));
    main.querySelector(".graph-stage").append(...parts.querySelectorAll("dialog"));
    const [answer] = await Promise.all([ask(), ...scripts.map(load)]);
    graph.given = answer;
    askAsFrame();
    for (const each of inline) {
      const live = document.createElement("script");
      if (each.type === "application/json") live.type = each.type;
      live.id = each.id;
      live.textContent = each.textContent; // as it stands: the policy knows its hash
      document.body.append(live);
    }
  }

  /* The picture stands; below it stands why it stays one. */
  function fail(error) {
    const painted = !("failed" in root.dataset);
    tell("error", { message: error.message, painted });
    if (!painted) return;
    const line = document.createElement("p");
    line.textContent = "This is a picture of the graph: the live one could not be loaded.";
    document.getElementById("frame-told")?.prepend(line);
  }

  graph.parts.push({
    start(page) {
      tell("ready", { title: document.title, nodes: page.slice.nodes.length, live: true });
      tellHeight();
    },
    chose(page, element) {
      const node = element?.isNode() && page.slice.nodes.find((each) => each.id === element.id());
      const { base } = main.dataset;
      tell("select", {
        node: node ? {
          id: node.id, kind: node.kind, label: node.label,
          url: `${location.protocol}//${location.host}${base}/${node.kind}/${graph.pathOf(node.id)}`,
        } : null,
      });
    },
  });

  // -- beginning ---------------------------------------------------------------------------------

  document.addEventListener("click", follow);
  const sized = new ResizeObserver(tellHeight);
  sized.observe(main);
  for (const part of main.children) sized.observe(part);
  tellHeight();
  // What the address asks for and cannot have: the graph stands without it.
  const lost = [...document.querySelectorAll(".frame-lost li")].map((each) => each.textContent);
  if (lost.length) tell("error", { message: lost.join(" "), painted: true });
  if ("failed" in root.dataset) fail(new Error(root.dataset.failed));
  else if (!document.getElementById("frame-live")) {
    tell("ready", { title: document.title, nodes: 1, live: false });
  } else {
    // After the picture is on the screen: two frames, or at once where none will be drawn.
    const begin = () => enliven().catch(fail);
    if (document.visibilityState === "hidden") setTimeout(begin, 200);
    else requestAnimationFrame(() => requestAnimationFrame(begin));
  }
})();
