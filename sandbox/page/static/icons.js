/** Icons, so that the page does not depend on installed fonts. */

const PATHS = {
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
  reply: "M2 3.5h12v8H7l-3 2.5v-2.5H2ZM5 6.5h6M5 9h4",
  more: "M8 3.2v.1M8 8v.1M8 12.8v.1",
  plus: "M8 3v10M3 8h10",
  send: "M2.5 13.5 14 8 2.5 2.5 4.5 8Zm2-5.5H9",
  lock: "M4 7.5h8v6H4ZM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
  paper: "M4 1.5h5l3 3v10H4ZM9 1.5v3h3M6 8h4M6 10.5h4",
};

/** The reactions that apps commonly use, visible without an emoji font. */
const RECEIPTS = {
  white_check_mark: ["#2e9e52", "M4 8.5 7 11.5 12 5"],
  x: ["#d6304f", "M4.5 4.5l7 7m0-7-7 7"],
  warning: ["#d99a00", "M8 4v5m0 2.6v.1"],
  eyes: ["#5c6470", "M3 8c0-5 4-5 4 0s-4 5-4 0Zm6 0c0-5 4-5 4 0s-4 5-4 0ZM6 8.6v.1m6-.1v.1"],
  question: ["#c2410c", "M5.5 6a2.5 2.5 0 1 1 3.6 2.2C8.3 8.6 8 9 8 9.6m0 2.4v.1"],
  hourglass_flowing_sand: ["#3b74c8", "M5 3.5h6L5 12.5h6Z"],
};

function drawing(path, props) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const attributes = { viewBox: "0 0 16 16", width: 16, height: 16, fill: "none", stroke: "currentColor", "stroke-width": 1.4, "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true", ...props };
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, value);
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

export function icon(name) {
  return drawing(PATHS[name], { class: "icon", "stroke-width": name === "more" ? 2.4 : 1.4 });
}

/** Returns the icon of a reaction, or null. */
export function receipt(name) {
  if (!(name in RECEIPTS)) return null;
  const [colour, path] = RECEIPTS[name];
  return drawing(path, { class: "icon receipt", stroke: "#fff", "stroke-width": 2, style: `background:${colour};border-radius:3px` });
}
