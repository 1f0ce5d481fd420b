/** Suggestions while typing: names after `@`, commands after `/`. */

import { h } from "./dom.js";
import { here } from "./here.js";
import { nameOf } from "./people.js";

/** Shows suggestions under `input`; `complete` inserts the chosen one. Returns a key handler. */
export function suggestions(input, state) {
  const id = `offer-${Math.random().toString(36).slice(2)}`;
  const list = h("ul", { class: "offers", role: "listbox", id, "aria-label": "Suggestions", hidden: true });
  let found = [];
  let chosen = 0;
  const close = () => {
    found = [];
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const take = (offer) => {
    const caret = input.selectionStart;
    input.setRangeText(offer.text, caret - offer.typed, caret, "end");
    close();
    input.focus();
    input.dispatchEvent(new Event("input"));
  };
  const draw = () => {
    list.replaceChildren(
      ...found.map((offer, place) =>
        h("li", { role: "option", id: `${id}-${place}`, "aria-selected": String(place === chosen), onmousedown: (event) => (event.preventDefault(), take(offer)) }, h("b", {}, offer.label), offer.more ? h("small", {}, offer.more) : null),
      ),
    );
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(Boolean(found.length)));
    if (found.length) input.setAttribute("aria-activedescendant", `${id}-${chosen}`);
  };
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", id);
  input.setAttribute("aria-expanded", "false");
  input.addEventListener("input", () => {
    found = offers(input, state);
    chosen = 0;
    if (found.length) draw();
    else close();
  });
  input.addEventListener("blur", close);
  /** Whether the key was for the offers. */
  const key = (event) => {
    if (!found.length) return false;
    if (event.key === "ArrowDown") chosen = (chosen + 1) % found.length;
    else if (event.key === "ArrowUp") chosen = (chosen + found.length - 1) % found.length;
    else if (event.key === "Enter" || event.key === "Tab") take(found[chosen]);
    else if (event.key === "Escape") close();
    else return false;
    event.preventDefault();
    if (found.length) draw();
    return true;
  };
  return { list, key };
}

function offers(input, state) {
  const before = input.value.slice(0, input.selectionStart);
  const slash = /^\/(\w*)$/.exec(before);
  if (slash) {
    const fitting = here.cast.commands.filter((each) => each.command.startsWith(before));
    return fitting.map((each) => ({ label: each.command, more: each.usage_hint, text: `${each.command} `, typed: before.length }));
  }
  const at = /(?:^|\s)@([\w ]{0,20})$/.exec(before);
  if (!at) return [];
  const letters = at[1].toLowerCase();
  const names = [...state.people.map((person) => nameOf(person.id, state)), ...state.groups.map((group) => group.name)];
  const fitting = names.filter((name) => name.toLowerCase().startsWith(letters) && name.toLowerCase() !== letters);
  return fitting.slice(0, 6).map((name) => ({ label: `@${name}`, text: `@${name} `, typed: at[1].length + 1 }));
}
