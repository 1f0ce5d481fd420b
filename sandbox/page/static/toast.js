/** Short notes at the bottom of the page; a screen reader reads them out. */

import { h } from "./dom.js";

export function toast(words, kind = "note") {
  const note = h("p", { class: `toast ${kind}` }, words);
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), 7000);
}
