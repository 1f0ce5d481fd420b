/** What an app costs: the prices that were set by hand, the base territory's first. */

import { h } from "./dom.js";

export function prices(found) {
  return h("p", { class: "release build" }, h("span", {}, found.length ? `Price: ${found.map(line).join(" · ")}` : "No price yet"));
}

function line(price) {
  const amount = Number(price.price) ? `${Number(price.price).toLocaleString("en", { minimumFractionDigits: price.price.endsWith(".0") ? 0 : 2 })} ${price.currency}` : "free";
  const days = [price.start ? `from ${price.start}` : "", price.end ? `until ${price.end}` : ""].filter(Boolean).join(" ");
  return `${price.territory}${price.base ? " (base)" : ""} ${amount}${days ? ` ${days}` : ""}`;
}
