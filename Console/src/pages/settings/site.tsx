import type { Settings } from '../../api/methods';
import { Field, Select } from '../../components/field';
import { Form } from '../../components/form';
import { Section } from '../../components/page';
import { currentSite, loadSite } from '../../hooks/use-site';
import { languages, t } from '../../language';
import { updateSettings } from './update';

interface SiteProps {
  settings: Settings;
  reload: () => Promise<void>;
}

/** The name, the colour and the language of the site. */
export function Site({ settings, reload }: SiteProps) {
  const site = currentSite();
  return (
    <Section title={t('site.title')} intro={t('site.text')}>
      <Form action={t('save')} done={t('saved')} submit={async ({ site_name = '', site_color = '', site_language = '' }) => {
        await updateSettings({ site_name, site_color, site_language });
        await Promise.all([reload(), loadSite()]);
      }}>
        <Field name="site_name" label={t('site.name')} value={settings.site_name ?? ''} maxLength={60} optional />
        <Field name="site_color" label={t('site.color')} hint={t('site.color.hint')} type="color" value={settings.site_color ?? site?.color ?? '#1d4ed8'} />
        <Select name="site_language" label={t('site.language')} hint={t('site.language.hint')} value={settings.site_language ?? site?.language ?? 'en'} options={languages} />
      </Form>
    </Section>
  );
}
