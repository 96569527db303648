import { useEffect } from 'preact/hooks';
import { call, noticeEnd } from '../api/client';
import type { Notification } from '../api/methods';
import { onNotifications } from '../api/socket';
import { Button } from '../components/button';
import { ErrorSummary } from '../components/error-summary';
import { Loaded } from '../components/loaded';
import { Page } from '../components/page';
import { useAction } from '../hooks/use-action';
import { useLoad } from '../hooks/use-load';
import { formatTime, t } from '../language';
import { explain } from '../language/explain';

/** The notifications of the user, the newest first. New ones appear without a reload. */
export function Notifications() {
  const notifications = useLoad(readNotifications);
  const change = useAction(async (run: () => Promise<unknown>) => {
    await run();
    await notifications.reload();
  });
  useEffect(() => onNotifications(() => void notifications.reload()), []);

  return (
    <Page title={t('notifications.title')}>
      <ErrorSummary problems={change.error ? [{ field: null, text: explain(change.error) }] : []} />
      <Loaded of={notifications}>{list => (
        <>
          <p role="status">{t('notifications.unread', { count: list.filter(one => !one.read).length })}</p>
          {list.length === 0 ? <p class="empty">{t('notifications.none')}</p> : <List list={list} change={change.run} />}
        </>
      )}</Loaded>
    </Page>
  );
}

// Anonymous callers may call the methods of notifications. Without a session, the list is empty, and nothing changes.
async function readNotifications() {
  const list = await call('notifications/read') ?? [];
  if (list.length === 0) await noticeEnd();
  return list;
}

type Change = (run: () => Promise<unknown>) => unknown;

function List({ list, change }: { list: readonly Notification[]; change: Change }) {
  const unread = list.filter(one => !one.read).map(one => one.id);
  return (
    <>
      {unread.length > 0 && <Button onClick={() => change(() => call('notifications/mark-read', unread))}>{t('notifications.read-all')}</Button>}
      <ul class="cards">{list.map(one => <li key={one.id} class={one.read ? '' : 'unread'}><Card one={one} change={change} /></li>)}</ul>
    </>
  );
}

function Card({ one, change }: { one: Notification; change: Change }) {
  const { id, subject, read } = one;
  const mark = t(read ? 'notifications.mark-unread' : 'notifications.mark-read');
  return (
    <>
      <h2>{!read && <span class="badge good">{t('notifications.new')}</span>} {subject}</h2>
      <p class="hint"><time dateTime={one.date}>{formatTime(one.date)}</time></p>
      <p class="text">{one.body}</p>
      <div class="buttons">
        <Button label={`${mark}: ${subject}`} onClick={() => change(() => call(read ? 'notifications/mark-unread' : 'notifications/mark-read', [id]))}>{mark}</Button>
        <Button label={`${t('delete')}: ${subject}`} onClick={() => change(() => call('notifications/delete', [id]))}>{t('delete')}</Button>
      </div>
    </>
  );
}
