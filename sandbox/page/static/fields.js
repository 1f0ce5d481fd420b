/** Input elements. */

import { boxes, heldBy, menu, searching, untouched } from "./choices.js";
import { filesField } from "./files.js";
import { h } from "./dom.js";
import { plain } from "./mrkdwn.js";

const MENUS = /^(multi_)?(static|users|conversations|channels)_select$/;
const NATIVE = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local", email_text_input: "email", url_text_input: "url", number_input: "number" };

export function isField(kind) {
  return MENUS.test(kind) || kind in NATIVE || ["plain_text_input", "rich_text_input", "checkboxes", "radio_buttons", "external_select", "multi_external_select", "file_input"].includes(kind);
}

/** Creates an input. `desk` has its value (`held`), and handles entered values (`enter`), searches and dropped files. */
export function field(element, what, state, desk, props = {}) {
  const held = desk.held(what) ?? untouched(element);
  const enter = (value) => desk.enter(what, value);
  const marked = { "aria-label": plain(element.placeholder, state) || null, ...props, "data-what": what };
  if (MENUS.test(element.type)) return menu(element, held, state, enter, marked);
  if (element.type === "checkboxes" || element.type === "radio_buttons") return boxes(element, held, state, enter, marked);
  if (element.type.endsWith("external_select")) return searching(element, held, state, enter, (letters) => desk.search(what, letters), marked);
  if (element.type === "file_input") return filesField(element, held, desk, what, marked);
  if (element.type in NATIVE) return native(element, held, state, desk, what, marked);
  return writing(element, held, state, desk, what, marked);
}

function writing(element, held, state, desk, what, props) {
  const most = element.max_length;
  const value = desk.draft(what) ?? (element.type === "rich_text_input" ? richValue(held) : heldBy(held)) ?? "";
  const count = h("small", { class: "count", "aria-hidden": "true" });
  const tell = () => {
    const length = [...input.value].length;
    count.textContent = most && length >= 0.8 * most ? `${length} / ${most}` : "";
    count.classList.toggle("over", Boolean(most) && length > most);
  };
  const long = element.multiline || element.type === "rich_text_input";
  const input = h(long ? "textarea" : "input", {
    ...props,
    value,
    dir: "auto",
    rows: long ? 5 : null,
    type: long ? null : "text",
    placeholder: plain(element.placeholder, state),
    oninput: () => {
      tell();
      desk.typed(what, input.value);
    },
    onchange: () => desk.enter(what, input.value),
  });
  tell();
  return h("span", { class: "writing" }, input, most ? count : null);
}

function native(element, held, state, desk, what, props) {
  const moment = element.type === "datetimepicker";
  const value = heldBy(held);
  const input = h("input", {
    ...props,
    type: NATIVE[element.type],
    value: desk.draft(what) ?? (moment && value ? localTime(value) : value ?? ""),
    min: element.min_value ?? null,
    max: element.max_value ?? null,
    step: element.is_decimal_allowed ? "any" : null,
    placeholder: plain(element.placeholder, state),
    onchange: () => {
      const entered = input.value || null;
      desk.enter(what, moment && entered ? Math.round(new Date(entered).getTime() / 1000) : entered);
    },
  });
  return input;
}

function localTime(seconds) {
  const there = new Date(seconds * 1000);
  return new Date(there.getTime() - there.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function richValue(held) {
  const sections = held?.rich_text_value?.elements ?? [];
  return sections.map((section) => section.elements.map((part) => part.text ?? "").join("")).join("\n");
}
