import { useState } from 'preact/hooks';
import { call } from '../api/client';
import { CallFailed } from '../api/errors';
import type { Parameters } from '../api/methods';
import { askForPasskey, hasPasskeys } from '../api/passkeys';
import { keep, type Ticket } from '../api/sign-in';
import { Button } from '../components/button';
import { ErrorSummary } from '../components/error-summary';
import { Field } from '../components/field';
import { Form } from '../components/form';
import { Page } from '../components/page';
import { useAction } from '../hooks/use-action';
import { t } from '../language';
import { explain } from '../language/explain';

type Proof = Parameters<'session/signin-second-factor'>[1];

interface SecondFactorProps {
  ticket: Ticket;
  stays: boolean;
  /** Goes back to the password. */
  startAgain: (why: string) => void;
}

/** Completes a sign-in with an authenticator app, a recovery code or a passkey. */
export function SecondFactor({ ticket, stays, startAgain }: SecondFactorProps) {
  const [way, setWay] = useState<'totp' | 'recovery'>(ticket.factors.includes('totp') ? 'totp' : 'recovery');
  const passkey = useAction(async () => send({ passkey: await askForPasskey(ticket.value) }));

  async function send(proof: Proof) {
    try {
      keep(await call('session/signin-second-factor', ticket.value, proof), stays);
    } catch (failure) {
      if (!(failure instanceof CallFailed) || failure.reason !== 'sign_in_ticket_invalid') throw failure;
      startAgain(t('second-factor.again'));
    }
  }

  return (
    <Page title={t('second-factor.title')} intro={t('second-factor.text')}>
      {ticket.factors.includes('passkey') && hasPasskeys() && (
        <>
          <ErrorSummary problems={passkey.error ? [{ field: null, text: explain(passkey.error) }] : []} />
          <Button busy={passkey.busy} onClick={passkey.run}>{t('use-passkey')}</Button>
          <p class="or">{t('or')}</p>
        </>
      )}
      <Form key={way} action={t('sign-in')} submit={values => send(way === 'totp' ? { totp: values.code! } : { recovery_code: values.code! })}>
        {way === 'totp'
          ? <Field name="code" label={t('code')} hint={t('code.hint')} autocomplete="one-time-code" inputMode="numeric" />
          : <Field name="code" label={t('recovery-code')} hint={t('recovery-code.hint')} />}
      </Form>
      <ul class="links">
        {ticket.factors.includes('totp') && (
          <li><Button kind="quiet" onClick={() => setWay(way === 'totp' ? 'recovery' : 'totp')}>{way === 'totp' ? t('use-recovery-code') : t('use-code')}</Button></li>
        )}
        <li><Button kind="quiet" onClick={() => startAgain('')}>{t('second-factor.back')}</Button></li>
      </ul>
    </Page>
  );
}
