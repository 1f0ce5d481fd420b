/** The open modal with its inputs, errors and buttons. */

import { act, here } from "./here.js";
import { blocks } from "./blocks.js";
import { h, shown } from "./dom.js";
import { heldIn } from "./choices.js";
import { toast } from "./toast.js";
import { upload } from "./api.js";

const dialog = document.getElementById("form");
let desk = null;

/** Shows the user's open modal, if any. */
export function showForm(state) {
  const view = state.view;
  if (!view) {
    if (dialog.open) dialog.close();
    dialog.shape = null;
    desk = null;
    return;
  }
  if (desk?.id !== view.id || desk.person !== here.person) desk = newDesk(view.id);
  desk.values = view.values;
  if (!dialog.open) dialog.showModal();
  draw(view, state);
}

function draw(view, state) {
  const focused = dialog.contains(document.activeElement) ? document.activeElement.dataset.what : null;
  const fresh = shown(dialog, [here.person, view.id, view.hash, desk.errors, desk.trouble], () => content(view, state));
  if (!fresh) return;
  dialog.setAttribute("aria-labelledby", "form-title");
  const wrong = dialog.querySelector("[aria-invalid]");
  const same = focused && dialog.querySelector(`[data-what="${CSS.escape(focused)}"]`);
  (wrong ?? same ?? dialog.querySelector(".form-body :is(input, select, textarea)"))?.focus();
}

function content(view, state) {
  const send = h("button", { type: "button", class: "primary full", onclick: () => submit(send) }, view.submit);
  return [
    h(
      "header",
      {},
      h("img", { src: "/static/icon.svg", alt: "", width: 28, height: 28 }),
      h("h2", { id: "form-title" }, view.title),
      state.depth > 1 ? h("small", {}, `${state.depth} of at most 3 forms`) : null,
      h("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => leave(true) }, "×"),
    ),
    h("div", { class: "form-body" }, desk.trouble ? h("p", { class: "trouble", role: "alert" }, desk.trouble) : null, blocks(view.blocks, state, desk)),
    h("footer", {}, h("button", { type: "button", onclick: () => leave(false) }, view.close || (state.depth > 1 ? "Back" : "Close")), view.submit ? send : null),
  ];
}

/** Closes the modal, or with `everything` all of them; only once, even if called again. */
function leave(everything) {
  if (desk.left) return;
  desk.left = true;
  act("close", { everything });
}

async function submit(button) {
  const mine = desk;
  button.setAttribute("aria-busy", "true");
  await mine.settled();
  const sent = await act("submit");
  button.removeAttribute("aria-busy");
  if (!sent || mine !== desk) return;
  mine.errors = sent.errors;
  mine.trouble = sent.trouble;
  await here.refresh("slack");
}

/** Values being entered that have not been sent to the server yet. */
function newDesk(id) {
  const drafts = new Map();
  const files = new Map();
  let last = Promise.resolve();
  const queue = (work) => (last = last.then(work, work));
  return {
    id,
    person: here.person,
    values: {},
    errors: {},
    trouble: "",
    held(what) {
      return heldIn(this.values, what);
    },
    draft: (what) => drafts.get(what),
    typed: (what, value) => drafts.set(what, value),
    enter(what, value) {
      return queue(async () => {
        await act("fill", { what, value });
        if (drafts.get(what) === value) drafts.delete(what);
      });
    },
    use: (what, value) => queue(() => used("form_click", { what, value })),
    search: async (what, letters) => (await act("search", { what, text: letters }))?.options ?? [],
    files: (what) => files.get(what) ?? [],
    keep(what, chosen) {
      files.set(what, chosen);
      return queue(async () => act("fill", { what, is_file: true, uploads: await Promise.all(chosen.map(upload)) }));
    },
    settled() {
      for (const [what, value] of [...drafts]) this.enter(what, value);
      return last;
    },
  };
}

/** Uses a button or menu, and shows if the app did not respond, as Slack does with a warning triangle. */
export async function used(action, body) {
  const reply = await act(action, body);
  if (reply && reply.failure) toast(`The app did not answer as it should: ${reply.failure}.`, "trouble");
  return reply;
}

dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  leave(false);
});
