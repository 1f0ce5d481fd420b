/** The app's Home tab. */

import { blocks } from "./blocks.js";
import { h, shown } from "./dom.js";
import { heldIn } from "./choices.js";
import { here } from "./here.js";
import { used } from "./form.js";

export function showHome(panel, state) {
  const view = state.home;
  const desk = {
    held: (what) => heldIn(view.values, what),
    draft: () => undefined,
    typed: () => {},
    use: (what, value) => used("home_click", { what, value }),
    enter: (what, value) => used("home_click", { what, value }),
    search: async () => [],
  };
  shown(panel, [here.person, view?.id, view?.hash], () =>
    view ? h("div", { class: "home-body" }, blocks(view.blocks, state, desk)) : h("p", { class: "empty" }, "The app has published nothing here yet."),
  );
}
