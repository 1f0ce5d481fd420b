/** Slack's own markup: https://docs.slack.dev/messaging/formatting-message-text */

import { h } from "./dom.js";
import { dated } from "./dates.js";

const INLINE =
  /`([^`\n]+)`|<([^<>\n]+)>|(?<![\p{L}\p{N}*])\*(?=\S)([^\n]*?\S)\*(?![\p{L}\p{N}*])|(?<![\p{L}\p{N}_])_(?=\S)([^\n]*?\S)_(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}~])~(?=\S)([^\n]*?\S)~(?![\p{L}\p{N}~])|:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/gu;
const BARE = /https?:\/\/[^\s<>]*[^\s<>.,;:!?)"']/g;

export function unescaped(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** Renders flags as small letters, because many systems have no glyphs for 🇩🇪 and 🇯🇵. */
export function withFlags(words) {
  return words.split(/([\u{1F1E6}-\u{1F1FF}]{2})/u).map((part, place) => {
    if (place % 2 === 0) return part;
    const country = [...part].map((letter) => String.fromCharCode(letter.codePointAt(0) - 0x1f1e6 + 65)).join("");
    return h("span", { class: "flag", role: "img", "aria-label": `flag of ${country}` }, country);
  });
}

/** Renders markup; `verbatim` leaves bare URLs unchanged. */
export function mrkdwn(text, state, verbatim = false) {
  return text.split(/```\n?([\s\S]*?)\n?```/).flatMap((part, place) => {
    if (place % 2) return [h("pre", {}, unescaped(part))];
    return part ? quotes(part, state, verbatim) : [];
  });
}

/** Renders a `plain_text` object. */
export function plain(text, state) {
  if (!text) return "";
  return text.emoji === false ? text.text : text.text.replace(/:([a-z0-9_+'-]+):/g, (whole, name) => state.emoji[name] ?? whole);
}

/** Renders a text object. */
export function text(object, state) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwn(object.text, state, object.verbatim) : [plain(object, state)];
}

export function mention(words) {
  return h("span", { class: "mention" }, words);
}

export function link(url, words) {
  if (!/^(https?|mailto|tel):/.test(url)) return h("span", {}, words);
  return h("a", { href: url, target: "_blank", rel: "noreferrer noopener" }, words);
}

function quotes(part, state, verbatim) {
  const nodes = [];
  let quoted = [];
  const finish = () => {
    if (quoted.length) nodes.push(h("blockquote", {}, lines(quoted.join("\n"), state, verbatim)));
    quoted = [];
  };
  const plainLines = [];
  const spill = () => {
    if (plainLines.length) nodes.push(...lines(plainLines.splice(0).join("\n"), state, verbatim));
  };
  for (const line of part.split("\n")) {
    const found = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (found) {
      spill();
      quoted.push(found[1]);
    } else {
      finish();
      plainLines.push(line);
    }
  }
  finish();
  spill();
  return nodes;
}

function lines(part, state, verbatim) {
  return inline(part, state, verbatim);
}

function inline(part, state, verbatim) {
  const nodes = [];
  let end = 0;
  for (const found of part.matchAll(INLINE)) {
    nodes.push(...bare(part.slice(end, found.index), verbatim));
    nodes.push(one(found, state, verbatim));
    end = found.index + found[0].length;
  }
  return [...nodes, ...bare(part.slice(end), verbatim)];
}

function one([whole, code, angle, bold, italic, strike, emoji], state, verbatim) {
  if (code) return h("code", {}, unescaped(code));
  if (angle) return inAngles(angle, state);
  if (bold) return h("strong", {}, inline(bold, state, verbatim));
  if (italic) return h("em", {}, inline(italic, state, verbatim));
  if (strike) return h("s", {}, inline(strike, state, verbatim));
  return h("span", {}, withFlags(state.emoji[emoji] ?? whole));
}

function inAngles(inside, state) {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? "" : unescaped(inside.slice(bar + 1));
  const rest = target.slice(1);
  if (target[0] === "@") return mention(state.names[rest] ?? `@${label || rest}`);
  if (target[0] === "#") return mention(state.names[rest] ?? `#${label || rest}`);
  if (target.startsWith("!date^")) {
    const [, seconds, pattern] = target.split("^");
    return h("time", { title: label }, dated(Number(seconds), pattern, state.timezone));
  }
  if (target.startsWith("!subteam^")) return mention(state.names[rest.slice(8)] ?? label);
  if (target[0] === "!") return mention(`@${label || rest}`);
  return link(unescaped(target), label || unescaped(target));
}

function bare(part, verbatim) {
  const words = unescaped(part);
  if (verbatim) return withFlags(words);
  const nodes = [];
  let end = 0;
  for (const found of words.matchAll(BARE)) {
    nodes.push(...withFlags(words.slice(end, found.index)), link(found[0], found[0]));
    end = found.index + found[0].length;
  }
  return [...nodes, ...withFlags(words.slice(end))];
}
