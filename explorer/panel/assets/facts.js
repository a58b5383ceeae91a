/* The facts of a chosen node come from the server, by Dash's one callback. Dash tells nobody when
   no answer comes: the card would look them up for ever. So its request is watched here, and one
   that fails is answered with "nothing new", as Dash knows it; the card says so, and asks again. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const CALLBACKS = "/panel/_dash-update-component";
  const NOTHING_NEW = 204; // of HTTP: what Dash takes for no update
  const byId = (id) => document.getElementById(id);
  graph.factsWithin = 15; // seconds until an answer is given up
  let newest = 0;

  const html = (type, props) => ({ namespace: "dash_html_components", type, props });

  function lose() {
    const words = navigator.onLine ? "The details could not be looked up."
      : "The details could not be looked up: there is no connection.";
    window.dash_clientside.set_props("detail-facts", { children: [
      html("P", { children: words, className: "facts-lost" }),
      html("Button", { children: "Try again", className: "card-action facts-again", type: "button" }),
    ] });
    graph.say(words, { unseen: true });
  }

  /* The whole answer: a connection may break in its middle. */
  async function ask(fetch, address, options) {
    const controller = new AbortController();
    const late = setTimeout(() => controller.abort(), 1000 * graph.factsWithin);
    try {
      const answer = await fetch(address, { ...options, signal: controller.signal });
      const body = await answer.arrayBuffer();
      return answer.status === 200 ? new Response(body, answer) : null;
    } catch (error) {
      return null; // no connection, or too late
    } finally {
      clearTimeout(late);
    }
  }

  async function watch(fetch, address, options) {
    const mine = ++newest;
    const answer = await ask(fetch, address, options);
    if (!answer && mine === newest) lose();
    return answer || new Response(null, { status: NOTHING_NEW });
  }

  const fetchOf = window.fetch.bind(window);
  window.fetch = (address, options) => (String(address).split("?", 1)[0].endsWith(CALLBACKS)
    ? watch(fetchOf, address, options) : fetchOf(address, options));

  /* The button goes with the answer, so the focus goes to what the answer is about. */
  function again() {
    const node = graph.chosen();
    if (!node?.isNode()) return;
    byId("detail-head").querySelector("h3")?.focus({ preventScroll: true });
    window.dash_clientside.set_props("selected", {
      "data-node": node.id(), "data-kind": node.data("kind"),
    });
  }

  graph.parts = graph.parts || [];
  graph.parts.push({
    start: () => byId("detail-facts")?.addEventListener("click", ({ target }) => {
      if (target.closest(".facts-again")) again();
    }),
  });
})();
