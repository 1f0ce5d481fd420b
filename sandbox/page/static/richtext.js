/** Rich text blocks: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */

import { h } from "./dom.js";
import { dated } from "./dates.js";
import { link, mention, withFlags } from "./mrkdwn.js";

const MARKERS = { bullet: ["disc", "circle", "square"], ordered: ["decimal", "lower-alpha", "lower-roman"] };

export function richText(block, state) {
  return h("div", { class: "rich" }, block.elements.map((part) => piece(part, state)));
}

function piece(part, state) {
  const inside = () => part.elements.map((each) => span(each, state));
  switch (part.type) {
    case "rich_text_list":
      return list(part, state);
    case "rich_text_quote":
      return h("blockquote", { dir: "auto" }, inside());
    case "rich_text_preformatted":
      return h("pre", {}, inside());
    default:
      return h("div", { class: "rich-line", dir: "auto" }, inside());
  }
}

function list(part, state) {
  const indent = part.indent ?? 0;
  const marker = MARKERS[part.style]?.[indent % 3] ?? "disc";
  return h(
    part.style === "ordered" ? "ol" : "ul",
    {
      class: part.border ? "bordered" : null,
      start: part.offset ? part.offset + 1 : null,
      style: `list-style-type:${marker};margin-inline-start:${indent * 24}px`,
    },
    part.elements.map((item) => h("li", {}, piece(item, state))),
  );
}

function span(part, state) {
  const styled = (node) => {
    const { bold, italic, strike, code, underline } = part.style ?? {};
    let made = node;
    if (code) made = h("code", {}, made);
    if (underline) made = h("u", {}, made);
    if (strike) made = h("s", {}, made);
    if (italic) made = h("em", {}, made);
    return bold ? h("strong", {}, made) : made;
  };
  switch (part.type) {
    case "text":
      return styled(h("span", {}, withFlags(part.text)));
    case "link":
      return styled(link(part.url, part.text || part.url));
    case "emoji":
      return withFlags(state.emoji[part.skin_tone ? `${part.name}::skin-tone-${part.skin_tone}` : part.name] ?? `:${part.name}:`);
    case "user":
      return styled(mention(state.names[part.user_id] ?? part.user_id));
    case "usergroup":
      return styled(mention(state.names[part.usergroup_id] ?? part.usergroup_id));
    case "channel":
      return styled(mention(state.names[part.channel_id] ?? part.channel_id));
    case "broadcast":
      return styled(mention(`@${part.range}`));
    case "date":
      return styled(h("time", { title: part.fallback }, dated(part.timestamp, part.format, state.timezone)));
    case "color":
      return h("span", { class: "colour" }, h("i", { style: `background:${part.value}` }), part.value);
    default:
      return `(${part.type})`;
  }
}
