import { useEffect } from 'preact/hooks';
import { call } from '../../api/client';
import { Loaded } from '../../components/loaded';
import { useLoad } from '../../hooks/use-load';
import { t } from '../../language';

const pause = 2000; // milliseconds between two requests

/** The progress of a notification to all users. It is updated until the delivery has ended. */
export function Delivery({ id }: { id: string }) {
  const progress = useLoad(() => call('admin/notifications/read-progress', id));
  const isRunning = progress.data?.finished === null;
  useEffect(() => {
    if (!isRunning) return;
    const timer = setTimeout(() => void progress.reload(), pause);
    return () => clearTimeout(timer);
  }, [progress.data, progress.error]);

  return (
    <section aria-label={t('notify.progress')}>
      <Loaded of={progress}>{({ delivered, expected, finished }) => (
        <>
          {finished === null && <progress max={expected ?? undefined} value={expected === null ? undefined : Math.min(delivered, expected)} aria-label={t('notify.progress')} />}
          <p role="status">{finished !== null ? t('notify.delivered', { count: delivered }) : expected === null ? t('notify.delivering', { count: delivered }) : t('notify.delivering-of', { count: delivered, expected })}</p>
        </>
      )}</Loaded>
    </section>
  );
}
