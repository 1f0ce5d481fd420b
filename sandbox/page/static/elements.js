/** Elements in actions blocks and section accessories: buttons, menus, images. */

import { confirmed } from "./ask.js";
import { field, isField } from "./fields.js";
import { h } from "./dom.js";
import { plain, text } from "./mrkdwn.js";
import { thumbnail } from "./lightbox.js";

export function element(part, blockId, state, desk) {
  const what = `${blockId}.${part.action_id}`;
  if (part.type === "button" || part.type === "workflow_button") return button(part, what, state, desk);
  if (part.type === "overflow") return overflow(part, what, state, desk);
  if (part.type === "image") return picture(part, state, "small-picture");
  if (part.type === "mrkdwn" || part.type === "plain_text") return h("span", { class: "words", dir: "auto" }, text(part, state));
  if (!isField(part.type)) return h("span", { class: "unknown" }, `(${part.type})`);
  const asking = {
    ...desk,
    enter: async (name, value) => {
      if (await confirmed(part.confirm, state)) desk.use(name, value);
    },
  };
  return field(part, what, state, asking);
}

function button(part, what, state, desk) {
  const press = async (event) => {
    const pressed = event.currentTarget;
    if (pressed.getAttribute("aria-busy") || !(await confirmed(part.confirm, state))) return;
    if (part.url) window.open(part.url, "_blank", "noopener");
    pressed.setAttribute("aria-busy", "true");
    await desk.use(what, part.value);
    pressed.removeAttribute("aria-busy");
  };
  const label = part.accessibility_label ?? null;
  return h("button", { type: "button", class: `button ${part.style ?? ""}`, "aria-label": label, title: label, "data-what": what, onclick: press }, plain(part.text, state));
}

function overflow(part, what, state, desk) {
  const choose = async (option) => {
    box.open = false;
    if (option.url) window.open(option.url, "_blank", "noopener");
    if (await confirmed(part.confirm, state)) desk.use(what, option.value);
  };
  const entries = part.options.map((option) =>
    h("li", {}, h("button", { type: "button", onclick: () => choose(option) }, text(option.text, state))),
  );
  const box = h("details", { class: "overflow" }, h("summary", { "aria-label": "More" }, "⋯"), h("ul", {}, entries));
  return box;
}

const ASSET = /\/_assets\/([\w-]+)\//;

/** An image hosted by Slack or by Apple's stand-in; others are only named, because this page loads nothing external. */
export function picture(part, state, kind) {
  const file = part.slack_file ?? {};
  const id = state.pictures[file.id ?? file.url ?? part.image_url];
  const asset = ASSET.exec(part.image_url ?? "");
  if (id || asset) return thumbnail(id ? `/files/${id}` : `/assets/${asset[1]}`, part.alt_text || "image", { class: `thumbnail ${kind}` });
  return h("span", { class: `elsewhere ${kind}`, role: "img", "aria-label": part.alt_text }, part.alt_text || "image", h("small", {}, part.image_url ?? file.id ?? ""));
}
