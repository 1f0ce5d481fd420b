/** One message: author, time, blocks or text, files, reactions, thread and menu. */

import { act, here, openThread } from "./here.js";
import { avatar, nameOf } from "./people.js";
import { blocks } from "./blocks.js";
import { h } from "./dom.js";
import { icon, receipt } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { sizeOf } from "./files.js";
import { thumbnail } from "./lightbox.js";
import { timeOf } from "./dates.js";
import { used } from "./form.js";

/** Renders a message; `replies` are its thread's replies, if they are shown below it. */
export function message(post, place, state, replies = null) {
  const name = nameOf(post.user, state);
  return h(
    "article",
    { class: `message${post.seen_by ? " whisper" : ""}`, "data-ts": post.ts, tabindex: "-1", "aria-label": `${name}, ${timeOf(Number(post.ts), state.timezone)}` },
    post.seen_by ? h("p", { class: "only-you" }, icon("eye"), " Only visible to you") : null,
    avatar(post.user, state),
    h(
      "div",
      { class: "message-body" },
      h(
        "p",
        { class: "byline" },
        h("b", {}, name),
        post.user === state.bot ? h("span", { class: "badge" }, "APP") : null,
        h("time", {}, timeOf(Number(post.ts), state.timezone)),
      ),
      content(post, place, state),
      reactions(post, state),
      replies?.length ? summary(post, replies, state) : null,
    ),
    post.deleted || post.seen_by ? null : tools(post, place, state),
  );
}

function content(post, place, state) {
  if (post.deleted) return h("p", { class: "gone" }, "This message was deleted.");
  const desk = {
    held: () => null,
    draft: () => undefined,
    typed: () => {},
    use: (what, value) => used("click", { channel: place.id, ts: post.ts, what, value }),
    search: async () => [],
  };
  const words = post.blocks.length ? blocks(post.blocks, state, desk) : h("div", { class: "words", dir: "auto" }, mrkdwn(post.text, state));
  const edited = post.edited && post.user !== state.bot ? h("small", { class: "edited" }, "(edited)") : null;
  return [words, edited, post.files.length ? h("div", { class: "files" }, post.files.map(file)) : null];
}

function file(one) {
  if (one.gone) return h("span", { class: "gone" }, "This file was deleted.");
  if (one.width) return thumbnail(`/files/${one.id}`, one.name);
  return h("span", { class: "chip" }, icon("paper"), h("span", {}, one.name, h("small", {}, `${one.kind} · ${sizeOf(one.size)}`)));
}

function reactions(post, state) {
  if (!post.reactions.length) return null;
  const one = ({ name, users }) => {
    const who = users.map((user) => nameOf(user, state)).join(", ");
    return h("li", { title: `${who} reacted with ${name}` }, receipt(name.slice(1, -1)) ?? state.emoji[name.slice(1, -1)] ?? name, h("span", {}, String(users.length)));
  };
  return h("ul", { class: "reactions", "aria-label": "Reactions" }, post.reactions.map(one));
}

function summary(post, replies, state) {
  const people = [...new Set(replies.map((reply) => reply.user))];
  const last = replies.at(-1);
  return h(
    "button",
    { type: "button", class: "thread-summary", onclick: () => openThread(post.ts) },
    people.slice(0, 4).map((person) => avatar(person, state, 22)),
    h("b", {}, replies.length === 1 ? "1 reply" : `${replies.length} replies`),
    h("span", {}, `Last reply at ${timeOf(Number(last.ts), state.timezone)}`),
  );
}

function tools(post, place, state) {
  const root = post.thread_ts || post.ts;
  const entries = here.cast.shortcuts.map((each) => [`${each.name} · ${nameOf(state.bot, state)}`, () => used("shortcut", { channel: place.id, ts: post.ts, callback_id: each.callback_id })]);
  if (post.user === state.me) entries.push(["Delete message", () => act("delete", { channel: place.id, ts: post.ts })]);
  const menu = h(
    "details",
    { class: "overflow" },
    h("summary", { "aria-label": "More actions" }, icon("more")),
    h("ul", {}, entries.map(([label, does]) => h("li", {}, h("button", { type: "button", onclick: () => ((menu.open = false), does()) }, label)))),
  );
  return h(
    "div",
    { class: "tools" },
    h("button", { type: "button", "aria-label": "Reply in thread", title: "Reply in thread", onclick: () => openThread(root) }, icon("reply")),
    menu,
  );
}

/** Renders a call of the app that Slack refused. */
export function refusal(call) {
  const why = call.why.length ? call.why : ["Slack gave no reason."];
  return h("article", { class: "refusal", role: "note" }, h("b", {}, `Slack refused ${call.method}: ${call.error}`), h("ul", {}, why.map((each) => h("li", {}, each))));
}

/** An ephemeral message in a thread without replies, which Slack does not show: https://docs.slack.dev/reference/methods/chat.postEphemeral */
export function unheard(post) {
  return h("article", { class: "refusal", role: "note" }, h("b", {}, "Slack shows this to nobody: it is only visible to you, in a thread that nobody has begun."), h("p", {}, post.text));
}
