/** What an app costs: the prices that were set by hand, the base territory's first. */

import { h } from "./dom.js";

export function prices(found) {
  return h("p", { class: "release build" }, h("span", {}, found.length ? `Price: ${found.map(line).join(" · ")}` : "No price yet"));
}

/** Formats `830.0` and `JPY` as `830 JPY`. */
export function amount({ price, currency }) {
  return Number(price) ? `${Number(price).toLocaleString("en", { minimumFractionDigits: price.endsWith(".0") ? 0 : 2 })} ${currency}` : "free";
}

function line(price) {
  const days = [price.start ? `from ${price.start}` : "", price.end ? `until ${price.end}` : ""].filter(Boolean).join(" ");
  return `${price.territory}${price.base ? " (base)" : ""} ${amount(price)}${days ? ` ${days}` : ""}`;
}
