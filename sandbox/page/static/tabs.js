/** Accessible tabs: one tab stop, arrow keys between them. */

import { h } from "./dom.js";

const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

export function tab(label, selected, open) {
  return h("button", { type: "button", role: "tab", "aria-selected": String(selected), tabindex: selected ? "0" : "-1", onclick: open, onkeydown: step }, label);
}

function step(event) {
  if (!(event.key in STEPS)) return;
  const all = [...event.currentTarget.parentElement.children];
  const next = all[(all.indexOf(event.currentTarget) + STEPS[event.key] + all.length) % all.length];
  event.preventDefault();
  next.focus();
  next.click();
}
