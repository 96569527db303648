import { call } from '../../api/client';
import { Loaded } from '../../components/loaded';
import { Page } from '../../components/page';
import { useLoad } from '../../hooks/use-load';
import { t } from '../../language';
import { AppSettings } from './app-settings';
import { EmailServer } from './email-server';
import { Logo } from './logo';
import { Site } from './site';
import { Templates } from './templates';

/** The settings of the site: its appearance, its email server, the templates of its emails, and the rules of the app. */
export function Settings() {
  const settings = useLoad(() => call('admin/settings/read'));
  return (
    <Page title={t('settings.title')} intro={t('settings.text')}>
      <Loaded of={settings}>{stored => (
        <>
          <Site settings={stored} reload={settings.reload} />
          <Logo path={stored.site_logo} reload={settings.reload} />
          <EmailServer settings={stored} reload={settings.reload} />
        </>
      )}</Loaded>
      <Templates />
      <AppSettings />
    </Page>
  );
}
