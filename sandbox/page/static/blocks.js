/** Renders Block Kit blocks: https://docs.slack.dev/reference/block-kit/blocks */

import { element, picture } from "./elements.js";
import { field } from "./fields.js";
import { h } from "./dom.js";
import { markdown } from "./markdown.js";
import { plain, text } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { chart, table } from "./tables.js";

/** Renders blocks; `desk` handles their controls and has the errors of inputs. */
export function blocks(list, state, desk) {
  return list.map((block) => h("div", { class: `block ${block.type}`, "data-block": block.block_id }, one(block, state, desk)));
}

function one(block, state, desk) {
  switch (block.type) {
    case "section":
      return section(block, state, desk);
    case "header":
      return h("p", { class: "headline", role: "heading", "aria-level": "3", dir: "auto" }, plain(block.text, state));
    case "divider":
      return h("hr");
    case "context":
    case "context_actions":
    case "actions":
      return block.elements.map((part) => element(part, block.block_id, state, desk));
    case "input":
      return input(block, state, desk);
    case "rich_text":
      return richText(block, state);
    case "markdown":
      return markdown(block.text);
    case "image":
      return [block.title ? h("p", { class: "image-title" }, plain(block.title, state)) : null, picture(block, state, "large-picture")];
    case "table":
    case "data_table":
      return table(block, state);
    case "data_visualization":
      return chart(block);
    case "alert":
      return h("p", { class: `level ${block.level ?? "info"}`, role: "note" }, text(block.text, state));
    default:
      return grouped(block, state, desk);
  }
}

function section(block, state, desk) {
  const fields = (block.fields ?? []).map((each) => h("div", { class: "field", dir: "auto" }, text(each, state)));
  const words = h("div", { class: "section-text", dir: "auto" }, text(block.text, state), fields.length ? h("div", { class: "fields" }, fields) : null);
  return [words, block.accessory ? h("div", { class: "accessory" }, element(block.accessory, block.block_id, state, desk)) : null];
}

function input(block, state, desk) {
  const what = `${block.block_id}.${block.element.action_id}`;
  const base = `input-${block.block_id}`;
  const complaint = desk.errors?.[block.block_id];
  const hint = block.hint ? h("p", { class: "hint", id: `${base}-hint` }, plain(block.hint, state)) : null;
  const error = complaint ? h("p", { class: "complaint", id: `${base}-error`, role: "alert" }, complaint) : null;
  const described = [error && `${base}-error`, hint && `${base}-hint`].filter(Boolean).join(" ");
  const props = {
    id: base,
    "aria-label": null,
    "aria-labelledby": `${base}-label`,
    "aria-describedby": described || null,
    "aria-invalid": complaint ? "true" : null,
    "aria-required": block.optional ? null : "true",
  };
  return [
    h("label", { class: "label", for: base, id: `${base}-label` }, plain(block.label, state), block.optional ? h("small", {}, " (optional)") : null),
    field(block.element, what, state, desk, props),
    error,
    hint,
  ];
}

/** Renders cards, carousels, containers and plans. */
function grouped(block, state, desk) {
  const words = (part) => (typeof part === "string" ? part : part?.type === "rich_text" ? richText(part, state) : text(part, state));
  const titles = ["title", "subtitle", "body", "subtext", "details", "output"].filter((name) => block[name]);
  return h(
    "div",
    { class: "grouped" },
    block.hero_image ? picture(block.hero_image, state, "large-picture") : null,
    titles.map((name) => h("p", { class: name }, block.status && name === "title" ? `${STATES[block.status] ?? "○"} ` : null, words(block[name]))),
    blocks([...(block.elements ?? []), ...(block.child_blocks ?? []), ...(block.tasks ?? [])], state, desk),
    (block.actions ?? []).map((part) => element(part, block.block_id, state, desk)),
    titles.length || block.elements || block.child_blocks || block.tasks ? null : h("span", { class: "unknown" }, `(${block.type})`),
  );
}

const STATES = { pending: "○", in_progress: "◐", complete: "●", error: "✗" };
