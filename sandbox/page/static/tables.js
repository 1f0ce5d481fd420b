/** Tables and charts of Block Kit. */

import { h } from "./dom.js";
import { richText } from "./richtext.js";

export function table(block, state) {
  const [head = [], ...rows] = block.rows;
  const cell = (tag) => (part, column) => {
    const settings = block.column_settings?.[column] ?? {};
    const inside = part.type === "rich_text" ? richText(part, state) : String(part.text ?? part.value ?? "");
    return h(tag, { scope: tag === "th" ? "col" : null, class: settings.is_wrapped ? "wraps" : null, style: settings.align ? `text-align:${settings.align}` : null, dir: "auto" }, inside);
  };
  return h(
    "div",
    { class: "table-scroll", tabindex: "0", role: "group", "aria-label": block.caption ?? "Table" },
    h("table", {}, block.caption ? h("caption", {}, block.caption) : null, h("thead", {}, h("tr", {}, head.map(cell("th")))), h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell("td")))))),
  );
}

/** Renders a chart as a table with bars. */
export function chart(block) {
  const series = block.chart.segments
    ? [{ name: "", data: block.chart.segments }]
    : block.chart.series;
  const most = Math.max(1, ...series.flatMap((each) => each.data.map((point) => point.value)));
  const row = (name) => (point) =>
    h("tr", {}, h("th", { scope: "row" }, [name, point.label].filter(Boolean).join(" · ")), h("td", {}, h("span", { class: "bar", style: `width:${(100 * point.value) / most}%` })), h("td", {}, String(point.value)));
  return h("table", { class: "chart" }, h("caption", {}, block.title), h("tbody", {}, series.flatMap((each) => each.data.map(row(each.name)))));
}
