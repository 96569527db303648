import type { LoggedCall } from '../../api/methods';
import { Dialog } from '../../components/dialog';
import { formatPreciseTime, t } from '../../language';
import { href } from '../../router';

/** All fields of a call. */
export function CallFields({ of: one, close }: { of: LoggedCall; close: () => void }) {
  return (
    <Dialog title={t('calls.one')} close={close}>
      <dl>
        <dt>{t('calls.method')}</dt><dd><code>{one.method_id}</code></dd>
        <dt>{t('calls.status')}</dt><dd>{one.status} {one.status_text}</dd>
        <dt>{t('calls.outcome')}</dt><dd>{t(one.is_exception ? 'calls.exception' : one.is_error ? 'calls.failed' : 'calls.succeeded')}</dd>
        <dt>{t('calls.started')}</dt><dd><time dateTime={one.started}>{formatPreciseTime(one.started)}</time></dd>
        <dt>{t('calls.finished')}</dt><dd><time dateTime={one.finished}>{formatPreciseTime(one.finished)}</time></dd>
        <dt>{t('calls.runtime')}</dt><dd>{t('calls.milliseconds', { number: one.runtime })}</dd>
        <dt>{t('calls.user')}</dt><dd>{one.user_id ? <a href={href(`/users/${one.user_id}`)}>{one.user_id}</a> : t('calls.anonymous')}</dd>
      </dl>
    </Dialog>
  );
}
