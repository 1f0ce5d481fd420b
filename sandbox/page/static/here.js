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

/** Does something in Slack as the person one is. */
export function act(deed, body = {}) {
  return post(`/do/${deed}`, { person: here.person, ...body });
}

/** The conversation that is shown. */
export function placeNow() {
  return here.state.places.find((place) => place.id === here.place) ?? here.state.places[0];
}
