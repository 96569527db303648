import type { UserSession } from '../api/methods';
import { formatTime, t } from '../language';

/** The time and origin of a session, its last use, and its expiry. */
export function SessionFacts({ session }: { session: UserSession }) {
  return (
    <p class="hint">
      {t('sessions.signed-in', { time: formatTime(session.created) })}{' '}
      {session.last_used && t('last-used', { time: formatTime(session.last_used) })}{' '}
      {t('sessions.expires', { time: formatTime(session.expires) })}{' '}
      {session.ip && t('sessions.from', { ip: session.ip })}
    </p>
  );
}
