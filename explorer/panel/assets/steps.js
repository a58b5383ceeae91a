/* Going on inside the page: a step adds one operation to the state, the server tells the slice
   after it, and the graph becomes that slice where it stands. What stays does not move. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  graph.parts = graph.parts || [];
  const MOST_PAST = 60; // states that undo goes back
  const TOLD_FOR = 9000; // ms that a message about a step stays
  const IN_A_ROW = new Set(["years"]); // a slider that is moved on corrects its last step

  /* What is shown, and what is asked for: they differ while a step is under way. Each is
     `{ query, past, future }`; the latter two are texts of queries, the nearest first. `row` is
     the operation of the steps in a row that have made it, where several count as one. */
  let shown = null;
  let wanted = null;
  let running = null;
  let words = Promise.resolve(); // settles when the page tells of what is shown

  const text = (query) => graph.address.readable(query);

  /* What a reader can be told. */
  class Refused extends Error {
    constructor(message, hint) {
      super(message);
      this.hint = hint;
    }
  }

  // -- asking ----------------------------------------------------------------------------------

  async function ask(query, signal) {
    const id = document.getElementById("research-graph").dataset.ego;
    const path = graph.pathOf(id);
    const address = `${graph.base()}/panel/state/${path}?${await graph.address.asked(query)}`;
    return heard(fetch(address, { signal, headers: { Accept: graph.LINES } })
      .then((response) => graph.readLines(response, graph.progress)));
  }

  async function heard(promise) {
    let answer;
    try {
      answer = await promise;
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Refused("The site does not answer.", "Check the connection and try again.");
    }
    if (!answer.ok) throw new Refused(answer.error, answer.hint);
    return answer;
  }

  const VERBS = {
    expand: "Expanding", collapse: "Collapsing", hide: "Hiding", pin: "Pinning",
    unpin: "Unpinning", ego: "Going to",
  };

  /* What a step does, for those who wait for it. */
  function wording(query) {
    const operations = query.getAll("do");
    const [, verb, rest] = operations.at(-1)?.match(/^(\w+):(.*)$/s) || [];
    const id = verb === "pin" ? rest.slice(rest.indexOf(":") + 1) : rest;
    const grown = operations.length > shown.query.getAll("do").length;
    const node = grown && graph.page.slice.nodes.find((each) => each.id === id);
    return { what: node && VERBS[verb] ? `${VERBS[verb]} ${node.label}` : "Changing the graph" };
  }

  /* Show a state. `how` is "push" for a new entry of the browser's history, "stay" for none,
     "none" where the address stays as well. */
  async function go(state, how) {
    running?.abort();
    const mine = (running = new AbortController());
    wanted = state;
    let answer;
    try {
      answer = await graph.during(ask(state.query, mine.signal), {
        ...wording(state.query), controller: mine, again: () => go(state, how),
      });
    } catch (error) {
      if (running !== mine) return false; // another step has taken its place
      running = null;
      stay(error, how, () => go(state, how));
      return false;
    }
    if (running !== mine) return false;
    running = null;
    const told = graph.become(answer, how === "none"); // an address that has just been opened
    shown = state;
    await keep(how);
    words = write(answer, state).then((done) => done && !running && tell(told));
    return true;
  }

  graph.words = () => words;

  /* Whether a state is shown, once the page tells of it as well. */
  async function settled(going) {
    const done = await going;
    await words;
    return done;
  }

  /* What the page says about the graph becomes what it says about this one, if it is still shown:
     a reader may have gone on, and what comes next may fail. */
  async function write(answer, state) {
    try {
      const { html } = answer.rest ? await heard(answer.rest()) : answer;
      if (shown !== state) return false;
      graph.follow(html);
      return true;
    } catch (error) {
      if (shown !== state || running) return false; // what is under way brings its own words
      const what = "Telling the graph in words";
      const stands = "The graph is shown; the text around it is still about the one before.";
      const again = () => go(state, "stay");
      graph.during(Promise.reject(error), { what, stands, again }).catch(() => {});
      return false;
    }
  }

  /* The last good graph stays, and the address says so; graph.during has said why. */
  function stay(error, how, again) {
    wanted = shown;
    graph.placeAll();
    keep(how === "push" ? "stay" : how);
    graph.parts.forEach((part) => part.failed?.(graph.page, error, again));
  }

  function tell(message) {
    graph.say(message);
    setTimeout(() => {
      if (document.getElementById("status")?.textContent === message) graph.say("");
    }, TOLD_FOR);
  }

  /* The browser's history and address follow what is shown. */
  async function keep(how) {
    const { query, past, future } = shown;
    const chosen = graph.chosen()?.id();
    const state = shown;
    const extra = chosen ? { sel: chosen } : {};
    // A bookmark of what somebody has made of the graph can tell that the data has changed since.
    const date = graph.page.slice.data_as_of;
    if (date && query.has("do")) extra.as_of = date;
    const address = await graph.address.addressOf(query, extra);
    if (state !== shown) return; // packing took longer than the next step
    const entry = { past, future };
    if (how === "none") return;
    if (how === "push") history.pushState(entry, "", address);
    else history.replaceState(entry, "", address);
    graph.parts.forEach((part) => part.stepped?.(graph.page, shown));
  }

  // -- steps -----------------------------------------------------------------------------------

  /* The state as arguments of an address; a copy. */
  graph.query = () => new URLSearchParams(wanted.query);

  /* One operation more, as step("expand", "openalex:A1"). True once it is shown. */
  graph.step = function (operation, what) {
    const query = graph.query();
    if (IN_A_ROW.has(operation)) return stepInRow(query, operation, what);
    query.append("do", `${operation}:${what}`);
    return graph.replaceQuery(query);
  };

  /* One more step of a row takes the place of the last one, in the query and in the history. */
  function stepInRow(query, operation, what) {
    const again = wanted.row === operation;
    const steps = query.getAll("do");
    query.delete("do");
    [...(again ? steps.slice(0, -1) : steps), `${operation}:${what}`]
      .forEach((each) => query.append("do", each));
    if (text(query) === text(wanted.query)) return Promise.resolve(true);
    const past = again ? wanted.past : [text(wanted.query), ...wanted.past].slice(0, MOST_PAST);
    // The first step of the row may never have been shown, so that it has no entry yet.
    const how = again && shown.row === operation ? "stay" : "push";
    return settled(go({ query, past, future: [], row: operation }, how));
  }

  /* Another state as a whole: years, relations and so on. */
  graph.replaceQuery = function (params) {
    const query = new URLSearchParams(params);
    if (text(query) === text(wanted.query)) return Promise.resolve(true);
    const past = [text(wanted.query), ...wanted.past].slice(0, MOST_PAST);
    return settled(go({ query, past, future: [] }, "push"));
  };

  graph.undo = function () {
    const [last, ...past] = wanted.past;
    if (last === undefined) return Promise.resolve(false);
    const future = [text(wanted.query), ...wanted.future];
    return settled(go({ query: new URLSearchParams(last), past, future }, "push"));
  };

  graph.redo = function () {
    const [next, ...future] = wanted.future;
    if (next === undefined) return Promise.resolve(false);
    const past = [text(wanted.query), ...wanted.past];
    return settled(go({ query: new URLSearchParams(next), past, future }, "push"));
  };

  /* The same state once more, where parts of it came late. */
  graph.again = () => settled(go(wanted, "stay"));

  graph.canUndo = () => Boolean(wanted?.past.length);
  graph.canRedo = () => Boolean(wanted?.future.length);

  /* Pin a node where it stands, or at another place. */
  graph.pin = function (node, { x, y } = node.position()) {
    return graph.step("pin", `${round(x)},${round(y)}:${node.id()}`);
  };

  const round = (value) => Math.round(value * 10) / 10;

  // -- opening, and the browser's Back and Forward ---------------------------------------------

  /* The states before each operation of an opened address: undo goes back through them. */
  function pastOf(query) {
    const operations = query.getAll("do");
    return operations.map((_, count) => {
      const before = new URLSearchParams(query);
      before.delete("do");
      operations.slice(0, count).forEach((each) => before.append("do", each));
      return text(before);
    }).reverse().slice(0, MOST_PAST);
  }

  function stateOf(query, entry) {
    return {
      query,
      past: entry?.past ?? pastOf(query),
      future: entry?.future ?? [],
    };
  }

  async function open() {
    const here = new URLSearchParams(location.search);
    shown = wanted = stateOf(here, history.state);
    const { query, damaged } = await graph.address.queryOfAddress();
    if (here.has("s")) shown = wanted = stateOf(query, history.state); // the page is that state
    const packed = !damaged && text(query) !== text(shown.query);
    const link = graph.address.fragment();
    const there = !packed || (await go(stateOf(query, history.state), "none"));
    // What it hides is judged on its own slice.
    if ([...link].length) graph.lose(graph.applyViewState(link, graph.touched));
    if (damaged) {
      graph.lose(["The steps in this address are damaged, so the graph is shown without them."]);
    }
    if (there) for (const part of graph.parts) await part.opened?.(graph.page);
    graph.parts.forEach((part) => part.stepped?.(graph.page, shown));
    if (link.has("sel")) choose(); // else a reader may have chosen something by now
    if (there && [...graph.address.fragment()].length) keep("stay"); // what a link brought has been told
  }

  /* Choose what the address says. */
  function choose(id = graph.address.fragment().get("sel")) {
    const chosen = graph.chosen();
    if ((chosen?.id() ?? null) === id) return;
    const element = id ? graph.page.cy.getElementById(id) : null;
    if (element?.nonempty()) graph.select(element);
    else graph.close(false);
  }

  async function back(event) {
    const link = graph.address.fragment();
    if (location.hash && ![...link].length) return; // an anchor of the page
    const { query, damaged } = await graph.address.queryOfAddress();
    if (!damaged && text(query) !== text(wanted.query)) {
      await go(stateOf(query, event.state), "stay");
    }
    graph.lose(graph.applyViewState(link));
    if (link.has("was")) await graph.compareWithLink(graph.page); // a link, opened in this page
    choose(link.get("sel"));
    keep("stay");
  }

  graph.parts.push({
    start() {
      addEventListener("popstate", back);
      open();
    },
    chose() {
      if (shown === wanted && shown) keep("stay"); // a step keeps its choice itself
    },
  });
})();
