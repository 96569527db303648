// Paths of the console are paths below /console/. Links in emails have a fragment instead, such as #/confirm-email/slc_..., so that the token
// never reaches a server.
import { useEffect, useMemo, useState } from 'preact/hooks';

const base = '/console';

/** The current place in the console. */
export interface Place {
  /** The path below the console, such as `/profile`. */
  readonly path: string;
  /** The token of a link from an email; empty elsewhere. */
  readonly token: string;
}

/** Returns the URL of a path of the console, for links. */
export const href = (path: string) => base + path;

/** Navigates to a path of the console. */
export function navigate(path: string, how: 'push' | 'replace' = 'push') {
  history[how === 'push' ? 'pushState' : 'replaceState'](null, '', href(path));
  dispatchEvent(new PopStateEvent('popstate'));
}

/** Removes the token of a link from the address bar, without leaving the page. */
export const forgetLinkToken = (path: string) => history.replaceState(null, '', href(path));

/** Returns the current place, and renders again when it changes. */
export function usePlace(): Place {
  const [place, setPlace] = useState(here);
  useEffect(() => {
    const update = () => setPlace(here());
    addEventListener('popstate', update);
    addEventListener('hashchange', update);
    return () => {
      removeEventListener('popstate', update);
      removeEventListener('hashchange', update);
    };
  }, []);
  return place;
}

/** Returns the query parameters of the URL, and renders again when they change. */
export function useQuery(): URLSearchParams {
  const [query, setQuery] = useState(location.search);
  useEffect(() => {
    const update = () => setQuery(location.search);
    addEventListener('popstate', update);
    return () => removeEventListener('popstate', update);
  }, []);
  return useMemo(() => new URLSearchParams(query), [query]);
}

/** Handles clicks on links to pages of the console, so that the page changes without a reload. */
export function followLinks() {
  document.addEventListener('click', event => {
    const link = (event.target as Element).closest?.('a');
    if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.target || link.hasAttribute('download') || link.origin !== location.origin || !link.pathname.startsWith(`${base}/`) || link.hash) return;
    event.preventDefault();
    navigate(link.pathname.slice(base.length) + link.search);
  });
}

function here(): Place {
  const link = /^#(\/[a-z-]+)(?:\/([^/]+))?$/.exec(location.hash);
  return link ? { path: link[1]!, token: link[2] ?? '' } : { path: location.pathname.slice(base.length).replace(/\/$/, '') || '/', token: '' };
}
