/** The buttons that inject faults. */

import { h, shown } from "./dom.js";
import { post } from "./api.js";
import { toast } from "./toast.js";

export function showTrouble(box, trouble) {
  shown(box, trouble, () => [
    h("h2", {}, "Make life hard"),
    trouble.buttons.map((each) =>
      h("button", { type: "button", title: each.explained, "aria-pressed": each.on === null ? null : String(each.on), onclick: () => press(each.name) }, each.label),
    ),
    h("button", { type: "button", class: "calm", onclick: () => press("calm") }, "Calm down"),
    trouble.waiting.length ? h("p", { class: "waiting-trouble" }, `Still to come: ${trouble.waiting.join(", ")}.`) : null,
  ]);
}

async function press(name) {
  const done = await post(`/trouble/${name}`);
  if (done) toast(done.said);
}
