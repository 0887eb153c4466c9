// The search box proposes while one types. Without this file it is a plain box.
// @ts-check
"use strict";

(() => {
  const PAUSE_MS = 90;
  const KINDS = /** @type {Record<string, string>} */ ({
    tag: "TAGS", station: "post", number: "cable", person: "person", word: "word",
    caption: "caption", class: "classification", field: "field", date: "year",
  });

  /** @typedef {{kind: string, label: string, meaning: string, count: number | null, query: string, cursor: number}} Proposal */

  /** @param {HTMLInputElement} box */
  const assist = (box) => {
    const form = box.form;
    if (!form) return;
    const list = document.createElement("ul");
    list.id = `${box.id}-proposals`;
    list.className = "proposals";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Proposals");
    list.hidden = true;
    const said = document.createElement("span");
    said.className = "unseen";
    said.setAttribute("role", "status");
    form.append(list, said);
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", list.id);
    box.setAttribute("aria-expanded", "false");

    /** @type {Proposal[]} */
    let proposals = [];
    let active = -1;
    let timer = 0;
    /** @type {AbortController | null} */
    let asking = null;

    const stop = () => {
      window.clearTimeout(timer);
      asking?.abort();
      asking = null;
    };

    const close = () => {
      stop();
      list.hidden = true;
      active = -1;
      box.setAttribute("aria-expanded", "false");
      box.removeAttribute("aria-activedescendant");
      said.textContent = "";
    };

    /** @param {number} place of the proposal to mark; -1 for none */
    const mark = (place) => {
      active = place;
      [...list.children].forEach((each, at) => each.setAttribute("aria-selected", String(at === place)));
      const option = list.children[place];
      if (!option) { box.removeAttribute("aria-activedescendant"); return; }
      box.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    };

    /** @param {number} place of the proposal that is taken */
    const take = (place) => {
      const taken = proposals[place];
      if (!taken) return;
      box.value = taken.query;
      const cursor = [...taken.query].slice(0, taken.cursor).join("").length;
      box.setSelectionRange(cursor, cursor);
      box.focus();
      close();
      if (taken.kind === "field") ask();
    };

    /** @param {Proposal} each @param {number} place @returns {HTMLElement} */
    const shown = (each, place) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${place}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const count = each.count === null ? "" : each.count.toLocaleString("en");
      for (const [kind, text] of [
        ["label", each.label], ["meaning", each.meaning], ["kind", KINDS[each.kind] || each.kind], ["count", count],
      ]) {
        const part = document.createElement("span");
        part.className = kind || "";
        part.textContent = text || "";
        option.append(part, " ");
      }
      option.addEventListener("pointerdown", (event) => event.preventDefault());
      option.addEventListener("click", () => take(place));
      return option;
    };

    /** @param {Proposal[]} found */
    const show = (found) => {
      proposals = found;
      list.replaceChildren(...found.map(shown));
      mark(-1);
      list.hidden = !found.length;
      box.setAttribute("aria-expanded", String(Boolean(found.length)));
      said.textContent = found.length === 1 ? "1 proposal" : `${found.length || "No"} proposals`;
    };

    const ask = async () => {
      stop();
      const query = box.value;
      const at = [...query.slice(0, box.selectionStart ?? query.length)].length;
      if (!query.trim()) { close(); return; }
      const mine = asking = new AbortController();
      try {
        const place = `/complete.json?q=${encodeURIComponent(query)}&at=${at}`;
        const answer = await fetch(place, { signal: mine.signal });
        const found = answer.ok ? (await answer.json()).proposals : [];
        if (asking === mine && document.activeElement === box) show(found);
      } catch { /* given up, or no answer: the box stays a plain one */ }
    };

    const askSoon = () => {
      stop();
      timer = window.setTimeout(ask, PAUSE_MS);
    };

    box.addEventListener("input", (event) => {
      if (event instanceof InputEvent && event.isComposing) return;
      if (box.value.trim()) askSoon(); else close();
    });
    box.addEventListener("compositionend", askSoon);
    box.addEventListener("blur", close);
    form.addEventListener("submit", close);
    box.addEventListener("keydown", (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey) return;
      const last = list.hidden ? -1 : proposals.length - 1;
      switch (event.key) {
        case "ArrowDown":
          if (last < 0) ask(); else if (!event.altKey) mark(active >= last ? -1 : active + 1);
          event.preventDefault();
          break;
        case "ArrowUp":
          if (last >= 0) { mark(active < 0 ? last : active - 1); event.preventDefault(); }
          break;
        case "Enter":
          if (last >= 0 && active >= 0) { take(active); event.preventDefault(); }
          break;
        case "Escape":
          if (last >= 0) { close(); event.preventDefault(); }
          break;
        case "Tab":
          close();
          break;
        default:
      }
    });
  };

  document.querySelectorAll(".box input[name=q]").forEach((each) => {
    if (each instanceof HTMLInputElement) assist(each);
  });
})();
