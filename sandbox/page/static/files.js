/** Dropped, pasted and picked files, in file inputs and in the composer. */

import { h } from "./dom.js";
import { icon } from "./icons.js";

/** Makes an element accept dropped files. */
export function takesFiles(target, take) {
  const over = (is) => (event) => {
    if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
    event.preventDefault();
    target.classList.toggle("dropping", is);
  };
  target.addEventListener("dragover", over(true));
  target.addEventListener("dragleave", over(false));
  target.addEventListener("drop", (event) => {
    over(false)(event);
    take([...event.dataTransfer.files]);
  });
}

/** Shows the files to be sent, each with a remove button. */
export function chips(files, remove) {
  return files.map((file, place) =>
    h(
      "li",
      { class: "chip" },
      file.type.startsWith("image/") ? h("img", { src: addressOf(file), alt: "" }) : icon("paper"),
      h("span", {}, file.name, h("small", {}, sizeOf(file.size))),
      h("button", { type: "button", "aria-label": `Remove ${file.name}`, onclick: () => remove(place) }, "×"),
    ),
  );
}

const addresses = new WeakMap();

function addressOf(file) {
  if (!addresses.has(file)) addresses.set(file, URL.createObjectURL(file));
  return addresses.get(file);
}

export function sizeOf(bytes) {
  return bytes < 1000 ? `${bytes} B` : bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Creates a file input. */
export function filesField(element, held, desk, what, props) {
  let chosen = desk.files(what);
  const list = h("ul", { class: "chips" });
  const show = () => {
    const kept = chosen.length ? [] : (held?.files ?? []).map((file) => h("li", { class: "chip" }, h("span", {}, file.name)));
    list.replaceChildren(...chips(chosen, (place) => put(chosen.filter((_, each) => each !== place))), ...kept);
  };
  const put = (files) => {
    chosen = files.slice(0, element.max_files ?? 10);
    desk.keep(what, chosen);
    show();
  };
  const input = h("input", {
    ...props,
    type: "file",
    multiple: (element.max_files ?? 10) > 1,
    accept: element.filetypes?.map((ending) => `.${ending}`).join(",") ?? null,
    onchange: () => {
      put([...chosen, ...input.files]);
      input.value = "";
    },
  });
  const zone = h("div", { class: "file-zone" }, h("span", {}, "Drop files here, or ", input), list);
  takesFiles(zone, (files) => put([...chosen, ...files]));
  show();
  return zone;
}
