/** What people did with the app: the data behind Apple's analytics reports. */

import { get } from "./api.js";
import { h, shown } from "./dom.js";

const COLUMNS = [["impressions", "Impres\u00adsions"], ["views", "Page views"], ["first_time", "First down\u00adloads"], ["redownloads", "Redown\u00adloads"], ["sessions", "Sessions"], ["crashes", "Crashes"]];

/** Draws the days into `body` once they are here, unless something else is shown by then. */
export async function analytics(body, app, isWanted) {
  try {
    const state = await get(`/state/analytics/${app}`);
    if (isWanted()) shown(body, ["analytics", app, state], () => [note(state), table(state)]);
  } catch {
    if (isWanted()) shown(body, ["analytics", app, null], () => [h("p", { class: "counts" }, "The analytics can't be read: the demo's server does not answer.")]);
  }
}

function note(state) {
  const text = state.requested
    ? "What people did, in all territories. Apple's reports show it a day or more later and correct the newest days: sessions and crashes for five days, the rest as marked."
    : "Nobody has requested Apple's reports of this app. /asc analytics on does, as an admin.";
  return h("p", { class: "counts" }, text);
}

function table(state) {
  return h(
    "table",
    { class: "calls days" },
    h("thead", {}, h("tr", {}, ["Day", ...COLUMNS.map(([, label]) => label)].map((label) => h("th", { scope: "col" }, label)))),
    h("tbody", {}, [...state.sums.map((sum) => row(`Newest ${sum.days} complete`, sum, "sum")), ...state.days.map((day) => row(day.day, day, null))]),
  );
}

function row(label, counts, kind) {
  const notes = [counts.corrected ? "corrected later" : null, ...(counts.faults ?? [])].filter(Boolean);
  return h(
    "tr",
    { class: kind ?? (counts.faults?.length ? "bad" : null) },
    h("th", { scope: "row" }, label, notes.length ? h("small", {}, ` ${notes.join(", ")}`) : null),
    COLUMNS.map(([name]) => h("td", {}, (counts[name] ?? 0).toLocaleString("en"))),
  );
}
