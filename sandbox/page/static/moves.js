/** How a version is released, and the buttons that act as Apple does: `Move on`, `Reject`. */

import { h } from "./dom.js";
import { post } from "./api.js";
import { toast } from "./toast.js";

/** Shows the build, how the version is released, and how far its phased release is. */
export function release(version) {
  const facts = [version.build ? `Build ${version.build}` : "No build", ...(AHEAD.has(version.state) ? [] : [planned(version)]), phased(version)].filter(Boolean);
  return h("p", { class: "release" }, h("span", {}, facts.join(" · ")), version.moves.map((move) => button(move.label, move.explained, `${move.name}/${version.id}`, version.name)));
}

/** Shows a build that Apple is processing. */
export function processing(build) {
  return h("p", { class: "release build" }, h("span", {}, `Build ${build.number} of ${build.version} is being processed`), button("Move on", "Apple has processed it", `on/${build.id}`, `build ${build.number}`));
}

const AHEAD = new Set(["READY_FOR_DISTRIBUTION", "PROCESSING_FOR_DISTRIBUTION", "REPLACED_WITH_NEW_VERSION"]);

function planned(version) {
  if (version.release_type === "MANUAL") return "to be released by hand";
  if (version.release_type !== "SCHEDULED") return "to be released on approval";
  return `to be released ${new Date(version.earliest_release_date).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" })}`;
}

function phased(version) {
  if (!version.phased_state) return "";
  const paused = version.days_paused ? `, ${version.days_paused} of 30 days paused` : "";
  const day = version.phased_day ? `, day ${version.phased_day} of 7` : "";
  const state = version.phased_state === "INACTIVE" ? "set up" : version.phased_state.toLowerCase();
  return `phased release ${state}${day}${paused}`;
}

function button(label, explained, path, what) {
  const press = async () => {
    const done = await post(`/move/${path}`);
    if (done) toast(done.said);
  };
  return h("button", { type: "button", class: label === "Reject" ? "move danger" : "move", title: explained, "aria-label": `${label}: ${what}`, "data-what": path, onclick: press }, label);
}
