/** Starts the page and keeps both sides up to date. */

import { act, go, here, placeNow } from "./here.js";
import { castSwitch } from "./people.js";
import { get } from "./api.js";
import { setUpMenus } from "./menus.js";
import { setUpTheme } from "./theme.js";
import { showApple } from "./apple.js";
import { showChannel } from "./channel.js";
import { showForm } from "./form.js";
import { showSidebar } from "./sidebar.js";
import { showThread } from "./thread.js";

here.redraw = () => {
  if (!here.state) return;
  const place = placeNow();
  here.place = place.id;
  showSidebar(here.state);
  showChannel(place, here.state);
  showThread(place, here.state);
  showForm(here.state);
};

/** Opens the app's Home or Messages tab and notifies the app. */
here.openApp = (home) => {
  go({ place: here.state.places.find((place) => place.direct).id, home, thread: "" });
  return act("home", { tab: home ? "home" : "messages" });
};

const sides = {
  slack: async () => {
    const person = here.person;
    const state = await get(`/state/slack?person=${person}`);
    if (person !== here.person) return;
    here.state = state;
    here.redraw();
  },
  apple: async () => showApple(await get("/state/apple")),
};

/** Fetches a side's state: one request at a time, and another if it changed meanwhile. */
const asking = {};
async function refresh(side) {
  if (asking[side]) {
    asking[side] = "again";
    return;
  }
  asking[side] = "once";
  try {
    await sides[side]();
  } finally {
    const again = asking[side] === "again";
    asking[side] = "";
    if (again) await refresh(side);
  }
}

here.refresh = refresh;

async function become(person) {
  sessionStorage.setItem("person", person);
  go({ person, state: null, thread: "" });
  await refresh("slack");
}

function newestThread() {
  const begun = placeNow().messages.filter((post) => post.thread_ts && post.thread_ts !== post.ts);
  return begun.at(-1)?.thread_ts ?? "";
}

function listen() {
  const events = new EventSource("/events");
  for (const side of Object.keys(sides)) events.addEventListener(side, () => refresh(side));
  events.addEventListener("open", () => document.body.classList.remove("away"));
  events.addEventListener("error", () => document.body.classList.add("away"));
}

setUpTheme();
setUpMenus();
here.cast = await get("/cast");
here.place = here.cast.first_channel;
const EDITOR = here.cast.people[1].id;
const before = sessionStorage.getItem("person");
here.person = here.cast.people.some((each) => each.id === before) ? before : EDITOR;
document.getElementById("cast").append(...castSwitch(here.cast.people, here.person, become));
await Promise.all([refresh("slack"), refresh("apple")]);
go({ thread: newestThread() });
listen();
document.body.dataset.ready = "yes";
