import { CallFailed, Offline } from '../api/errors';
import type { Reason } from '../api/methods';
import { formatSeconds, isKey, t, type Key } from '.';

/** Texts of a form for reasons with a special meaning there. */
export type Reasons = Partial<Record<Reason, Key>>;

/** Returns the message for a failure, in the language of the user. A reason without a text of its own has the server's text. */
export function explain(error: unknown, reasons: Reasons = {}): string {
  if (error instanceof Offline) return t('error.offline');
  if (error instanceof DOMException) return t('error.browser', { name: error.name });
  if (!(error instanceof CallFailed)) return t('error.unexpected');
  const own = reasons[error.reason];
  if (own) return t(own);
  if (error.retryAfter !== null) return t(`error.${error.reason === 'too_many_requests' ? 'too_many_requests' : 'service_unavailable'}`, { time: formatSeconds(error.retryAfter) });
  const key = `error.${error.reason}`;
  // The limit is the last number in the server's text.
  return isKey(key) ? t(key, { number: /\d+(?=\D*$)/.exec(error.message)?.[0] ?? '' }) : error.message;
}

/** Returns the name of the field of a failure; null if there is none. */
export function fieldOf(error: unknown): string | null {
  if (!(error instanceof CallFailed)) return null;
  const reason = error.reason;
  if (reason.startsWith('user_')) return 'username';
  if (reason.startsWith('password_')) return 'password';
  if (reason === 'email_template_invalid') return null;
  if (reason.startsWith('email_')) return 'email';
  if (reason.startsWith('telegram_')) return 'telegram';
  if (reason.startsWith('api_token_name_') || reason === 'passkey_name_invalid') return 'name';
  if (reason.startsWith('api_token_expiry_')) return 'days';
  if (reason === 'api_token_overlap_invalid') return 'minutes';
  return reason === 'totp_code_invalid' || reason === 'second_factor_invalid' ? 'code' : null;
}
