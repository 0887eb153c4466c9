// A timeline that one can brush: drag over the bars, or move its two handles with the keys.
// Without this file the bars are links, and the form below them takes a span.
// @ts-check
"use strict";

(() => {
  const LEAST_PIXELS = 6;

  /** @param {HTMLElement} figure */
  const brushed = (figure) => {
    const plot = figure.querySelector(".plot");
    const form = figure.querySelector("form.span");
    const [from, to] = [...figure.querySelectorAll("form.span input[size]")];
    const names = (figure.dataset.names || "").split(" ");
    if (!(plot instanceof HTMLElement && form instanceof HTMLFormElement)) return;
    if (!(from instanceof HTMLInputElement && to instanceof HTMLInputElement) || names.length < 2) return;
    const end = names.length - 1;
    const chosen = document.createElement("div");
    chosen.className = "chosen";
    /** @type {[number, number]} places of the first and the last bar that are chosen */
    let span = [0, end];

    const handles = [0, 1].map((side) => {
      const handle = document.createElement("div");
      handle.className = "handle";
      handle.tabIndex = 0;
      handle.setAttribute("role", "slider");
      const unit = (names[0] || "").includes("-") ? "month" : "year";
      handle.setAttribute("aria-label", side ? `Last ${unit}` : `First ${unit}`);
      handle.setAttribute("aria-valuemin", "0");
      handle.setAttribute("aria-valuemax", String(end));
      return handle;
    });

    /** @param {number} first @param {number} last */
    const choose = (first, last) => {
      const within = [first, last].map((each) => Math.max(0, Math.min(end, each)));
      span = [Math.min(...within), Math.max(...within)];
      const left = (100 * span[0]) / names.length;
      const right = (100 * (span[1] + 1)) / names.length;
      chosen.style.left = `${left}%`;
      chosen.style.width = `${right - left}%`;
      chosen.classList.toggle("whole", span[0] === 0 && span[1] === end);
      handles.forEach((handle, side) => {
        handle.style.left = `${side ? right : left}%`;
        handle.setAttribute("aria-valuenow", String(span[side]));
        handle.setAttribute("aria-valuetext", names[span[side] ?? 0] || "");
      });
      from.value = names[span[0]] || "";
      to.value = names[span[1]] || "";
    };

    /** @param {number} x in the window @returns {number} the bar that is there */
    const barAt = (x) => {
      const box = plot.getBoundingClientRect();
      return Math.max(0, Math.min(end, Math.floor(((x - box.left) / box.width) * names.length)));
    };

    /** @param {number} side @param {number} place where it shall stand, not beyond the other */
    const move = (side, place) => {
      if (side) choose(span[0], Math.max(span[0], place));
      else choose(Math.min(span[1], place), span[1]);
    };

    handles.forEach((handle, side) => {
      handle.addEventListener("keydown", (event) => {
        const leap = names.length > 40 ? 10 : 5;
        const here = span[side] ?? 0;
        const places = /** @type {Record<string, number>} */ ({
          ArrowLeft: here - 1, ArrowDown: here - 1, ArrowRight: here + 1, ArrowUp: here + 1,
          PageDown: here - leap, PageUp: here + leap, Home: 0, End: end,
        });
        const place = places[event.key];
        if (event.key === "Enter") form.requestSubmit();
        else if (event.key === "Escape") choose(0, end);
        else if (place === undefined) return;
        else move(side, place);
        event.preventDefault();
        event.stopPropagation();
      });
    });

    /** @type {{x: number, side: number, moves: boolean} | null} */
    let drag = null;
    plot.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      const side = handles.findIndex((handle) => handle === event.target);
      drag = { x: event.clientX, side, moves: false };
    });
    plot.addEventListener("pointermove", (event) => {
      if (!drag || (!drag.moves && Math.abs(event.clientX - drag.x) < LEAST_PIXELS)) return;
      if (!drag.moves) plot.setPointerCapture(event.pointerId);
      drag.moves = true;
      if (drag.side < 0) choose(barAt(drag.x), barAt(event.clientX));
      else move(drag.side, barAt(event.clientX));
    });
    plot.addEventListener("pointerup", () => {
      const done = drag;
      drag = null;
      if (!done?.moves) return;
      // The click that follows a drag is none on the bar below it.
      const swallow = (/** @type {Event} */ event) => { event.preventDefault(); event.stopPropagation(); };
      plot.addEventListener("click", swallow, { capture: true, once: true });
      window.setTimeout(() => plot.removeEventListener("click", swallow, { capture: true }), 0);
      form.requestSubmit();
    });
    plot.addEventListener("pointercancel", () => { drag = null; choose(0, end); });
    plot.addEventListener("dragstart", (event) => event.preventDefault());

    plot.classList.add("brushed");
    plot.append(chosen, ...handles);
    choose(0, end);
    // A page that the browser brings back shows what it is about, not what was brushed last.
    window.addEventListener("pageshow", () => choose(0, end));
  };

  document.querySelectorAll("figure.timeline[data-names]").forEach((each) => {
    if (each instanceof HTMLElement) brushed(each);
  });
})();
