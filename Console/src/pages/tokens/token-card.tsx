import { useState } from 'preact/hooks';
import { call } from '../../api/client';
import type { ApiToken } from '../../api/methods';
import { Button } from '../../components/button';
import { Confirm } from '../../components/confirm';
import { Dialog } from '../../components/dialog';
import { ErrorSummary } from '../../components/error-summary';
import { Permissions } from '../../components/permissions';
import { useAction } from '../../hooks/use-action';
import { formatTime, t } from '../../language';
import { explain } from '../../language/explain';
import { Rotate } from './rotate';

/** One API token: what it is called, whether it works, and what can be done with it. One that has expired can only be deleted. */
export function TokenCard({ token, reload }: { token: ApiToken; reload: () => Promise<void> }) {
  const [isGranting, setGranting] = useState(false);
  const { id, name, enabled, expires, hint } = token;
  const isExpired = expires !== null && new Date(expires) <= new Date();
  const toggle = useAction(async () => {
    await call('api-tokens/set-enabled', id, !enabled);
    await reload();
  });

  return (
    <>
      <h3>{name}</h3>
      <p class="hint">
        <State isExpired={isExpired} enabled={enabled} />{' '}
        {t('created', { time: formatTime(token.created) })}{' '}
        {expires === null ? t('tokens.no-expiry') : t(isExpired ? 'tokens.expired' : 'tokens.expires', { time: formatTime(expires) })}{' '}
        {token.last_used ? t('last-used', { time: formatTime(token.last_used) }) : t('never-used')}{' '}
        {hint && t('tokens.ends-with', { hint })}
      </p>
      <ErrorSummary problems={toggle.error ? [{ field: null, text: explain(toggle.error) }] : []} />
      <div class="buttons">
        {!isExpired && (
          <>
            <Button label={`${t('tokens.permissions')}: ${name}`} onClick={() => setGranting(true)}>{t('tokens.permissions')}</Button>
            <Button label={`${t(enabled ? 'disable' : 'enable')}: ${name}`} busy={toggle.busy} onClick={toggle.run}>{t(enabled ? 'disable' : 'enable')}</Button>
            <Rotate token={token} reload={reload} />
          </>
        )}
        <Confirm action={t('delete')} label={`${t('delete')}: ${name}`} title={t('tokens.delete', { name })} text={t('tokens.delete.text')} run={async () => {
          await call('api-tokens/delete', id);
          await reload();
        }} />
      </div>
      {isGranting && (
        <Dialog title={t('tokens.permissions.of', { name })} close={() => setGranting(false)}>
          <Permissions
            load={() => call('api-tokens/get-permissions', id)}
            save={changed => call('api-tokens/update-permissions', id, changed)}
            none={t('tokens.permissions.none')}
          />
        </Dialog>
      )}
    </>
  );
}

function State({ isExpired, enabled }: { isExpired: boolean; enabled: boolean }) {
  if (isExpired) return <span class="badge bad">{t('expired')}</span>;
  return <span class={enabled ? 'badge good' : 'badge'}>{t(enabled ? 'enabled' : 'disabled')}</span>;
}
