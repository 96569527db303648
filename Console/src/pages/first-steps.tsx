import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { call, isEnrolmentRequired } from '../api/client';
import { onFactors } from '../api/factors';
import { update, type Session } from '../api/session';
import { Button } from '../components/button';
import { PasswordField } from '../components/field';
import { Form } from '../components/form';
import { Loaded } from '../components/loaded';
import { Page } from '../components/page';
import { useLoad } from '../hooks/use-load';
import { t } from '../language';
import { href } from '../router';
import { Authenticator } from './security/authenticator';
import { Passkeys } from './security/passkeys';

interface FirstStepsProps {
  session: Session;
  path: string;
  children: ComponentChildren;
}

/**
 * The first steps of an administrator: replacing an initial password, and adding a second factor. The second factor can be postponed for the session;
 * a reminder then stays on the other pages. The server returns what is missing.
 */
export function FirstSteps({ session, path, children }: FirstStepsProps) {
  const protection = useLoad(async () => {
    if (session.isProtected) return { has_initial_password: false, has_second_factor: true };
    const read = await call('profile/security/read');
    if (read.has_second_factor && !read.has_initial_password) update({ isProtected: true });
    return read;
  }, [session.token, session.isProtected === true]);
  useEffect(() => onFactors(() => {
    update({ isProtected: false });
    void protection.reload();
  }), [session.token]);

  if (!protection.data) return <main id="main" class="single"><Page title={t('administration')}><Loaded of={protection}>{() => null}</Loaded></Page></main>;
  const { has_initial_password: isInitial, has_second_factor: hasFactor } = protection.data;
  const mustEnrol = isEnrolmentRequired();
  if (isInitial && (hasFactor || !mustEnrol)) return <main id="main" class="narrow"><OwnPassword name={session.name} done={protection.reload} /></main>;
  if (!hasFactor && (mustEnrol || !session.putsOffFactor)) return <main id="main" class="single"><SecondFactor canWait={!mustEnrol} done={protection.reload} /></main>;
  return (
    <>
      {!hasFactor && path !== '/security' && (
        <div class="reminder" role="status"><p>{t('first.factor.reminder')} <a href={href('/security')}>{t('first.factor.add')}</a></p></div>
      )}
      {children}
    </>
  );
}

function OwnPassword({ name, done }: { name: string; done: () => Promise<void> }) {
  return (
    <Page title={t('first.password.title')} intro={t('first.password.text')}>
      <Form action={t('first.password.set')} submit={async values => {
        await call('profile/set-password', values.password!);
        await done();
      }}>
        <input class="unseen" type="text" autocomplete="username" value={name} readOnly tabIndex={-1} aria-hidden="true" />
        <PasswordField name="password" label={t('new-password')} hint={t('password.hint')} autocomplete="new-password" />
      </Form>
    </Page>
  );
}

/** Stays until the user continues, because the recovery codes are shown only once. */
function SecondFactor({ canWait, done }: { canWait: boolean; done: () => Promise<void> }) {
  const factors = useLoad(() => call('profile/factors/read'));
  const hasFactor = Boolean(factors.data?.totp || factors.data?.passkeys.length);
  return (
    <Page title={t('first.factor.title')} intro={t('first.factor.text')}>
      <Loaded of={factors}>{current => (
        <>
          <Authenticator factors={current} reload={factors.reload} />
          <Passkeys factors={current} reload={factors.reload} />
          {hasFactor && <p class="notice" role="status">{t('first.factor.done')}</p>}
          <div class="buttons">
            {hasFactor ? <Button kind="main" onClick={done}>{t('continue')}</Button> : canWait && <Button onClick={() => update({ putsOffFactor: true })}>{t('first.factor.later')}</Button>}
          </div>
        </>
      )}</Loaded>
    </Page>
  );
}
