/** Every call that was made to Apple, the newest first. */

import { h } from "./dom.js";

export function calls(state) {
  const methods = Object.entries(state.counts.methods).map(([method, count]) => `${count} ${method}`);
  return [
    h("p", { class: "counts" }, methods.length ? methods.join(" · ") : "No calls yet."),
    h(
      "table",
      { class: "calls" },
      h("thead", {}, h("tr", {}, ["Time", "Call", "Status"].map((label) => h("th", { scope: "col" }, label)))),
      h("tbody", {}, state.calls.map(row)),
    ),
  ];
}

function row(call) {
  const time = new Date(call.at * 1000).toLocaleTimeString("en-GB");
  const bad = call.status === 0 || call.status >= 400;
  return h(
    "tr",
    { class: bad ? "bad" : null },
    h("td", {}, h("time", {}, time)),
    h("td", {}, h("b", { class: `method ${call.method.toLowerCase()}` }, call.method), " ", h("code", {}, call.kind === "upload" ? "upload of a part" : decodeURIComponent(call.path))),
    h("td", {}, call.status === 0 ? "cut off" : String(call.status)),
  );
}
