/** Where one is: who, in which conversation, with which thread open. */

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

/** Goes somewhere and shows it. */
export function go(change) {
  Object.assign(here, change);
  here.redraw();
}

/** Opens a thread, ready to be written in. */
export function openThread(thread) {
  go({ thread });
  document.querySelector("#thread textarea")?.focus();
}

/** Closes the thread and goes back to the message that it belongs to. */
export function closeThread() {
  const root = document.querySelector(`#channel [data-ts="${here.thread}"]`);
  go({ thread: "" });
  (root?.querySelector(".thread-summary") ?? root)?.focus();
}

/** Does something in Slack as the person one is. */
export function act(action, body = {}) {
  return post(`/do/${action}`, { person: here.person, ...body });
}

/** The conversation that is shown. */
export function placeNow() {
  return here.state.places.find((place) => place.id === here.place) ?? here.state.places[0];
}
