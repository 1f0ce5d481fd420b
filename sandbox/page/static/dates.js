/** Formats times as Slack does, in the selected user's time zone. */

const DAY = 86_400_000;

/** Formats epoch seconds as `10:42`. */
export function timeOf(seconds, timeZone, withSeconds = false) {
  const parts = { hour: "2-digit", minute: "2-digit", timeZone, hourCycle: "h23" };
  return format(seconds, withSeconds ? { ...parts, second: "2-digit" } : parts);
}

/** Returns `Today`, `Yesterday`, or the date. */
export function dayOf(seconds, timeZone) {
  return near(seconds, timeZone) ?? format(seconds, { weekday: "long", month: "long", day: "numeric", timeZone });
}

/** Formats `<!date^…^pattern|…>`: https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
export function dated(seconds, pattern, timeZone) {
  const long = { year: "numeric", month: "long", day: "numeric", timeZone };
  const short = { year: "numeric", month: "short", day: "numeric", timeZone };
  const pretty = (parts) => near(seconds, timeZone)?.toLowerCase() ?? format(seconds, parts);
  const known = {
    date_num: () => new Date(seconds * 1000).toLocaleDateString("sv-SE", { timeZone }),
    date_slash: () => format(seconds, { year: "numeric", month: "2-digit", day: "2-digit", timeZone }),
    date: () => format(seconds, long),
    date_short: () => format(seconds, short),
    date_long: () => format(seconds, { ...long, weekday: "long" }),
    date_pretty: () => pretty(long),
    date_short_pretty: () => pretty(short),
    date_long_pretty: () => pretty({ ...long, weekday: "long" }),
    day_divider_pretty: () => dayOf(seconds, timeZone),
    time: () => timeOf(seconds, timeZone),
    time_secs: () => timeOf(seconds, timeZone, true),
    ago: () => ago(seconds),
  };
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => (known[name] ? known[name]() : whole));
}

function near(seconds, timeZone) {
  const on = (moment) => new Date(moment).toLocaleDateString("sv-SE", { timeZone });
  const day = on(seconds * 1000);
  if (day === on(Date.now())) return "Today";
  if (day === on(Date.now() - DAY)) return "Yesterday";
  return day === on(Date.now() + DAY) ? "Tomorrow" : null;
}

function ago(seconds) {
  const minutes = Math.round((Date.now() / 1000 - seconds) / 60);
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  if (Math.abs(minutes) < 60) return words.format(-minutes, "minute");
  return Math.abs(minutes) < 1440
    ? words.format(-Math.round(minutes / 60), "hour")
    : words.format(-Math.round(minutes / 1440), "day");
}

function format(seconds, parts) {
  return new Intl.DateTimeFormat("en-GB", parts).format(new Date(seconds * 1000));
}
