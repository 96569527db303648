import type { Action } from '../hooks/use-action';
import { t } from '../language';
import { explain } from '../language/explain';
import { Button } from './button';
import { ErrorSummary } from './error-summary';

interface MoreProps {
  count: number;
  hasMore: boolean;
  more: Action<[]>;
  /** The text of the button. */
  action?: string;
  /** The text for the number of rows. */
  shown?: string;
}

/** A button that loads the next part of a list, and the number of loaded rows. */
export function More({ count, hasMore, more, action = t('more'), shown = count > 0 ? t(hasMore ? 'more.shown' : 'more.all', { count }) : '' }: MoreProps) {
  return (
    <>
      <ErrorSummary problems={more.error ? [{ field: null, text: explain(more.error) }] : []} />
      <div class="buttons">
        {hasMore && <Button busy={more.busy} onClick={more.run}>{action}</Button>}
        <span role="status" class="hint">{shown}</span>
      </div>
    </>
  );
}
