// Tells parts of the console that the user added or removed a second factor in this tab.

type Listener = () => void;

const listeners = new Set<Listener>();

/** Calls a function whenever a second factor was added or removed. Returns a function that stops this. */
export function onFactors(listener: Listener) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Says that a second factor was added or removed. */
export function factorsChanged() {
  for (const listener of listeners) listener();
}
