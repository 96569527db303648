import { call } from '../../api/client';
import { Loaded } from '../../components/loaded';
import { Section } from '../../components/page';
import { Table } from '../../components/table';
import { useLoad } from '../../hooks/use-load';
import { t } from '../../language';

/** The rules of the app, which only a deployment changes. */
export function AppSettings() {
  const settings = useLoad(async () => await call('admin/settings/read-app') ?? []);
  return (
    <Section title={t('app-settings.title')} intro={t('app-settings.text')}>
      <Loaded of={settings}>{rows => (
        <Table caption={t('app-settings.title')} keyOf={one => one.name} rows={rows} columns={[
          { title: t('app-settings.name'), cell: one => <code>{one.name}</code> },
          { title: t('app-settings.value'), cell: one => one.setting },
        ]} />
      )}</Loaded>
    </Section>
  );
}
