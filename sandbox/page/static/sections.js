/** What else an app has: collapsed lists below its prices. */

import { amount } from "./prices.js";
import { h } from "./dom.js";
import { pill } from "./pills.js";

const SECTIONS = [["products", "Products", product], ["custom_pages", "Custom product pages", customPage], ["experiments", "Experiments", experiment]];

/** Returns the lists that are not empty, as items of `keyed`. */
export function sections(app) {
  return SECTIONS.filter(([name]) => app[name].length).map(([name, title, line]) => ({ id: name, each: app[name], draw: (open) => section(title, app[name].map(line), open) }));
}

function section(title, lines, open = false) {
  return h("details", { class: "section", open }, h("summary", {}, h("b", {}, title), h("span", { class: "number" }, String(lines.length))), h("ul", { class: "parts", "aria-label": title }, lines));
}

function product(one) {
  const facts = [one.group, words(one.kind), one.price === null ? "no price" : amount(one)].filter(Boolean);
  const ahead = one.state === "APPROVED" && one.version_state !== "APPROVED";
  return h(
    "li",
    {},
    h("p", {}, h("b", { dir: "auto" }, one.name), pill(one.state), ahead ? [" new texts", pill(one.version_state)] : null),
    h("p", { class: "facts" }, h("code", {}, one.product_id), facts.join(" · ")),
    h("p", { class: "facts" }, Object.entries(one.names).map(([locale, name]) => h("span", {}, `${locale} `, h("q", { dir: "auto" }, name)))),
  );
}

function customPage(one) {
  const shots = one.screenshots === 1 ? "1 screenshot" : `${one.screenshots} screenshots`;
  return h("li", {}, h("p", {}, h("b", { dir: "auto" }, one.name), pill(one.state)), h("p", { class: "facts" }, `${shots} · ${one.visible ? "visible" : "hidden"}`));
}

function experiment(one) {
  const treatments = one.treatments.length ? `Treatments: ${one.treatments.join(" · ")}` : "No treatments yet";
  return h("li", {}, h("p", {}, h("b", { dir: "auto" }, one.name), pill(one.state)), h("p", { class: "facts" }, treatments, one.started ? h("span", {}, `started ${one.started.slice(0, 10)}`) : null));
}

function words(name) {
  return name.replaceAll("_", " ").toLowerCase();
}
