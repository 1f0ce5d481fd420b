/** Menus, radio buttons and checkboxes, as native controls for keyboards and screen readers. */

import { h } from "./dom.js";
import { plain, text } from "./mrkdwn.js";
import { nameOf } from "./people.js";

/** Returns the options of an element as [value, label], in groups. */
export function entriesOf(element, state) {
  const kind = element.type.replace(/^multi_/, "");
  if (kind === "users_select") return [["", state.people.map((person) => [person.id, nameOf(person.id, state)])]];
  if (kind === "channels_select" || kind === "conversations_select") {
    return [["", state.places.filter((place) => !place.direct).map((place) => [place.id, `#${place.name}`])]];
  }
  const pairs = (options) => (options ?? []).map((option) => [option.value, plain(option.text, state)]);
  if (element.option_groups) return element.option_groups.map((group) => [plain(group.label, state), pairs(group.options)]);
  return [["", pairs(element.options)]];
}

/** Returns the state of the element `BLOCK.ACTION` in the values of a view. */
export function heldIn(values, what) {
  const all = Object.entries(values).flatMap(([block, fields]) => Object.entries(fields).map(([action, held]) => [`${block}.${action}`, held]));
  return all.find(([name]) => name === what)?.[1];
}

/** Returns the initial state of an element. */
export function untouched(element) {
  const first = Object.entries(element).find(([name]) => name.startsWith("initial_"));
  if (!first) return null;
  const name = first[0].replace("initial_", "");
  return { [name === "value" ? (element.type === "rich_text_input" ? "rich_text_value" : "value") : `selected_${name}`]: first[1] };
}

/** Returns the value or values in an element's state. */
export function heldBy(held) {
  if (!held) return null;
  const found = Object.entries(held).find(([name]) => name.startsWith("selected_") || name === "value");
  const value = found?.[1] ?? null;
  if (Array.isArray(value)) return value.map((each) => each.value ?? each);
  return value?.value ?? value;
}

/** Creates a menu; `changed` receives the chosen value, or a list of them. */
export function menu(element, held, state, changed, props) {
  const many = element.type.startsWith("multi_");
  const chosen = [heldBy(held) ?? []].flat();
  const options = entriesOf(element, state).flatMap(([label, pairs]) => {
    const made = pairs.map(([value, words]) => h("option", { value, selected: chosen.includes(value) }, words));
    return label ? [h("optgroup", { label }, made)] : made;
  });
  const nothing = many ? [] : [h("option", { value: "", selected: !chosen.length }, plain(element.placeholder, state) || "Choose an option")];
  return h(
    "select",
    {
      ...props,
      multiple: many,
      size: many ? Math.min(5, options.length) : null,
      onchange: (event) => {
        const values = [...event.target.selectedOptions].map((option) => option.value);
        changed(many ? values : values[0] || null);
      },
    },
    nothing,
    options,
  );
}

/** Creates radio buttons or checkboxes. */
export function boxes(element, held, state, changed, props) {
  const many = element.type === "checkboxes";
  const chosen = [heldBy(held) ?? []].flat();
  const name = `${props["data-what"]}-${Math.random()}`;
  const group = h(
    "div",
    { class: "boxes", role: many ? "group" : "radiogroup", "aria-label": props["aria-label"], "aria-labelledby": props["aria-labelledby"], "data-what": props["data-what"] },
    element.options.map((option) =>
      h(
        "label",
        { class: "box" },
        h("input", {
          type: many ? "checkbox" : "radio",
          name,
          value: option.value,
          checked: chosen.includes(option.value),
          onchange: () => {
            const values = [...group.querySelectorAll("input:checked")].map((input) => input.value);
            changed(many ? values : values[0]);
          },
        }),
        h("span", {}, text(option.text, state), option.description ? h("small", {}, text(option.description, state)) : null),
      ),
    ),
  );
  return group;
}

/** Creates a menu whose options come from the app; `search` returns the labels for the typed text. */
export function searching(element, held, state, changed, search, props) {
  const id = `found-${Math.random().toString(36).slice(2)}`;
  const found = h("datalist", { id });
  const chosen = held?.selected_option;
  let waiting;
  const input = h("input", {
    ...props,
    type: "text",
    list: id,
    value: chosen ? plain(chosen.text, state) : "",
    placeholder: plain(element.placeholder, state),
    oninput: () => {
      clearTimeout(waiting);
      if (input.value.length < (element.min_query_length ?? 3)) return;
      waiting = setTimeout(async () => {
        const labels = await search(input.value);
        found.replaceChildren(...labels.map((label) => h("option", { value: label })));
      }, 250);
    },
    onchange: () => [...found.children].some((option) => option.value === input.value) && changed(input.value),
  });
  return h("span", { class: "searching" }, input, found);
}
