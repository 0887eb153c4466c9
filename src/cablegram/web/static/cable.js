// The link of a paragraph is copied when its number is pressed. Every page works without this file.
// @ts-check
"use strict";

(() => {
  const said = document.getElementById("copied");

  document.querySelector(".text")?.addEventListener("click", (event) => {
    const target = event.target;
    const link = target instanceof Element ? target.closest("a.number") : null;
    if (!(link instanceof HTMLAnchorElement) || !navigator.clipboard) return;
    if (!(event instanceof MouseEvent) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    navigator.clipboard.writeText(link.href).then(
      () => {
        document.querySelectorAll(".number.done").forEach((each) => each.classList.remove("done"));
        link.classList.add("done");
        if (said) said.textContent = `The ${(link.getAttribute("aria-label") || "link").toLowerCase()} is copied.`;
      },
      () => { /* not allowed: the address of the page says the same */ },
    );
  });
})();
