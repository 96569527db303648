import type { ComponentChildren } from 'preact';
import type { Status } from '../../api/methods';
import { formatNumber, t } from '../../language';

/** The state of the app: storage, emails and the version. */
export function StatusTiles({ status: { version, commit, form, storage, emails } }: { status: Status }) {
  return (
    <dl class="tiles">
      <Tile name={t('status.storage')} state={storage.is_available ? 'good' : 'bad'} hint={storage.is_available ? undefined : t('status.unavailable', { names: storage.unavailable.join(', ') })}>
        {t(storage.is_available ? 'status.available' : 'status.partly')}
      </Tile>
      <Tile name={t('status.waiting')}>{count(emails.waiting)}</Tile>
      <Tile name={t('status.given-up')} state={emails.given_up === 0 ? undefined : 'bad'} hint={emails.given_up ? t('status.given-up.hint') : undefined}>{count(emails.given_up)}</Tile>
      <Tile name={t('status.version')} hint={commit ? commit.slice(0, 7) : undefined}>{version}</Tile>
      <Tile name={t('status.form')}>{form}</Tile>
    </dl>
  );
}

function Tile({ name, state, hint, children }: { name: string; state?: 'good' | 'bad' | undefined; hint?: string | undefined; children: ComponentChildren }) {
  return (
    <div class="tile">
      <dt>{name}</dt>
      <dd class={state}>{children}</dd>
      {hint && <dd class="hint">{hint}</dd>}
    </div>
  );
}

const count = (number: number | null) => (number === null ? t('status.unknown') : formatNumber(number));
