/** Talks to the page's own server. */

import { toast } from "./toast.js";

export async function get(path) {
  const answer = await fetch(path, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

/** Does something; null where it could not be done, which the person is told. */
export function post(path, body = {}) {
  return sent(path, { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

/** Hands a file over; gives what stands for it from now on, or undefined where it could not be done. */
export async function upload(file) {
  return (await sent(`/uploads?name=${encodeURIComponent(file.name)}`, { body: file }))?.token;
}

async function sent(path, what) {
  try {
    const answer = await fetch(path, { method: "POST", ...what });
    const said = await answer.json().catch(() => ({ error: `The page's server answered ${answer.status}.` }));
    if (answer.ok && !said.error) return said;
    toast(said.error, "trouble");
  } catch {
    toast("The demo has ended: nothing answers any more.", "trouble");
  }
  return null;
}
