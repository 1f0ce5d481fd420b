/** Customer reviews and replies. */

import { h } from "./dom.js";
import { pill } from "./pills.js";

export function reviews(app) {
  if (!app.reviews.length) return h("p", { class: "empty" }, "Nobody has written anything yet.");
  return h("ol", { class: "reviews" }, app.reviews.map(review));
}

function review(one) {
  const written = new Date(one.created);
  return h(
    "li",
    { class: "review" },
    h(
      "p",
      { class: "stars" },
      h("span", { role: "img", "aria-label": `${one.rating} of 5 stars` }, "★".repeat(one.rating), h("i", {}, "★".repeat(5 - one.rating))),
      h("small", {}, `${one.nickname} · ${one.territory} · `, h("time", { datetime: one.created, title: one.id }, written.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" }))),
    ),
    one.title ? h("h3", { dir: "auto" }, one.title) : null,
    h("p", { dir: "auto" }, one.body),
    one.reply === null ? null : h("blockquote", { dir: "auto" }, h("p", { class: "reply-head" }, h("b", {}, "Developer response "), pill(one.reply_state)), h("p", {}, one.reply)),
  );
}
