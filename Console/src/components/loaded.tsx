import type { ComponentChildren } from 'preact';
import type { Load } from '../hooks/use-load';
import { t } from '../language';
import { explain } from '../language/explain';
import { Button } from './button';

interface LoadedProps<T> {
  of: Load<T>;
  children: (data: T) => ComponentChildren;
}

/** Shows loaded data. Before that, shows that the data is loading, or why this failed, with a button to try again. */
export function Loaded<T>({ of, children }: LoadedProps<T>) {
  return (
    <>
      <Failures of={[of]} />
      <WhenLoaded of={of}>{children}</WhenLoaded>
    </>
  );
}

/** Shows why data could not be loaded: each reason once, with a button to try again. */
export function Failures({ of }: { of: readonly Load<unknown>[] }) {
  const failed = of.filter(load => load.error !== null);
  if (failed.length === 0) return null;
  return (
    <div class="errors" role="alert">
      {[...new Set(failed.map(load => explain(load.error)))].map(reason => <p key={reason}>{reason}</p>)}
      <Button onClick={() => failed.forEach(load => void load.reload())}>{t('try-again')}</Button>
    </div>
  );
}

/** Shows loaded data. Before that, shows that the data is loading. Failures are shown elsewhere, together with those of other data. */
export function WhenLoaded<T>({ of, children }: LoadedProps<T>) {
  return <>{of.data !== undefined ? children(of.data) : of.error === null && <p class="loading" role="status">{t('loading')}</p>}</>;
}
