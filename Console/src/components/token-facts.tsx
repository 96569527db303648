import type { ApiToken } from '../api/methods';
import { formatTime, t } from '../language';

/** Returns whether an API token has expired. Lists contain expired tokens for a while. */
export const isExpired = ({ expires }: ApiToken) => expires !== null && new Date(expires) <= new Date();

/** The state of an API token, its creation, last use and expiry, and its last characters. */
export function TokenFacts({ token }: { token: ApiToken }) {
  const { enabled, expires, hint } = token;
  return (
    <p class="hint">
      {isExpired(token) ? <span class="badge bad">{t('expired')}</span> : <span class={enabled ? 'badge good' : 'badge'}>{t(enabled ? 'enabled' : 'disabled')}</span>}{' '}
      {t('created', { time: formatTime(token.created) })}{' '}
      {expires === null ? t('tokens.no-expiry') : t(isExpired(token) ? 'tokens.expired' : 'tokens.expires', { time: formatTime(expires) })}{' '}
      {token.last_used ? t('last-used', { time: formatTime(token.last_used) }) : t('never-used')}{' '}
      {hint && t('tokens.ends-with', { hint })}
    </p>
  );
}
