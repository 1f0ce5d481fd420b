/** Avatars, names, and the user switch at the top. */

import { h } from "./dom.js";

const COLOURS = ["#c2410c", "#0f766e", "#7c3aed", "#be185d", "#1d4ed8", "#4d7c0f", "#b45309"];

/** Renders an avatar: the app's icon, or an initial on the user's color. */
export function avatar(id, state, size = 36) {
  const square = `width:${size}px;height:${size}px;font-size:${Math.round(size * 0.45)}px`;
  if (id === state.bot) return h("img", { class: "avatar", src: "/static/icon.svg", alt: "", style: square });
  const name = nameOf(id, state);
  const place = state.people.findIndex((person) => person.id === id);
  const colour = id === "USLACKBOT" ? "#611f69" : COLOURS[Math.max(0, place) % COLOURS.length];
  return h("span", { class: "avatar", "aria-hidden": "true", style: `${square};background:${colour}` }, name[0] ?? "?");
}

export function nameOf(id, state) {
  return (state.names[id] ?? id).replace(/^[@#]/, "");
}

/** Renders the user switch; `become` receives the selected user. */
export function castSwitch(people, chosen, become) {
  return people.map((person) =>
    h(
      "label",
      { class: "player" },
      h("input", {
        type: "radio",
        name: "person",
        value: person.id,
        checked: person.id === chosen,
        onchange: () => become(person.id),
      }),
      h("span", {}, h("b", {}, person.name.split(" ")[0]), " ", h("small", {}, person.role)),
    ),
  );
}
