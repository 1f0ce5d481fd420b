/** The versions of an app: states, and texts and screenshots per language. */

import { h, keyed } from "./dom.js";
import { processing, release } from "./moves.js";
import { pill } from "./pills.js";
import { prices } from "./prices.js";
import { reel } from "./previews.js";
import { sections } from "./sections.js";
import { thumbnail } from "./lightbox.js";

const TEXTS = [["promotionalText", "Promotional text"], ["keywords", "Keywords"], ["whatsNew", "What's new"], ["description", "Description"], ["supportUrl", "Support URL"], ["marketingUrl", "Marketing URL"]];
const languages = new Map();

/** Shows what has just changed: a language's screenshots or texts, or the reviews. */
export function follow(before, now, open) {
  for (const app of now.apps) {
    const reviews = before.apps.find((each) => each.id === app.id)?.reviews;
    if (JSON.stringify(reviews) !== JSON.stringify(app.reviews)) open(app.id, "reviews");
    const others = (each) => JSON.stringify([each?.prices, each?.products, each?.custom_pages, each?.experiments]);
    if (others(before.apps.find((each) => each.id === app.id)) !== others(app)) open(app.id, "store");
    for (const version of app.versions) {
      const old = before.apps.find((each) => each.id === app.id)?.versions.find((each) => each.id === version.id);
      const moved = version.locales.find((locale) => JSON.stringify(locale) !== JSON.stringify(old?.locales.find((each) => each.locale === locale.locale)));
      if (moved && old) languages.set(version.id, moved.locale);
      if (!old || moved || old.state !== version.state) open(app.id, "store");
    }
  }
}

export function versions(body, app, redraw) {
  body.shape = null;
  const items = [
    ...app.processing.map((each) => ({ id: each.id, each, draw: () => processing(each) })),
    { id: "prices", each: app.prices, draw: () => prices(app.prices) },
    ...sections(app),
    ...app.versions.map((each) => ({ id: each.id, each, at: languages.get(each.id), draw: (open) => card(each, open ?? each === app.versions[0], redraw, app) })),
  ];
  keyed(body, items, { key: (item) => item.id, make: (item, before) => item.draw(before?.open) });
}

function card(version, open, redraw, app) {
  const chosen = version.locales.find((each) => each.locale === languages.get(version.id)) ?? version.locales.find((each) => each.locale === app.primary_locale) ?? version.locales[0];
  const platform = { IOS: "iOS", MAC_OS: "macOS", TV_OS: "tvOS", VISION_OS: "visionOS" }[version.platform];
  const choose = (locale) => {
    languages.set(version.id, locale);
    redraw();
  };
  return h(
    "details",
    { class: "version", open },
    h("summary", {}, h("b", {}, `${app.name} ${version.name}`), ` ${platform}`, pill(version.state)),
    release(version),
    h(
      "div",
      { class: "locales", role: "group", "aria-label": "Languages" },
      version.locales.map((each) => {
        const count = each.sets.reduce((sum, set) => sum + set.shots.length, 0);
        return h("button", { type: "button", "aria-pressed": String(each === chosen), onclick: () => choose(each.locale) }, each.locale, " ", count ? h("span", { class: "number" }, String(count), h("span", { class: "hidden" }, " screenshots")) : null);
      }),
    ),
    chosen ? page(chosen) : null,
  );
}

function page(locale) {
  const texts = TEXTS.filter(([name]) => locale.texts[name]);
  return [
    locale.preview_sets.map((set) => reel(set, locale)),
    locale.sets.length ? locale.sets.map((set) => shelf(set, locale)) : h("p", { class: "empty" }, `No screenshots in ${locale.locale}.`),
    texts.length ? h("dl", { class: "texts" }, texts.map(([name, label]) => [h("dt", {}, label), h("dd", { dir: "auto" }, locale.texts[name])])) : h("p", { class: "empty" }, `No texts in ${locale.locale}.`),
  ];
}

function shelf(set, locale) {
  return h(
    "section",
    { class: "set", "aria-label": `${set.display_type}, ${locale.locale}` },
    h("h3", {}, h("code", {}, set.display_type), h("small", {}, ` ${set.shots.length} of at most 10`)),
    h("ol", { class: "shots" }, set.shots.map(shot)),
  );
}

function shot(one, place) {
  const label = `${place + 1}. ${one.name}`;
  return h(
    "li",
    { class: `shot ${one.state.toLowerCase()}`, "data-shot": one.name },
    one.picture ? thumbnail(`/shots/${one.id}`, label) : h("span", { class: "waiting", "aria-hidden": "true" }, "…"),
    h("span", { class: "shot-name" }, label),
    one.state === "COMPLETE" ? h("span", { class: "hidden" }, "complete") : pill(one.state),
    one.faults.map((fault) => h("small", { class: "fault" }, fault)),
  );
}
