import { useEffect, useState } from 'preact/hooks';
import { call } from '../api/client';
import type { Site } from '../api/methods';

const listeners = new Set<() => void>();
let site: Site | null = null;

/** Loads the name and the appearance of the site. Without a connection, the console uses the defaults of the app. */
export async function loadSite() {
  try {
    site = await call('site/read');
  } catch {
    return;
  }

  for (const listener of listeners) listener();
}

/** Returns the site; null until it is loaded. */
export const currentSite = () => site;

/** Returns the site, and renders again when it changes. */
export function useSite() {
  const [, setVersion] = useState(0);
  useEffect(() => {
    const changed = () => setVersion(version => version + 1);
    listeners.add(changed);
    return () => void listeners.delete(changed);
  }, []);
  return site;
}
