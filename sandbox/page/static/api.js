/** Talks to the page's own server. */

import { toast } from "./toast.js";

export async function get(path) {
  const answer = await fetch(path, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

/** Does something; null where it could not be done, which the person is told. */
export async function post(path, body = {}) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const said = await answer.json().catch(() => ({ error: `The page's server answered ${answer.status}.` }));
    if (answer.ok && !said.error) return said;
    toast(said.error, "trouble");
  } catch {
    toast("The demo has ended: nothing answers any more.", "trouble");
  }
  return null;
}

/** Hands a file over; gives what stands for it from now on. */
export async function upload(file) {
  const answer = await fetch(`/uploads?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file });
  return (await answer.json()).token;
}
