// The drawing of a matter by the arrow keys. Every page works without this file.
// @ts-check
"use strict";

(() => {
  /** @type {SVGAElement[]} in order of time, as the keyboard goes through them anyway */
  const marks = [...document.querySelectorAll(".graph a.step")]
    .flatMap((each) => (each instanceof SVGAElement ? [each] : []));

  /** @param {SVGAElement} mark its place from the left, in pixels */
  const left = (mark) => mark.getBoundingClientRect().left;

  /** @param {SVGAElement} mark the number of its lane */
  const lane = (mark) => Number(mark.dataset.lane);

  /** @param {SVGAElement | undefined} mark to go to, in the middle of the window that scrolls */
  const goTo = (mark) => {
    if (!mark) return;
    mark.focus({ preventScroll: true });
    mark.scrollIntoView({ block: "nearest", inline: "center" });
  };

  /**
   * @param {SVGAElement} mark from which to go
   * @param {number} way 1 to the lanes below, -1 to those above
   */
  const beside = (mark, way) => {
    const others = marks.filter((each) => (lane(each) - lane(mark)) * way > 0);
    const nearest = Math.min(...others.map((each) => Math.abs(lane(each) - lane(mark))));
    return others
      .filter((each) => Math.abs(lane(each) - lane(mark)) === nearest)
      .sort((one, other) => Math.abs(left(one) - left(mark)) - Math.abs(left(other) - left(mark)))[0];
  };

  document.querySelector(".graph")?.addEventListener("keydown", (event) => {
    if (!(event instanceof KeyboardEvent) || event.ctrlKey || event.metaKey || event.altKey) return;
    const here = marks.findIndex((each) => each === document.activeElement);
    const mark = marks[here];
    if (!mark) return;
    /** @type {Record<string, () => SVGAElement | undefined>} */
    const ways = {
      ArrowRight: () => marks[here + 1],
      ArrowLeft: () => marks[here - 1],
      ArrowDown: () => beside(mark, 1),
      ArrowUp: () => beside(mark, -1),
      Home: () => marks[0],
      End: () => marks[marks.length - 1],
    };
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    goTo(way());
  });
})();
