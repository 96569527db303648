import { call } from '../../api/client';
import type { Settings } from '../../api/methods';
import { Field, PasswordField } from '../../components/field';
import { Form } from '../../components/form';
import { Section } from '../../components/page';
import { t } from '../../language';
import { updateSettings } from './update';

/** The server that sends emails, and a test of it. Only root can change it, because the server sees every link in emails. */
export function EmailServer({ settings, reload }: { settings: Settings; reload: () => Promise<void> }) {
  const { smtp_hostname: host, smtp_port, smtp_username, smtp_password } = settings;
  return (
    <Section title={t('smtp.title')} intro={t('smtp.text')}>
      <Form action={t('save')} done={t('saved')} reasons={{ root_account: 'settings.only-root' }} submit={async ({ smtp_port: port = '', ...others }) => {
        await updateSettings({ ...others, smtp_port: port === '' ? null : Number(port) });
        await reload();
      }}>
        <Field name="smtp_from" label={t('smtp.from')} hint={t('smtp.from.hint')} value={settings.smtp_from ?? ''} optional />
        <Field name="smtp_hostname" label={t('smtp.host')} hint={t('smtp.host.hint')} value={host ?? ''} optional />
        <Field name="smtp_port" label={t('smtp.port')} hint={t('smtp.port.hint')} type="number" inputMode="numeric" min={0} max={65535} value={smtp_port === null ? '' : String(smtp_port)} optional />
        <Field name="smtp_username" label={t('user-name')} value={smtp_username ?? ''} optional />
        <PasswordField name="smtp_password" label={t('password')} hint={t('smtp.password.hint')} value={smtp_password ?? ''} autocomplete="new-password" optional />
        <Field name="app_url" label={t('smtp.url')} hint={t('smtp.url.hint')} value={settings.app_url ?? ''} optional />
      </Form>
      {host !== null && (
        <Form action={t('smtp.test')} kind="second" done={t('smtp.tested')} submit={() => call('admin/settings/test-smtp', {
          smtp_hostname: host,
          ...(smtp_port !== null && { smtp_port }),
          ...(smtp_username !== null && { smtp_username }),
          ...(smtp_password !== null && { smtp_password }),
        })}>
          <p class="hint">{t('smtp.test.hint')}</p>
        </Form>
      )}
    </Section>
  );
}
