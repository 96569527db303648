import { useState } from 'preact/hooks';
import { call } from '../../api/client';
import type { Data, Factors } from '../../api/methods';
import { Confirm } from '../../components/confirm';
import { CopyButton } from '../../components/copy';
import { Dialog } from '../../components/dialog';
import { Field } from '../../components/field';
import { Form } from '../../components/form';
import { Section } from '../../components/page';
import { RecoveryCodes } from '../../components/recovery-codes';
import { formatTime, t } from '../../language';

interface FactorProps {
  factors: Factors;
  reload: () => Promise<void>;
}

/** The authenticator app of the user: none, or one. */
export function Authenticator({ factors, reload }: FactorProps) {
  const [secret, setSecret] = useState<Data<'profile/totp/create'> | null>(null);
  const start = async () => setSecret(await call('profile/totp/create'));

  return (
    <Section title={t('totp.title')} intro={factors.totp ? t('totp.since', { time: formatTime(factors.totp.created) }) : t('totp.none')}>
      <div class="side-by-side">
        <Form action={t(factors.totp ? 'totp.replace' : 'totp.add')} kind="second" submit={start} />
        {factors.totp && <Confirm action={t('remove')} label={t('totp.remove')} title={t('totp.remove')} text={t('factor.remove.text')} run={async () => {
          await call('profile/totp/delete');
          await reload();
        }} />}
      </div>
      {secret && <Enrolment secret={secret} close={() => setSecret(null)} added={reload} />}
    </Section>
  );
}

interface EnrolmentProps {
  secret: Data<'profile/totp/create'>;
  close: () => void;
  added: () => Promise<void>;
}

/** Shows the secret for the app and asks for the first code. With the first factor, the recovery codes follow. */
function Enrolment({ secret, close, added }: EnrolmentProps) {
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  return (
    <Dialog title={t(codes ? 'codes.title' : 'totp.add')} close={close}>
      {codes ? (
        <>
          <RecoveryCodes codes={codes} />
          <Form key="codes" action={t('codes.kept')} submit={async () => close()} />
        </>
      ) : (
        <>
          <p>{t('totp.scan')}</p>
          <img class="qr" src={secret.qr} alt={t('totp.qr')} width="200" height="200" />
          <p>{t('totp.type')}</p>
          <p class="secret"><code>{secret.secret}</code> <CopyButton text={secret.secret} /></p>
          <Form key="secret" action={t('continue')} submit={async values => {
            const { recovery_codes: first } = await call('profile/totp/confirm', values.code!);
            await added();
            if (first) setCodes(first);
            else close();
          }}>
            <Field name="code" label={t('code')} hint={t('code.hint')} autocomplete="one-time-code" inputMode="numeric" />
          </Form>
        </>
      )}
    </Dialog>
  );
}
