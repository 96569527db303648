import { useState } from 'preact/hooks';
import { call } from '../../api/client';
import type { EmailTemplate } from '../../api/methods';
import { Select } from '../../components/field';
import { Loaded } from '../../components/loaded';
import { Section } from '../../components/page';
import { useLoad } from '../../hooks/use-load';
import { currentLanguage, isKey, languages, t } from '../../language';
import { TemplateEditor } from './template-editor';

/** The templates of emails: lists of emails and languages, and the editor. */
export function Templates() {
  const templates = useLoad(async () => await call('admin/email-templates/read') ?? []);
  const [name, setName] = useState('confirm-email');
  const [language, setLanguage] = useState<string>(currentLanguage());
  return (
    <Section title={t('templates.title')} intro={t('templates.text')}>
      <Loaded of={templates}>{all => {
        const template = all.find(one => one.name === name && one.language === language);
        return (
          <>
            <div class="tools">
              <Select name="email" label={t('templates.email')} value={name} options={names(all)} onChange={setName} />
              <Select name="email_language" label={t('language')} value={language} options={languagesOf(all)} onChange={setLanguage} />
            </div>
            {template && <TemplateEditor key={`${name} ${language} ${template.is_changed}`} template={template} reload={templates.reload} />}
          </>
        );
      }}</Loaded>
    </Section>
  );
}

const names = (all: readonly EmailTemplate[]) => Object.fromEntries(all.map(one => [one.name, titleOf(one.name)]));

const languagesOf = (all: readonly EmailTemplate[]) => Object.fromEntries(all.map(one => [one.language, languages[one.language as keyof typeof languages] ?? one.language]));

/** Returns the purpose of an email, or its name if the console has no text for it. */
function titleOf(name: string) {
  const key = `template.${name}`;
  return isKey(key) ? t(key) : name;
}
