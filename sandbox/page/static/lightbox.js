/** Full-size images. */

import { h } from "./dom.js";

export function enlarge(address, words) {
  const dialog = document.getElementById("lightbox");
  dialog.setAttribute("aria-label", words);
  dialog.replaceChildren(
    h("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => dialog.close() }, "×"),
    h("figure", {}, h("img", { src: address, alt: words }), h("figcaption", {}, words)),
  );
  dialog.onclick = (event) => event.target === dialog && dialog.close();
  dialog.showModal();
}

/** Creates a thumbnail that opens the full image. */
export function thumbnail(address, words, props = {}) {
  return h(
    "button",
    { type: "button", class: "thumbnail", "aria-label": `Enlarge ${words}`, onclick: () => enlarge(`${address}?full`, words), ...props },
    h("img", { src: address, alt: words, loading: "lazy" }),
  );
}
