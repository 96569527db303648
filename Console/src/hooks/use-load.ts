import { useEffect, useRef, useState } from 'preact/hooks';
import { FileMissing, Offline } from '../api/errors';

/** The pause between two attempts while the server cannot be reached although there is a network. */
const pauseMs = 5_000;

/** Data of a page: loading, failed or loaded. */
export interface Load<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  /** Loads again. The data stays visible in the meantime. */
  readonly reload: () => Promise<void>;
}

/**
 * Loads data when a component appears or one of the inputs changes, and again when a lost connection is restored. A response that arrives after a newer
 * response is discarded.
 */
export function useLoad<T>(load: () => Promise<T>, inputs: readonly unknown[] = []): Load<T> {
  const [state, setState] = useState<{ data?: T; error?: unknown }>({});
  const newest = useRef(0);

  async function reload() {
    const turn = ++newest.current;
    try {
      const data = await load();
      if (turn === newest.current) setState({ data });
    } catch (error) {
      if (turn === newest.current) setState(({ data }) => (data === undefined ? { error } : { data, error }));
    }
  }

  useEffect(() => {
    void reload();
    return () => void ++newest.current;
  }, inputs);

  useEffect(() => {
    if (!(state.error instanceof Offline)) return;
    const again = () => void reload();
    addEventListener('online', again);
    // The event can come before the network works, or before this listens to it.
    const timer = state.error instanceof FileMissing ? undefined : setTimeout(() => navigator.onLine && again(), pauseMs);
    return () => {
      removeEventListener('online', again);
      clearTimeout(timer);
    };
  }, [state.error]);

  return { data: state.data, error: state.error ?? null, reload };
}
