import { call } from '../../api/client';
import { Confirm } from '../../components/confirm';
import { Loaded } from '../../components/loaded';
import { Section } from '../../components/page';
import { TokenFacts } from '../../components/token-facts';
import { useLoad } from '../../hooks/use-load';
import { t } from '../../language';

/** The API tokens of a user. An administrator sees no secret, and can delete them. */
export function UserTokens({ id }: { id: string }) {
  const tokens = useLoad(() => call('admin/users/read-api-tokens', id));
  return (
    <Section title={t('tokens.title')}>
      <Loaded of={tokens}>{list => list.length === 0 ? <p class="empty">{t('users.tokens.none')}</p> : (
        <ul class="cards">
          {list.map(token => (
            <li key={token.id}>
              <h3>{token.name}</h3>
              <TokenFacts token={token} />
              <p class="hint">{t('tokens.permissions')}: {Object.keys(token.permissions).join(', ') || t('none')}</p>
              <div class="buttons">
                <Confirm action={t('delete')} label={`${t('delete')}: ${token.name}`} title={t('tokens.delete', { name: token.name })} text={t('tokens.delete.text')} run={async () => {
                  await call('admin/users/delete-api-token', id, token.id);
                  await tokens.reload();
                }} />
              </div>
            </li>
          ))}
        </ul>
      )}</Loaded>
    </Section>
  );
}
