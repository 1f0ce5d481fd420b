/** A thread in the panel at the side. */

import { composer } from "./composer.js";
import { entries, messageList, showEntries } from "./channel.js";
import { closeThread, here } from "./here.js";
import { h, shown } from "./dom.js";
import { message } from "./message.js";

const panel = document.getElementById("thread");

export function showThread(place, state) {
  const posts = here.thread ? place.messages.filter((post) => [post.ts, post.thread_ts].includes(here.thread)) : [];
  panel.hidden = !posts.length || (place.direct && here.home);
  if (panel.hidden) {
    panel.shape = null;
    panel.replaceChildren();
    return;
  }
  shown(panel, [here.person, place.id, here.thread], () => [
    h(
      "header",
      { class: "place" },
      h("h2", {}, "Thread"),
      h("span", { class: "members" }, place.direct ? "" : `#${place.name}`),
      h("button", { type: "button", class: "close", "aria-label": "Close thread", onclick: closeThread }, "×"),
    ),
    messageList("Replies"),
    composer(place, state, here.thread),
  ]);
  const list = panel.querySelector(".messages");
  const all = entries(posts, place.refusals.filter((call) => call.thread_ts === here.thread), state);
  showEntries(list, all.filter((entry) => !entry.day), (entry) => message(entry.post, place, state));
}
