/** Keeps a list of messages at its newest one, until somebody scrolls up to read. */

const NEAR = 60;

/** Lets a list stay at its end while messages arrive, pictures load and the window changes. */
export function staysAtEnd(list) {
  list.addEventListener("scroll", () => noticed(list));
  list.addEventListener("load", () => settle(list), true);
  new ResizeObserver(() => settle(list)).observe(list);
}

/** Only going up leads away: what was at the end is further from it as well where the lines become longer. */
function noticed(list) {
  if (list.scrollHeight - list.scrollTop - list.clientHeight < NEAR) list.away = false;
  else if (list.scrollTop < list.was) list.away = true;
  list.was = list.scrollTop;
}

/** Goes to the end again, unless somebody reads further up. */
export function settle(list) {
  if (!list.away) list.scrollTop = list.scrollHeight;
}

/** Goes to the end, wherever one was: one has just said something. */
export function goToEnd(list) {
  list.away = false;
  settle(list);
}
