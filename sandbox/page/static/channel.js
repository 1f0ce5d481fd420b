/** The open conversation: its name, its messages and the composer. */

import { avatar, nameOf } from "./people.js";
import { composer } from "./composer.js";
import { dayOf } from "./dates.js";
import { h, keyed, shown } from "./dom.js";
import { icon } from "./icons.js";
import { here } from "./here.js";
import { message, refusal, unheard } from "./message.js";
import { settle, staysAtEnd } from "./scroll.js";
import { showHome } from "./home.js";
import { tab } from "./tabs.js";

const channel = document.getElementById("channel");

/** Returns the entries of a message list by time: messages, refused calls and days. */
export function entries(messages, refusals, state) {
  const said = messages.map((post) => ({ at: Number(post.ts), key: post.ts, post }));
  const refused = refusals.map((call, number) => ({ at: call.at, key: `refused-${number}-${call.at}`, call }));
  const all = [...said, ...refused].sort((one, other) => one.at - other.at);
  let day = "";
  return all.flatMap((entry) => {
    const today = dayOf(entry.at, state.timezone);
    const heading = today === day ? [] : [{ key: `day-${today}`, day: today }];
    day = today;
    return [...heading, entry];
  });
}

/** Creates a message list. */
export function messageList(label) {
  const list = h("div", { class: "messages", role: "log", "aria-live": "polite", "aria-label": label, tabindex: "0" });
  staysAtEnd(list);
  return list;
}

/** Shows entries in a list, and stays scrolled to its end if it was. */
export function showEntries(list, all, make) {
  keyed(list, all, {
    key: (entry) => entry.key,
    print: (entry) => JSON.stringify([entry, here.person]),
    make: (entry) => {
      if (entry.day) return h("p", { class: "day" }, h("span", {}, entry.day));
      return entry.call ? refusal(entry.call) : make(entry);
    },
  });
  settle(list);
}

export function showChannel(place, state) {
  shown(channel, [here.person, place.id, here.home, place.direct && state.bot], () => frame(place, state));
  if (place.direct) showTabs(state);
  const list = channel.querySelector(".messages");
  if (!list) {
    showHome(channel.querySelector(".home"), state);
    return;
  }
  const replies = (ts) => place.messages.filter((post) => post.thread_ts === ts && post.ts !== ts && !post.seen_by);
  const isUnheard = (post) => post.seen_by && post.thread_ts && !replies(post.thread_ts).length;
  const tops = place.messages.filter((post) => !post.thread_ts || post.thread_ts === post.ts || post.broadcast || isUnheard(post));
  const all = entries(tops, place.refusals.filter((call) => !call.thread_ts), state).map((entry) => ({ ...entry, replies: entry.post ? replies(entry.post.ts) : [] }));
  showEntries(list, all, (entry) => (isUnheard(entry.post) ? unheard(entry.post) : message(entry.post, place, state, entry.replies)));
}

function frame(place, state) {
  const head = place.direct
    ? h("header", { class: "place" }, avatar(state.bot, state, 24), h("h1", {}, nameOf(state.bot, state)), h("div", { class: "tabs", role: "tablist", "aria-label": "App" }))
    : h("header", { class: "place" }, h("h1", {}, place.private ? icon("lock") : "#", ` ${place.name}`), h("span", { class: "members" }, `${place.members.length} members`));
  if (place.direct && here.home) return [head, h("div", { class: "home", role: "tabpanel", tabindex: "0" })];
  return [head, messageList(`Messages in ${place.direct ? nameOf(state.bot, state) : place.name}`), composer(place, state, "")];
}

function showTabs(state) {
  const tabs = channel.querySelector(".tabs");
  shown(tabs, [here.person, here.home], () =>
    [["Home", true], ["Messages", false]].map(([label, home]) => tab(label, here.home === home, () => here.openApp(home))),
  );
}
