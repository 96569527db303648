// Notifies parts of the console when the user adds or removes a second factor in this tab.

type Listener = () => void;

const listeners = new Set<Listener>();

/** Calls a function whenever a second factor was added or removed. Returns a function that stops this. */
export function onFactors(listener: Listener) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Reports that a second factor was added or removed. */
export function factorsChanged() {
  for (const listener of listeners) listener();
}
