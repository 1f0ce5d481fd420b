/** Requests to the page's server. */

import { toast } from "./toast.js";

export async function get(path) {
  const answer = await fetch(path, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

/** Posts a request; returns null and shows the error if it fails. */
export function post(path, body = {}) {
  return sent(path, { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

/** Uploads a file; returns its token, or undefined if it fails. */
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
