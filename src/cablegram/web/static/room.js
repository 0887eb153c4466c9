// Keys for the reading room. Every page works without this file.
// @ts-check
"use strict";

(() => {
  const OFF = "cablegram.keys-off";
  const LIST = "cablegram.last-search";

  /** @returns {boolean} whether the reader has switched the keys off */
  const areOff = () => {
    try { return localStorage.getItem(OFF) === "1"; } catch { return true; }
  };

  /** @returns {{place: string, hits: string[]} | null} the last search of this tab */
  const lastSearch = () => {
    try { return JSON.parse(sessionStorage.getItem(LIST) || "null"); } catch { return null; }
  };

  /** @param {Element | null} element to bring into view and to mark as the present one */
  const goTo = (element) => {
    if (!element) return;
    document.querySelectorAll(".now").forEach((each) => each.classList.remove("now"));
    element.classList.add("now");
    element.scrollIntoView({ block: "nearest" });
    const link = element.querySelector("h2 a, a.number, [data-key]");
    if (link instanceof HTMLElement) link.focus({ preventScroll: true });
  };

  /** @returns {Element | null} where the reader is: where the keys led him, or the address */
  const present = () => document.querySelector(".now") || document.querySelector(".portion:target");

  /**
   * @param {string} key of something on the page that says so: of where the reader is, or of no portion
   * @returns {HTMLElement | undefined}
   */
  const named = (key) => {
    const now = present();
    /** @type {NodeListOf<HTMLElement>} */
    const all = document.querySelectorAll("[data-key]");
    return [...all].find((each) => each.dataset.key === key
      && (!each.closest(".portion") || each.closest(".portion") === now));
  };

  /** @param {HTMLElement} element to do what it is for: to be followed, pressed, opened, written in */
  const use = (element) => {
    if (element.parentElement instanceof HTMLDetailsElement) {
      element.parentElement.open = true;
      const first = element.parentElement.querySelector("select, input:not([type=hidden]), textarea");
      if (first instanceof HTMLElement) first.focus();
    } else if (element instanceof HTMLTextAreaElement) element.focus();
    else element.click();
  };

  /** @param {number} step one on, or one back, among results, paragraphs or portions */
  const move = (step) => {
    const all = [...document.querySelectorAll(".hit, .para, .portion")];
    const now = present();
    const place = now ? all.indexOf(now) : -1;
    goTo(all[place < 0 && step < 0 ? all.length - 1 : place + step] || null);
  };

  /** @param {number} step one on, or one back, among the cables of the last search */
  const neighbour = (step) => {
    const search = lastSearch();
    const place = search ? search.hits.indexOf(location.pathname) : -1;
    const next = search && place >= 0 ? search.hits[place + step] : undefined;
    if (next) location.assign(next);
  };

  /** @type {Record<string, () => void>} */
  const KEYS = {
    "/": () => {
      const box = document.getElementById("q");
      if (box instanceof HTMLInputElement) { box.focus(); box.select(); }
    },
    "?": () => location.assign("/help#keys"),
    j: () => move(1),
    k: () => move(-1),
    u: () => { const search = lastSearch(); if (search) location.assign(search.place); },
    "[": () => neighbour(-1),
    "]": () => neighbour(1),
    c: () => { if (document.getElementById("cite")) location.hash = "cite"; },
  };

  document.addEventListener("keydown", (event) => {
    const target = event.target;
    const writes = target instanceof HTMLElement
      && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));
    if (writes || event.ctrlKey || event.metaKey || event.altKey || areOff()) return;
    const element = event.key in KEYS ? undefined : named(event.key);
    const act = element ? () => use(element) : KEYS[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  if (document.body.classList.contains("results")) {
    const hits = [...document.querySelectorAll(".hit h2 a")].map((each) => each.getAttribute("href") || "");
    try {
      const place = location.pathname + location.search;
      sessionStorage.setItem(LIST, JSON.stringify({ place, hits }));
    } catch { /* a browser that keeps nothing: the keys of the last search do nothing */ }
  }

  const box = document.getElementById("keys-off");
  if (box instanceof HTMLInputElement) {
    box.checked = areOff();
    box.closest("p")?.removeAttribute("hidden");
    box.addEventListener("change", () => {
      try { localStorage.setItem(OFF, box.checked ? "1" : "0"); } catch { box.checked = true; }
    });
  }
})();
