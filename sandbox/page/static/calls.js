/** The calls to Apple, newest first. */

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
    h("td", {}, h("b", { class: `method ${call.method.toLowerCase()}` }, call.method), " ", address(call)),
    h("td", {}, call.status === 0 ? "cut off" : String(call.status)),
  );
}

/** A path with shortened ids; hovering shows the full path. */
function address(call) {
  if (call.kind === "upload") return h("code", {}, "upload of a part");
  const [path, query] = decodeURIComponent(call.path).split("?");
  const brief = path.replace(/([0-9a-f]{4})[0-9a-f]{4}-[0-9a-f-]{27}/g, "$1…");
  return h("code", { title: path }, brief, query ? h("small", {}, ` ?${query.replaceAll("&", " &")}`) : null);
}
