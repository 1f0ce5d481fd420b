/** The selected user, conversation and thread. */

import { post } from "./api.js";

export const here = {
  person: "",
  place: "",
  home: false,
  thread: "",
  state: null,
  cast: { people: [], commands: [], shortcuts: [] },
  redraw: () => {},
  refresh: async () => {},
};

/** Changes the selection and redraws. */
export function go(change) {
  Object.assign(here, change);
  here.redraw();
}

/** Opens a thread and focuses its composer. */
export function openThread(thread) {
  go({ thread });
  document.querySelector("#thread textarea")?.focus();
}

/** Closes the thread and focuses its first message. */
export function closeThread() {
  const root = document.querySelector(`#channel [data-ts="${here.thread}"]`);
  go({ thread: "" });
  (root?.querySelector(".thread-summary") ?? root)?.focus();
}

/** Performs an action in Slack as the selected user. */
export function act(action, body = {}) {
  return post(`/do/${action}`, { person: here.person, ...body });
}

/** Returns the selected conversation. */
export function placeNow() {
  return here.state.places.find((place) => place.id === here.place) ?? here.state.places[0];
}
