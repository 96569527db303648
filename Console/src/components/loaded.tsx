import type { ComponentChildren } from 'preact';
import type { Load } from '../hooks/use-load';
import { t } from '../language';
import { explain } from '../language/explain';
import { Button } from './button';

/** Shows loaded data. Before that it says that they load, or why they could not be loaded, with a button to try again. */
export function Loaded<T>({ of, children }: { of: Load<T>; children: (data: T) => ComponentChildren }) {
  return (
    <>
      {of.error !== null && (
        <div class="errors" role="alert">
          <p>{explain(of.error)}</p>
          <Button onClick={of.reload}>{t('try-again')}</Button>
        </div>
      )}
      {of.data !== undefined ? children(of.data) : of.error === null && <p class="loading" role="status">{t('loading')}</p>}
    </>
  );
}
