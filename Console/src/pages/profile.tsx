import { call } from '../api/client';
import type { Profile as User } from '../api/methods';
import { update } from '../api/session';
import { Confirm } from '../components/confirm';
import { EmailLanguage } from '../components/email-language';
import { Field } from '../components/field';
import { Form } from '../components/form';
import { Loaded } from '../components/loaded';
import { Page, Section } from '../components/page';
import { useLoad } from '../hooks/use-load';
import { t } from '../language';

/** The user's names and email address. */
export function Profile() {
  const profile = useLoad(async () => {
    const user = await call('profile/read');
    update({ name: user.name, isAdmin: user.permissions.admin === true });
    return user;
  });
  return (
    <Page title={t('profile.title')}>
      <Loaded of={profile}>{user => (
        <>
          <Names user={user} reload={profile.reload} />
          <Email user={user} reload={profile.reload} />
          <Language user={user} reload={profile.reload} />
        </>
      )}</Loaded>
    </Page>
  );
}

interface PartProps {
  user: User;
  reload: () => Promise<void>;
}

function Names({ user, reload }: PartProps) {
  return (
    <Section title={t('names.title')}>
      <Form action={t('save')} done={t('saved')} submit={async ({ username = '' }) => {
        await call('profile/set-username', username);
        await reload();
      }}>
        <Field name="username" label={t('user-name')} value={user.name} autocomplete="username" />
      </Form>
      <Form action={t('save')} done={t('saved')} submit={async ({ telegram = '' }) => {
        await (telegram ? call('profile/set-telegram-username', telegram) : call('profile/set-telegram-username'));
        await reload();
      }}>
        <Field name="telegram" label={t('telegram')} value={user.telegram_name ?? ''} optional />
      </Form>
    </Section>
  );
}

/** The language of emails. A choice of the language of the console sets it, too. */
function Language({ user, reload }: PartProps) {
  return (
    <Section title={t('locale')} intro={t('locale.text')}>
      <Form action={t('save')} done={t('saved')} submit={async ({ locale }) => {
        await (locale ? call('profile/set-locale', locale) : call('profile/set-locale'));
        await reload();
      }}>
        <EmailLanguage value={user.locale} />
      </Form>
    </Section>
  );
}

function Email({ user, reload }: PartProps) {
  const { email } = user;
  return (
    <Section title={t('email')} intro={email ? t(user.email_confirmed ? 'email.confirmed' : 'email.unconfirmed', { email }) : t('email.none')}>
      {email && !user.email_confirmed && <Form action={t('ask')} kind="second" done={t('ask.done')} submit={() => call('session/send-confirmation-email', user.name)} />}
      <Form action={t('email.change')} done={t('email.changed')} submit={async values => {
        await call('profile/set-email', values.email!);
        await reload();
      }}>
        <Field name="email" label={t('email.new')} hint={t('email.hint')} type="email" autocomplete="email" />
      </Form>
      {email && <Confirm action={t('email.remove')} title={t('email.remove.title')} text={t('email.remove.text', { email })} run={async () => {
        await call('profile/set-email');
        await reload();
      }} />}
    </Section>
  );
}
