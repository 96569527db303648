import { useState } from 'preact/hooks';
import { call } from '../api/client';
import { Field } from '../components/field';
import { Form } from '../components/form';
import { Page } from '../components/page';
import { t } from '../language';
import { href } from '../router';

/** Sends a link for a new password. */
export const ForgotPassword = () => <Ask title={t('forgot.title')} intro={t('forgot.text')} sent={t('forgot.sent')} send={user => call('session/send-password-reset-email', user)} />;

/** Sends another link that confirms an email address. */
export const AskConfirmation = () => <Ask title={t('ask.title')} intro={t('ask.text')} sent={t('ask.sent')} send={user => call('session/send-confirmation-email', user)} />;

interface AskProps {
  title: string;
  intro: string;
  sent: string;
  send: (user: string) => Promise<unknown>;
}

function Ask({ title, intro, sent, send }: AskProps) {
  const [isSent, setSent] = useState(false);
  if (isSent) return <Page title={t('mailbox.title')}><p>{sent}</p></Page>;

  return (
    <Page title={title} intro={intro}>
      <Form action={t('send-link')} submit={async values => {
        await send(values.username!);
        setSent(true);
      }}>
        <Field name="username" label={t('user-or-email')} autocomplete="username" />
      </Form>
      <ul class="links">
        <li><a href={href('/sign-in')}>{t('sign-in.link')}</a></li>
      </ul>
    </Page>
  );
}
