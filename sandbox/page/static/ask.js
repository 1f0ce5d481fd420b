/** The confirmation dialog of an element (`confirm`). */

import { h } from "./dom.js";
import { plain, text } from "./mrkdwn.js";

/** Returns whether the user confirmed; true if there is nothing to confirm. */
export function confirmed(question, state) {
  if (!question) return Promise.resolve(true);
  const dialog = document.getElementById("ask");
  return new Promise((resolve) => {
    const answer = (said) => () => dialog.close(said);
    dialog.onclose = () => resolve(dialog.returnValue === "yes");
    dialog.returnValue = "";
    dialog.replaceChildren(
      h("h2", { id: "ask-title" }, plain(question.title, state)),
      h("div", { class: "ask-text" }, text(question.text, state)),
      h(
        "footer",
        {},
        h("button", { type: "button", onclick: answer("no") }, plain(question.deny, state)),
        h(
          "button",
          { type: "button", class: question.style === "danger" ? "danger full" : "primary full", onclick: answer("yes") },
          plain(question.confirm, state),
        ),
      ),
    );
    dialog.setAttribute("aria-labelledby", "ask-title");
    dialog.showModal();
  });
}
