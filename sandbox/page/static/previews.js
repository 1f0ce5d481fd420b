/** App previews of a version: a tile with the name of each video. */

import { h } from "./dom.js";
import { pill } from "./pills.js";

export function reel(set, locale) {
  return h(
    "section",
    { class: "set", "aria-label": `App previews ${set.preview_type}, ${locale.locale}` },
    h("h3", {}, "App previews ", h("code", {}, set.preview_type), h("small", {}, ` ${set.previews.length} of at most 3`)),
    h("ol", { class: "shots" }, set.previews.map(tile)),
  );
}

function tile(one) {
  return h(
    "li",
    { class: `shot ${one.state.toLowerCase()}` },
    h("span", { class: "film" }, h("span", { "aria-hidden": "true" }, "▶"), one.name),
    one.seconds === null ? null : h("span", {}, `${Math.round(one.seconds)} seconds`),
    one.state === "COMPLETE" ? null : pill(one.state),
    one.faults.map((fault) => h("small", { class: "fault" }, fault)),
  );
}
