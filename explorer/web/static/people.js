/* Type-ahead for the fields that name a person: a combobox after the ARIA pattern. Without this
   script the form sends what is typed, and the server offers whom it may name. */
(function () {
  "use strict";
  const PAUSE = 160; // ms after the last key
  const OFFERED = 8;
  const LEAST = 2; // characters

  async function search(address, text, signal) {
    const asked = new URLSearchParams({ q: text, kind: "person", limit: OFFERED });
    const response = await fetch(`${address}?${asked}`, { signal });
    if (!response.ok) return [];
    return (await response.json()).hits.filter((hit) => hit.kind === "person");
  }

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    made.append(...children);
    return made;
  }

  class Finder {
    constructor(input) {
      this.input = input;
      this.form = input.form;
      this.list = element("ul", {
        id: `${input.id}-list`, role: "listbox", class: "people-list", "aria-label": "People",
      });
      this.told = element("span", { role: "status", class: "spoken" });
      this.hits = [];
      this.at = -1;
      this.close();
      input.parentElement.append(this.list, this.told);
      const attributes = {
        role: "combobox", "aria-autocomplete": "list", "aria-controls": this.list.id,
      };
      Object.entries(attributes).forEach((each) => input.setAttribute(...each));
      input.addEventListener("input", () => this.typed());
      input.addEventListener("keydown", (event) => this.key(event));
      input.addEventListener("blur", () => this.close());
      this.form.addEventListener("submit", () => this.send());
      // A press on the list must not take the focus away, which would close it.
      this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    }

    typed() {
      delete this.input.dataset.id;
      clearTimeout(this.timer);
      this.asking?.abort();
      const text = this.input.value.trim();
      if (text.length < LEAST) {
        this.close();
        return;
      }
      this.timer = setTimeout(() => this.ask(text), PAUSE);
    }

    async ask(text) {
      this.asking = new AbortController();
      try {
        this.show(await search(this.form.dataset.search, text, this.asking.signal));
      } catch (error) {
        if (error.name !== "AbortError") this.close(); // the form still sends what is typed
      }
    }

    show(hits) {
      this.hits = hits;
      this.at = -1;
      this.list.replaceChildren(...hits.map((hit, index) => this.option(hit, index)));
      this.list.hidden = !hits.length || document.activeElement !== this.input;
      this.input.setAttribute("aria-expanded", String(!this.list.hidden));
      this.input.removeAttribute("aria-activedescendant");
      const people = hits.length === 1 ? "1 person" : `${hits.length} people`;
      this.told.textContent = hits.length ? `${people}; arrow keys choose` : "Nobody of that name";
    }

    option(hit, index) {
      const option = element(
        "li",
        { id: `${this.list.id}-${index}`, role: "option", "aria-selected": "false" },
        element("span", {}, hit.label),
        element("span", { class: "small" }, hit.detail)
      );
      option.addEventListener("click", () => this.choose(index));
      return option;
    }

    move(step) {
      const count = this.hits.length;
      this.at = (this.at + step + count + (this.at < 0 && step < 0 ? 1 : 0)) % count;
      [...this.list.children].forEach((option, index) => {
        option.setAttribute("aria-selected", String(index === this.at));
      });
      const option = this.list.children[this.at];
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }

    key(event) {
      if (this.list.hidden) return;
      const keys = {
        ArrowDown: () => this.move(1),
        ArrowUp: () => this.move(-1),
        Escape: () => this.close(),
        Enter: this.at < 0 ? null : () => this.choose(this.at),
      };
      if (!keys[event.key]) return;
      event.preventDefault();
      event.stopPropagation();
      keys[event.key]();
    }

    choose(index) {
      const hit = this.hits[index];
      this.input.value = hit.label;
      this.input.dataset.id = hit.id;
      this.close();
      const fields = [...this.form.querySelectorAll("input[data-person]")];
      if (fields.every((field) => field.dataset.id)) this.form.requestSubmit();
      else fields.find((field) => !field.value)?.focus();
    }

    close() {
      clearTimeout(this.timer);
      this.asking?.abort();
      this.list.hidden = true;
      this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-activedescendant");
    }

    /* Somebody who was chosen is sent by id: a name may be that of several. */
    send() {
      if (!this.input.dataset.id) return;
      const id = element("input", { type: "hidden", name: this.input.name });
      id.value = this.input.dataset.id;
      this.input.removeAttribute("name");
      this.form.append(id);
    }
  }

  function start() {
    document.querySelectorAll("input[data-person]").forEach((input) => new Finder(input));
  }

  // A page that comes back from the browser's memory has lost the names of its fields.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && document.querySelector("input[data-person]:not([name])")) {
      location.reload();
    }
  });
  start();
})();
