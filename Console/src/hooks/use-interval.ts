import { useEffect, useRef } from 'preact/hooks';

/** Calls a function at intervals while the page is visible. */
export function useInterval(run: () => unknown, milliseconds: number) {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && latest.current(), milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds]);
}
