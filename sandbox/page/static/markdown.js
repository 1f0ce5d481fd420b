/** Renders the Markdown of a markdown block: headings, lists, quotes, code, bold, italic, strike, links. */

import { h } from "./dom.js";
import { link } from "./mrkdwn.js";

const INLINE = /`([^`]+)`|\*\*(.+?)\*\*|__(.+?)__|~~(.+?)~~|\*(?!\s)(.+?)\*|_(?!\s)(.+?)_|\[([^\]]+)\]\(([^)\s]+)\)/g;

export function markdown(source) {
  const nodes = [];
  const fences = source.split(/^```.*\n([\s\S]*?)^```$/m);
  fences.forEach((part, place) => {
    if (place % 2) nodes.push(h("pre", {}, part));
    else nodes.push(...part.split(/\n{2,}/).filter((each) => each.trim()).map(paragraph));
  });
  return h("div", { class: "rich" }, nodes);
}

function paragraph(part) {
  const lines = part.trim().split("\n");
  const heading = /^(#{1,6}) (.*)$/.exec(lines[0]);
  if (heading) return [h("p", {}, h("strong", {}, inline(heading[2]))), ...(lines[1] ? [paragraph(lines.slice(1).join("\n"))] : [])];
  if (lines.every((line) => /^\s*[-*+] /.test(line))) return h("ul", {}, lines.map((line) => h("li", {}, inline(line.replace(/^\s*[-*+] /, "")))));
  if (lines.every((line) => /^\s*\d+\. /.test(line))) return h("ol", {}, lines.map((line) => h("li", {}, inline(line.replace(/^\s*\d+\. /, "")))));
  if (lines.every((line) => line.startsWith(">"))) return h("blockquote", {}, inline(lines.map((line) => line.replace(/^> ?/, "")).join("\n")));
  if (/^(-{3,}|\*{3,})$/.test(part.trim())) return h("hr");
  return h("p", { dir: "auto" }, inline(lines.join("\n")));
}

function inline(words) {
  const nodes = [];
  let end = 0;
  for (const found of words.matchAll(INLINE)) {
    const [whole, code, bold, strong, strike, italic, slanted, label, url] = found;
    nodes.push(words.slice(end, found.index));
    if (code) nodes.push(h("code", {}, code));
    else if (bold || strong) nodes.push(h("strong", {}, inline(bold || strong)));
    else if (strike) nodes.push(h("s", {}, inline(strike)));
    else if (italic || slanted) nodes.push(h("em", {}, inline(italic || slanted)));
    else nodes.push(link(url, label));
    end = found.index + whole.length;
  }
  return [...nodes, words.slice(end)];
}
