import { useEffect, useState } from 'preact/hooks';
import { call, onReauthentication } from '../api/client';
import { Cancelled } from '../api/errors';
import { askForPasskey, hasPasskeys } from '../api/passkeys';
import { useAction } from '../hooks/use-action';
import { useSession } from '../hooks/use-session';
import { t } from '../language';
import { explain } from '../language/explain';
import { Button } from './button';
import { Dialog } from './dialog';
import { ErrorSummary } from './error-summary';
import { Field, PasswordField } from './field';
import { Form } from './form';

interface Waiting {
  readonly proved: () => void;
  readonly gaveUp: (why: Cancelled) => void;
}

/** Asks for a proof of identity when a call needs a fresh session. The call is repeated afterwards. */
export function Reauthenticate() {
  const [waiting, setWaiting] = useState<readonly Waiting[]>([]);
  useEffect(() => onReauthentication(() => new Promise((proved, gaveUp) => setWaiting(before => [...before, { proved, gaveUp }]))), []);
  const session = useSession();
  useEffect(() => {
    if (!session) giveUp(); // the page behind the dialog is now the sign-in
  }, [session]);
  if (waiting.length === 0) return null;

  function finish(tell: (one: Waiting) => void) {
    setWaiting([]);
    waiting.forEach(tell);
  }

  function giveUp() {
    finish(one => one.gaveUp(new Cancelled()));
  }

  return (
    <Dialog title={t('reauthenticate.title')} close={giveUp}>
      <p>{t('reauthenticate.text')}</p>
      <Proofs proved={() => finish(one => one.proved())} />
    </Dialog>
  );
}

function Proofs({ proved }: { proved: () => void }) {
  const [way, setWay] = useState<'password' | 'totp'>('password');
  const passkey = useAction(async () => {
    await call('session/reauthenticate', { passkey: await askForPasskey() });
    proved();
  });
  const wrong = { not_authenticated: 'reauthenticate.wrong' } as const;

  return (
    <>
      <Form key={way} action={t('continue')} reasons={wrong} submit={async values => {
        await call('session/reauthenticate', way === 'password' ? { password: values.password! } : { totp: values.code! });
        proved();
      }}>
        {way === 'password'
          ? <PasswordField name="password" label={t('password')} autocomplete="current-password" />
          : <Field name="code" label={t('code')} hint={t('code.hint')} autocomplete="one-time-code" inputMode="numeric" />}
      </Form>
      <p class="or">{t('or')}</p>
      <ErrorSummary problems={passkey.error ? [{ field: null, text: explain(passkey.error, wrong) }] : []} />
      <div class="buttons">
        <Button onClick={() => setWay(way === 'password' ? 'totp' : 'password')}>{way === 'password' ? t('use-code') : t('use-password')}</Button>
        {hasPasskeys() && <Button busy={passkey.busy} onClick={passkey.run}>{t('use-passkey')}</Button>}
      </div>
    </>
  );
}
