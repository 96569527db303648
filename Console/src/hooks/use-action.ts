import { useRef, useState } from 'preact/hooks';
import { Cancelled } from '../api/errors';

/** An action that the user starts, for example with a button: whether it runs, and its failure. */
export interface Action<A extends unknown[]> {
  readonly run: (...args: A) => Promise<boolean>;
  readonly busy: boolean;
  readonly error: unknown;
}

/** Returns an action that runs once at a time. A cancelled action is not an error. */
export function useAction<A extends unknown[]>(action: (...args: A) => Promise<unknown>): Action<A> {
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const running = useRef(false);

  async function run(...args: A) {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setError(null);
    try {
      await action(...args);
      return true;
    } catch (failure) {
      if (!(failure instanceof Cancelled)) setError(failure);
      return false;
    } finally {
      running.current = false;
      setBusy(false);
    }
  }

  return { run, busy, error };
}
