// What is selected in a portion comes into its form. Without this file the words are typed there.
// @ts-check
"use strict";

(() => {
  /** @param {Node | null} node */
  const portionOf = (node) => {
    const element = node instanceof Element ? node : node && node.parentElement;
    return element ? element.closest(".said[data-portion]") : null;
  };

  document.addEventListener("mouseup", () => {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return;
    const portion = portionOf(selection.anchorNode);
    if (!(portion instanceof HTMLElement) || portion !== portionOf(selection.focusNode)) return;
    const piece = selection.getRangeAt(0).cloneContents();
    piece.querySelectorAll(".codes").forEach((each) => each.remove());
    const words = document.getElementById(`words-${portion.dataset.portion}`);
    const said = (piece.textContent || "").trim();
    if (!(words instanceof HTMLTextAreaElement) || !said) return;
    words.value = said;
    const box = words.closest("details");
    if (box instanceof HTMLDetailsElement) box.open = true;
  });
})();
