import type { Action } from '../hooks/use-action';
import { t } from '../language';
import { explain } from '../language/explain';
import { Button } from './button';
import { ErrorSummary } from './error-summary';

/** A button that loads the next part of a list, and how many rows are there already. */
export function More({ count, hasMore, more }: { count: number; hasMore: boolean; more: Action<[]> }) {
  return (
    <>
      <ErrorSummary problems={more.error ? [{ field: null, text: explain(more.error) }] : []} />
      <div class="buttons">
        {hasMore && <Button busy={more.busy} onClick={more.run}>{t('more')}</Button>}
        <span role="status" class="hint">{count > 0 ? t(hasMore ? 'more.shown' : 'more.all', { count }) : ''}</span>
      </div>
    </>
  );
}
