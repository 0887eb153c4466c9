// Notes on what is selected. Without this file the link beside each paragraph leads to a form.
// @ts-check
"use strict";

(() => {
  const AROUND = 32;
  const LONGEST = 4000;
  const template = document.getElementById("note-form");
  if (!(template instanceof HTMLTemplateElement)) return;

  /** @param {string} text */
  const plain = (text) => text.replace(/\s+/g, " ").trim();

  /**
   * The words of a range as the paragraph has them: without what the page puts between them.
   * @param {Range} range
   */
  const wordsOf = (range) => {
    const piece = range.cloneContents();
    piece.querySelectorAll(".letter, .note-number, .own-note, h2, form").forEach((each) => each.remove());
    piece.querySelectorAll("p, pre").forEach((each) => each.append(" "));
    return piece.textContent || "";
  };

  /**
   * @param {HTMLElement} body of a paragraph
   * @param {Range} range within it
   */
  const around = (body, range) => {
    const before = document.createRange();
    before.setStart(body, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const behind = document.createRange();
    behind.setStart(range.endContainer, range.endOffset);
    behind.setEnd(body, body.childNodes.length);
    return {
      exact: plain(wordsOf(range)).slice(0, LONGEST),
      prefix: plain(wordsOf(before)).slice(-AROUND),
      suffix: plain(wordsOf(behind)).slice(0, AROUND),
    };
  };

  /** @type {HTMLFormElement | null} */
  let open = null;

  const leave = () => {
    open?.remove();
    open = null;
  };

  /**
   * @param {HTMLElement} paragraph
   * @param {{exact: string, prefix: string, suffix: string}} words empty for all of it
   */
  const write = (paragraph, words) => {
    const body = paragraph.querySelector(".body");
    const link = paragraph.querySelector("[data-place]");
    const made = template.content.cloneNode(true);
    if (!body || !(link instanceof HTMLElement) || !(made instanceof DocumentFragment)) return;
    leave();
    const form = made.querySelector("form");
    if (!form) return;
    for (const [name, value] of Object.entries({ p: link.dataset.place || "", ...words })) {
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLInputElement) field.value = value;
    }
    const said = form.querySelector(".words-of-note");
    if (said) said.textContent = words.exact ? `on “${words.exact}”` : "on the whole paragraph";
    form.querySelector("[data-leave]")?.addEventListener("click", () => { leave(); link.focus(); });
    body.append(form);
    open = form;
    const text = form.elements.namedItem("body");
    if (text instanceof HTMLElement) text.focus();
  };

  const button = document.createElement("button");
  button.type = "button";
  button.className = "note-button";
  button.textContent = "Note";

  /** @returns {{paragraph: HTMLElement, range: Range} | null} what is selected, within one paragraph */
  const selected = () => {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    const inner = range.commonAncestorContainer;
    const element = inner instanceof Element ? inner : inner.parentElement;
    const body = element?.closest(".para .body");
    const paragraph = body?.closest(".para");
    if (!(paragraph instanceof HTMLElement) || element?.closest(".own-note, form")) return null;
    return plain(wordsOf(range)) ? { paragraph, range } : null;
  };

  const offer = () => {
    const found = selected();
    if (!found) { button.remove(); return; }
    const box = found.range.getBoundingClientRect();
    const page = document.documentElement;
    button.style.setProperty("top", `${box.bottom + page.scrollTop + 6}px`);
    button.style.setProperty("left", `${Math.min(box.left + page.scrollLeft, page.clientWidth - 80)}px`);
    if (!button.isConnected) found.paragraph.querySelector(".margin")?.append(button);
  };

  let waiting = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(offer, 150);
  });
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    const found = selected();
    const body = found?.paragraph.querySelector(".body");
    button.remove();
    if (found && body instanceof HTMLElement) write(found.paragraph, around(body, found.range));
  });

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-place]") : null;
    const paragraph = link?.closest(".para");
    if (!(paragraph instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    write(paragraph, { exact: "", prefix: "", suffix: "" });
  });
})();
