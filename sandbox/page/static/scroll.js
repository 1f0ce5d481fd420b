/** Keeps a message list scrolled to its end until the user scrolls up. */

const NEAR = 60;

/** Keeps a list at its end while messages arrive, images load and the window is resized. */
export function staysAtEnd(list) {
  list.addEventListener("scroll", () => noticed(list));
  list.addEventListener("load", () => settle(list), true);
  new ResizeObserver(() => settle(list)).observe(list);
}

/** Only scrolling up leaves the end: longer content also increases the distance to it. */
function noticed(list) {
  if (list.scrollHeight - list.scrollTop - list.clientHeight < NEAR) list.away = false;
  else if (list.scrollTop < list.was) list.away = true;
  list.was = list.scrollTop;
}

/** Scrolls to the end, unless the user has scrolled up. */
export function settle(list) {
  if (!list.away) list.scrollTop = list.scrollHeight;
}

/** Scrolls to the end after the user has posted. */
export function goToEnd(list) {
  list.away = false;
  settle(list);
}
