import { navigate, usePlace, useQuery } from '../router';

/** The filters of a list, by name. A filter that is not set is missing. */
export type Filters = Readonly<Record<string, string>>;

/** Returns the filters in the URL of the page, and a function that changes some of them. An empty text removes a filter. */
export function useFilters(): [filters: Filters, change: (changed: Filters) => void] {
  const { path } = usePlace();
  const filters = Object.fromEntries(useQuery());

  function change(changed: Filters) {
    const next = new URLSearchParams(Object.entries({ ...filters, ...changed }).filter(([, value]) => value !== ''));
    navigate(next.size > 0 ? `${path}?${next}` : path, 'replace');
  }

  return [filters, change];
}
