/** Short notices at the top of the page, announced by screen readers. */

import { h } from "./dom.js";

const MOST = 3;

export function toast(words, kind = "note") {
  const note = h("p", { class: `toast ${kind}` }, words);
  const notes = document.getElementById("toasts");
  notes.append(note);
  while (notes.childElementCount > MOST) notes.firstElementChild.remove();
  setTimeout(() => note.remove(), 7000);
}
