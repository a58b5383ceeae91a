/* <research-graph src="https://graph.example.org/person/openalex:A1"> – a research graph in a page.

   Attributes: src (a page of the site this script comes from), theme (auto, light, dark), height
   (pixels; without it the frame is as high as the graph asks for), controls, since, kinds, title.
   Events: ready {title, nodes, live}, select {node: {id, kind, label, url} or null}, error {message, painted}.
   Style: --research-graph-border, --research-graph-radius, --research-graph-background, and
   ::part(frame). What stands between the tags is shown until the graph is, and where none comes.
   It loads nothing until it is near the screen, has no dependencies and sets no cookies. */
(() => {
  "use strict";
  if (customElements.get("research-graph")) return;
  const VERSION = 1; // of the messages
  const [LEAST, MOST, FIRST] = [160, 1600, 460]; // CSS pixels of height
  const NEAR = "300px"; // of the screen
  const PATIENCE = 30000; // ms until a frame that says nothing is given up
  const PASSED = ["theme", "controls", "since", "kinds", "title"];
  const PICTURE = /(\.svg|\.png|\/card\.png|\/badge\.svg)$/; // its frame is meant
  const KINDS = ["person", "paper", "topic", "institution"];
  const GROUPS = { explore: ["ego"], compare: ["a", "b"], path: ["from", "to"] }; // about whom

  /* Where this script comes from; a module has no currentScript, but a stack names its file. */
  const own = document.currentScript?.src ||
    /https?:\/\/[^\s()]+?\/embed\.js/.exec(new Error().stack)?.[0] || "";
  const site = own ? new URL(".", own) : null;

  const CSS = `
    :host { display: block; position: relative; contain: layout; box-sizing: border-box;
      min-width: 0; width: -moz-available; width: -webkit-fill-available; width: stretch;
      background: var(--research-graph-background, transparent);
      border: var(--research-graph-border, 1px solid rgb(128 128 128 / 35%));
      border-radius: var(--research-graph-radius, 12px); overflow: hidden; }
    :host([hidden]) { display: none; }
    :host([data-state="failed"]) { border: 0; }
    iframe { display: block; width: 100%; border: 0; color-scheme: auto; }
    :host(:not([data-state="shown"])) iframe { position: absolute; inset: 0; opacity: 0;
      pointer-events: none; }
    :host([data-state="shown"]) slot { display: none; }
    p { margin: 0; padding: 1em; font: 15px/1.5 system-ui, sans-serif; }
    @media (prefers-reduced-motion: no-preference) { iframe { transition: opacity 160ms; } }
    @media print { :host { break-inside: avoid; } }`;

  /* Adopted, since a strict policy of the page forbids <style>. */
  function dress(root) {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS);
      root.adoptedStyleSheets = [sheet];
    } catch (error) {
      const style = document.createElement("style");
      style.textContent = CSS;
      root.append(style);
    }
  }

  /* The address of the frame for a page of the site.
     Throws an Error whose message can be shown where there is none. */
  function frameAddress(element) {
    const source = element.getAttribute("src");
    if (!source) throw new Error("<research-graph> needs src: the address of a graph’s page.");
    if (!site) throw new Error("The script of <research-graph> does not know where it comes from.");
    let page = null;
    try {
      page = new URL(source, document.baseURI);
    } catch (error) {
      throw new Error("The src of <research-graph> is no address.");
    }
    if (page.origin !== site.origin || !page.pathname.startsWith(site.pathname)) {
      throw new Error(`<research-graph> shows graphs of ${site.origin} only.`);
    }
    const query = page.searchParams;
    const [, place, id] = /^([^/]*)(?:\/(.*))?$/s.exec(page.pathname.slice(site.pathname.length));
    const names = Object.hasOwn(GROUPS, place) ? GROUPS[place] : [];
    const [ego, ...others] = names.flatMap((name) => query.getAll(name));
    names.forEach((name) => query.delete(name));
    others.forEach((each) => query.append("with", each));
    const known = KINDS.includes(place) || place === "embed";
    const node = place === "embed" ? id?.replace(PICTURE, "") : id;
    const path = known ? node : ego && encodeURIComponent(ego);
    if (!path) throw new Error("The src of <research-graph> is no page of a graph.");
    for (const name of PASSED) {
      if (element.hasAttribute(name)) query.set(name, element.getAttribute(name));
    }
    return `${site.href}embed/${path}${`?${query}`.replace(/^\?$/, "")}`;
  }

  /* One observer and one listener for all elements of a page. */
  const waiting = new WeakSet();
  const near = "IntersectionObserver" in window && new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting || !waiting.delete(target)) continue;
      near.unobserve(target);
      target.load();
    }
  }, { rootMargin: NEAR });

  const living = new Set();
  addEventListener("message", ({ origin, source, data }) => {
    if (!site || origin !== site.origin || !source) return;
    if (data?.version !== VERSION || typeof data.type !== "string") return;
    for (const element of living) {
      if (element.frame?.contentWindow !== source) continue;
      element.hear(data.type.replace("research-graph:", ""), data);
      return;
    }
  });

  class ResearchGraph extends HTMLElement {
    static observedAttributes = ["src", "height", ...PASSED];
    frame = null;
    #root = this.attachShadow({ mode: "open" });
    #slot = document.createElement("slot");
    #begun = "";
    #due = 0;
    #told = FIRST; // height that the frame would like

    constructor() {
      super();
      dress(this.#root);
      this.#root.append(this.#slot);
    }

    connectedCallback() {
      living.add(this);
      this.#await();
    }

    disconnectedCallback() {
      living.delete(this);
      this.#drop();
    }

    attributeChangedCallback(name, before, now) {
      if (!this.isConnected || before === now) return;
      if (name === "height") this.#size();
      else if (name === "title" && this.frame) this.frame.title = this.#name();
      else if (!this.#due) this.#due = requestAnimationFrame(() => this.#await()); // several at once
    }

    /* Frameworks set a property where there is one. */
    get src() { return this.getAttribute("src") || ""; }
    set src(value) { this.setAttribute("src", value); }

    #await() {
      this.#due = 0;
      this.#drop();
      if (!this.isConnected) return;
      // Room at once, whatever stands between the tags: else a page of many would show all.
      this.style.minHeight = `${this.#asked() || FIRST}px`;
      waiting.add(this);
      if (near) near.observe(this);
      else this.load();
    }

    #drop() {
      waiting.delete(this);
      near && near.unobserve(this);
      clearTimeout(this.#begun);
      this.frame?.remove();
      this.frame = null;
      this.#root.querySelector("p")?.remove();
      delete this.dataset.state;
    }

    #name() {
      return this.getAttribute("title") || "Research graph";
    }

    #asked() {
      const [, pixels] = /^\s*(\d+)(?:px)?\s*$/.exec(this.getAttribute("height")) || [];
      return pixels > 0 ? Math.min(Math.max(pixels, LEAST), MOST) : 0;
    }

    #size() {
      const height = this.#asked() || Math.min(Math.max(this.#told, LEAST), MOST);
      if (this.frame) this.frame.style.height = `${height}px`;
    }

    /* Called when the element is near the screen; a page may call it before. */
    load() {
      this.#drop();
      let address = "";
      try {
        address = frameAddress(this);
      } catch (error) {
        this.#fail(error.message);
        return;
      }
      const frame = document.createElement("iframe");
      frame.setAttribute("part", "frame");
      frame.setAttribute("sandbox",
        "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox");
      frame.allow = "fullscreen";
      frame.referrerPolicy = "strict-origin-when-cross-origin";
      frame.title = this.#name();
      frame.src = address;
      this.frame = frame;
      this.#told = FIRST;
      this.#size();
      this.#begun = setTimeout(() => this.#fail("The graph does not answer."), PATIENCE);
      this.#root.append(frame);
    }

    /* What the frame says. */
    hear(what, said) {
      if (what === "error" && !said.painted) {
        this.#fail(String(said.message || "The graph cannot be shown."));
      } else if (what === "error") {
        this.#tell("error", { message: String(said.message), painted: true });
      } else if (what === "height") {
        this.#told = Number(said.height) || FIRST;
        this.#size();
        this.#show();
      } else if (what === "ready") {
        const { title, nodes, live } = said;
        if (!this.hasAttribute("title")) this.frame.title = `Research graph: ${title}`;
        this.#show();
        this.#tell("ready", { title, nodes, live });
      } else if (what === "select") {
        this.#tell("select", { node: said.node });
      }
    }

    #show() {
      clearTimeout(this.#begun);
      this.style.minHeight = "";
      this.dataset.state = "shown";
    }

    /* What stands between the tags stays; without it, a sentence. */
    #fail(message) {
      this.#drop();
      this.style.minHeight = "";
      this.dataset.state = "failed";
      if (!this.childElementCount && !this.textContent.trim()) {
        const told = document.createElement("p");
        told.textContent = message;
        this.#root.append(told);
      }
      this.#tell("error", { message, painted: false });
    }

    #tell(name, detail) {
      this.dispatchEvent(new CustomEvent(name, { detail, bubbles: name !== "error" }));
    }
  }

  customElements.define("research-graph", ResearchGraph);
})();
