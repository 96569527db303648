import { useState } from 'preact/hooks';
import { call } from '../../api/client';
import type { ApiToken } from '../../api/methods';
import { Button } from '../../components/button';
import { Confirm } from '../../components/confirm';
import { Dialog } from '../../components/dialog';
import { ErrorSummary } from '../../components/error-summary';
import { Permissions } from '../../components/permissions';
import { TokenFacts, isExpired } from '../../components/token-facts';
import { useAction } from '../../hooks/use-action';
import { t } from '../../language';
import { explain } from '../../language/explain';
import { Rotate } from './rotate';

/** An API token: its name, state and actions. An expired token can only be deleted. */
export function TokenCard({ token, reload }: { token: ApiToken; reload: () => Promise<void> }) {
  const [isGranting, setGranting] = useState(false);
  const { id, name, enabled } = token;
  const toggle = useAction(async () => {
    await call('api-tokens/set-enabled', id, !enabled);
    await reload();
  });

  return (
    <>
      <h3>{name}</h3>
      <TokenFacts token={token} />
      <ErrorSummary problems={toggle.error ? [{ field: null, text: explain(toggle.error) }] : []} />
      <div class="buttons">
        {!isExpired(token) && (
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
