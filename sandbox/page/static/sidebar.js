/** The list of channels and the app, with unread marks. */

import { avatar, nameOf } from "./people.js";
import { go, here } from "./here.js";
import { h, shown } from "./dom.js";
import { icon } from "./icons.js";

const sidebar = document.getElementById("sidebar");
const read = new Map();

export function showSidebar(state) {
  const now = here.place;
  const newest = (place) => place.messages.filter((post) => post.user !== state.me).at(-1)?.ts ?? "";
  const key = (place) => `${here.person} ${place.id}`;
  for (const place of state.places) {
    if (place.id === now || !read.has(key(place))) read.set(key(place), newest(place));
  }
  const isNew = (place) => newest(place) > read.get(key(place));
  const rows = state.places.map((place) => [place.id, place.name, place.private, place.direct, isNew(place), place.id === now]);
  shown(sidebar, [here.person, state.team, rows], () => [
    h("p", { class: "team" }, state.team),
    h("h2", {}, "Channels"),
    h("ul", {}, state.places.filter((place) => !place.direct).map((place) => row(place, isNew(place), [place.private ? icon("lock") : "#", place.name], () => go({ place: place.id, thread: "" })))),
    h("h2", {}, "Apps"),
    h("ul", {}, state.places.filter((place) => place.direct).map((place) => row(place, isNew(place), [avatar(state.bot, state, 20), nameOf(state.bot, state)], () => here.openApp(here.home)))),
  ]);
}

function row(place, isNew, label, open) {
  const current = place.id === here.place;
  return h(
    "li",
    {},
    h("button", { type: "button", class: isNew ? "new" : null, "aria-current": current ? "page" : null, onclick: open }, label, isNew ? h("span", { class: "dot" }, h("span", { class: "hidden" }, "new messages")) : null),
  );
}
