import { useState } from 'preact/hooks';
import { call } from '../api/client';
import { askForPasskey, hasPasskeys } from '../api/passkeys';
import { lastEnd } from '../api/session';
import { keep, signInWithPassword, type Ticket } from '../api/sign-in';
import { Button } from '../components/button';
import { ErrorSummary } from '../components/error-summary';
import { Choice, Field, PasswordField } from '../components/field';
import { Form } from '../components/form';
import { Page } from '../components/page';
import { useAction } from '../hooks/use-action';
import { t } from '../language';
import { explain } from '../language/explain';
import { href } from '../router';
import { SecondFactor } from './second-factor';

/** Signs in with a password, and a second factor if the user has one, or with a passkey alone. */
export function SignIn() {
  const [ticket, setTicket] = useState<Ticket | null>(null);
  const [stays, setStays] = useState(false);
  const [notice, setNotice] = useState(sayWhyItEnded);
  const passkey = useAction(async () => keep(await call('session/signin-passkey', await askForPasskey()), stays));

  if (ticket) return <SecondFactor ticket={ticket} stays={stays} startAgain={startAgain} />;

  function startAgain(why: string) {
    setTicket(null);
    setNotice(why);
  }

  return (
    <Page title={t('sign-in.title')}>
      {notice && <p class="notice" role="status">{notice}</p>}
      <Form action={t('sign-in')} reasons={{ not_authenticated: 'sign-in.wrong' }} submit={async values => setTicket(await signInWithPassword(values.username!, values.password!, stays))}>
        <Field name="username" label={t('user-or-email')} autocomplete="username webauthn" />
        <PasswordField name="password" label={t('password')} autocomplete="current-password" />
        <Choice name="stays" label={t('sign-in.stay')} hint={t('sign-in.stay.hint')} checked={stays} onChange={setStays} />
      </Form>
      {hasPasskeys() && (
        <>
          <p class="or">{t('or')}</p>
          <ErrorSummary problems={passkey.error ? [{ field: null, text: explain(passkey.error, { passkey_invalid: 'passkey.unknown', not_authenticated: 'passkey.unknown' }) }] : []} />
          <Button busy={passkey.busy} onClick={passkey.run}>{t('sign-in.passkey')}</Button>
        </>
      )}
      <ul class="links">
        <li><a href={href('/forgot-password')}>{t('forgot.link')}</a></li>
        <li><a href={href('/sign-up')}>{t('sign-up.link')}</a></li>
        <li><a href={href('/ask-confirmation')}>{t('ask.link')}</a></li>
      </ul>
    </Page>
  );
}

function sayWhyItEnded() {
  const end = lastEnd();
  return end === null ? '' : t(`ended.${end}`);
}
