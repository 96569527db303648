import { useState } from 'preact/hooks';
import { call } from '../../api/client';
import type { Factors } from '../../api/methods';
import { createPasskey, hasPasskeys } from '../../api/passkeys';
import { Button } from '../../components/button';
import { Confirm } from '../../components/confirm';
import { Dialog } from '../../components/dialog';
import { Field } from '../../components/field';
import { Form } from '../../components/form';
import { Section } from '../../components/page';
import { formatTime, t } from '../../language';

type Passkey = Factors['passkeys'][number];

interface FactorProps {
  factors: Factors;
  reload: () => Promise<void>;
}

/** The passkeys of the user. */
export function Passkeys({ factors, reload }: FactorProps) {
  return (
    <Section title={t('passkeys.title')} intro={t('passkeys.text')}>
      {factors.passkeys.length === 0 && <p class="empty">{t('passkeys.none')}</p>}
      <ul class="cards">{factors.passkeys.map(passkey => <li key={passkey.id}><PasskeyCard passkey={passkey} reload={reload} /></li>)}</ul>
      {hasPasskeys() ? (
        <Form action={t('passkeys.add')} done={t('passkeys.added')} submit={async values => {
          await createPasskey(values.name!);
          await reload();
        }}>
          <Field name="name" label={t('passkeys.name')} hint={t('passkeys.name.hint')} />
        </Form>
      ) : <p class="empty">{t('passkeys.unsupported')}</p>}
    </Section>
  );
}

function PasskeyCard({ passkey, reload }: { passkey: Passkey; reload: () => Promise<void> }) {
  const [isRenaming, setRenaming] = useState(false);
  const { id, name } = passkey;
  return (
    <>
      <h3>{name}</h3>
      <p class="hint">
        {t('created', { time: formatTime(passkey.created) })}{' '}
        {passkey.last_used ? t('last-used', { time: formatTime(passkey.last_used) }) : t('never-used')}
      </p>
      <div class="buttons">
        <Button label={`${t('rename')}: ${name}`} onClick={() => setRenaming(true)}>{t('rename')}</Button>
        <Confirm action={t('remove')} label={`${t('remove')}: ${name}`} title={t('passkeys.remove', { name })} text={t('factor.remove.text')} run={async () => {
          await call('profile/passkeys/delete', id);
          await reload();
        }} />
      </div>
      {isRenaming && (
        <Dialog title={t('passkeys.rename', { name })} close={() => setRenaming(false)}>
          <Form action={t('save')} submit={async values => {
            await call('profile/passkeys/rename', id, values.name!);
            await reload();
            setRenaming(false);
          }}>
            <Field name="name" label={t('passkeys.name')} value={name} />
          </Form>
        </Dialog>
      )}
    </>
  );
}
