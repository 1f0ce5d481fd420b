/** The composer for text, commands and dropped, pasted or picked images. */

import { act, here } from "./here.js";
import { chips, takesFiles } from "./files.js";
import { h } from "./dom.js";
import { goToEnd } from "./scroll.js";
import { icon } from "./icons.js";
import { nameOf } from "./people.js";
import { suggestions } from "./suggestions.js";
import { toast } from "./toast.js";
import { upload } from "./api.js";
import { used } from "./form.js";

/** Creates the composer of a conversation or thread. */
export function composer(place, state, thread) {
  let files = [];
  const where = thread ? "Reply" : place.direct ? `Message ${nameOf(state.bot, state)}` : `Message #${place.name}`;
  const hint = h("p", { class: "command-hint", "aria-live": "polite" });
  const input = h("textarea", { rows: 1, placeholder: where, "aria-label": where, dir: "auto" });
  const offered = suggestions(input, state);
  const list = h("ul", { class: "chips", "aria-label": "Files to send" });
  const picker = h("input", { type: "file", multiple: true, hidden: true, onchange: () => (add([...picker.files]), (picker.value = "")) });
  const add = (more) => put([...files, ...more].slice(0, 10));
  const put = (wanted) => {
    files = wanted;
    list.replaceChildren(...chips(files, (gone) => put(files.filter((_, each) => each !== gone))));
    ready();
  };
  const ready = () => {
    const command = here.cast.commands.find((each) => input.value.startsWith(`${each.command} `) || input.value === each.command);
    hint.textContent = command && !files.length ? `${command.command} ${command.usage_hint ?? ""}` : "";
    go.disabled = !input.value.trim() && !files.length;
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, 160)}px`;
  };
  const send = async () => {
    const words = input.value.trim();
    const taken = files;
    if (!words && !taken.length) return;
    input.value = "";
    put([]);
    goToEnd(box.previousElementSibling);
    const done = words.startsWith("/") && !taken.length ? await command(words, place, thread) : await say(words, taken, place, thread);
    if (done || input.value || files.length) return;
    input.value = words;
    put(taken);
  };
  const go = h("button", { type: "button", class: "send", "aria-label": "Send", disabled: true, onclick: send }, icon("send"));
  input.addEventListener("input", ready);
  input.addEventListener("keydown", (event) => {
    if (offered.key(event) || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  input.addEventListener("paste", (event) => event.clipboardData.files.length && (event.preventDefault(), add([...event.clipboardData.files])));
  const box = h(
    "div",
    { class: "composer", role: "group", "aria-label": where },
    offered.list,
    hint,
    input,
    list,
    h("div", { class: "composer-tools" }, h("button", { type: "button", "aria-label": "Attach files", title: "Attach files", onclick: () => picker.click() }, icon("plus")), picker, go),
  );
  takesFiles(box, add);
  return box;
}

/** Posts a message with files; returns null if it fails. */
async function say(text, files, place, thread) {
  const uploads = await Promise.all(files.map(upload));
  return uploads.every(Boolean) ? act("say", { channel: place.id, text, thread, uploads }) : null;
}

/** Sends a command; returns nothing if Slack refuses it. */
async function command(words, place, thread) {
  const name = words.split(/\s/)[0];
  if (thread) return toast(`${name} is not supported in threads. Sorry!`);
  if (!here.cast.commands.some((each) => each.command === name)) return toast(`${name} is not a valid command. To send it as a message, put a space before it.`);
  return used("command", { channel: place.id, line: words });
}
