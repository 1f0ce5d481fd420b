/** States as Apple names them, in color. */

import { h } from "./dom.js";

const GOOD = new Set(["READY_FOR_DISTRIBUTION", "PUBLISHED", "COMPLETE", "APPROVED"]);
const BAD = new Set(["REJECTED", "METADATA_REJECTED", "INVALID_BINARY", "FAILED", "DEVELOPER_REJECTED"]);

export function pill(state) {
  const kind = GOOD.has(state) ? "good" : BAD.has(state) ? "bad" : "between";
  return h("span", { class: `pill ${kind}` }, state.replaceAll("_", " ").toLowerCase());
}
