/** App Store Connect: its content, and the buttons that inject faults. */

import { analytics } from "./analytics.js";
import { calls } from "./calls.js";
import { h, shown } from "./dom.js";
import { reviews } from "./reviews.js";
import { tab } from "./tabs.js";
import { showTrouble } from "./trouble.js";
import { follow, versions } from "./versions.js";

const pane = document.getElementById("apple");
const chosen = { app: "", tab: "store" };
let state = null;

export function showApple(fresh) {
  if (state) follow(state, fresh, (app, tab) => Object.assign(chosen, { app, tab: chosen.tab === "calls" || chosen.tab === "analytics" ? chosen.tab : tab }));
  state = fresh;
  draw();
}

function choose(change) {
  Object.assign(chosen, change);
  draw();
}

function draw() {
  const app = state.apps.find((each) => each.id === chosen.app) ?? state.apps[0];
  chosen.app = app.id;
  if (!pane.firstChild) pane.append(...frame());
  shown(pane.querySelector(".meter"), [state.left, state.counts], meter);
  showTrouble(pane.querySelector(".trouble-box"), state.trouble);
  shown(pane.querySelector(".apps"), [state.apps.map((each) => each.name), app.id], () => state.apps.map((each) => tab(each.name, each.id === app.id, () => choose({ app: each.id }))));
  const open = app.reviews.filter((review) => review.reply === null).length;
  const labels = [["store", "Store page"], ["reviews", `Reviews ${app.reviews.length}${open ? ` · ${open} unanswered` : ""}`], ["analytics", "Analytics"], ["calls", `Calls ${state.counts.calls + state.counts.transfers}`]];
  shown(pane.querySelector(".views"), [labels, chosen.tab], () => labels.map(([name, label]) => tab(label, name === chosen.tab, () => choose({ tab: name }))));
  const body = pane.querySelector(".apple-body");
  if (chosen.tab === "store") versions(body, app, draw);
  else if (chosen.tab === "analytics") analytics(body, app.id, () => chosen.tab === "analytics" && chosen.app === app.id);
  else shown(body, [chosen.tab, app.id, chosen.tab === "calls" ? state.calls : app.reviews], () => (chosen.tab === "calls" ? calls(state) : reviews(app)));
}

function frame() {
  return [
    h("header", { class: "apple-head" }, h("h1", {}, "App Store Connect"), h("div", { class: "meter", "aria-live": "off" })),
    h("div", { class: "trouble-box", role: "group", "aria-label": "Make life hard" }),
    h("div", { class: "apps", role: "tablist", "aria-label": "Apps" }),
    h("div", { class: "views", role: "tablist", "aria-label": "Pages" }),
    h("div", { class: "apple-body", role: "tabpanel", tabindex: "0", "aria-label": "What it holds" }),
  ];
}

function meter() {
  const { calls: made, transfers, refused } = state.counts;
  const trouble = refused ? `, ${refused} in vain` : "";
  return [
    h("meter", { min: "0", max: "3600", low: "360", optimum: "3600", value: state.left, "aria-label": "Calls left this hour" }),
    h("span", {}, h("b", {}, state.left.toLocaleString("en")), ` of 3,600 calls left · ${made} calls, ${transfers} transfers${trouble}`),
  ];
}
