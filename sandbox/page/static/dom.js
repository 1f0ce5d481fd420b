/** Creates elements, and keeps unchanged ones. */

const BOOLEAN = new Set(["disabled", "hidden", "checked", "selected", "multiple", "open", "required", "readonly"]);

/** Creates an element: `props` are attributes, `on…` are listeners; `null` and `false` children are omitted. */
export function h(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (BOOLEAN.has(name)) made[name] = true;
    else if (name === "value") made.value = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** Runs `replace`, which changes an element or its content, and keeps the keyboard focus in it or on it. */
function keepingFocus(parent, replace) {
  const focused = document.activeElement;
  const way = parent.contains(focused) ? wayTo(focused, parent) : null;
  const made = replace();
  if (!way || focused.isConnected) return;
  const same = focused.dataset.what
    ? made.querySelector(`[data-what="${CSS.escape(focused.dataset.what)}"]`)
    : way.reduce((at, place) => at?.children[place], made);
  (same?.tagName === focused.tagName ? same : made).focus({ preventScroll: true });
}

/** Returns the child indexes that lead from `parent` to an element in it; none to itself. */
function wayTo(element, parent) {
  if (element === parent) return [];
  const around = element.parentElement;
  const place = [...around.children].indexOf(element);
  return [...wayTo(around, parent), place];
}

/** Shows one element per item, in order; keeps an element while its item's fingerprint is unchanged. */
export function keyed(parent, items, { key, print = JSON.stringify, make }) {
  const there = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let place = parent.firstElementChild;
  for (const item of items) {
    const name = String(key(item));
    const shape = print(item);
    let child = there.get(name);
    there.delete(name);
    if (!child || child.shape !== shape) {
      const fresh = make(item, child);
      fresh.dataset.key = name;
      fresh.shape = shape;
      if (child) {
        if (child === place) place = fresh;
        const old = child;
        keepingFocus(old, () => (old.replaceWith(fresh), fresh));
      }
      child = fresh;
    }
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
  }
  for (const gone of there.values()) gone.remove();
}

/** Replaces the content of an element, unless it is unchanged. */
export function shown(parent, shape, make) {
  const wanted = JSON.stringify(shape);
  if (parent.shape === wanted) return false;
  parent.shape = wanted;
  keepingFocus(parent, () => (parent.replaceChildren(...[make()].flat(Infinity).filter(Boolean)), parent));
  return true;
}
