import { languages, t } from '../language';
import { Select } from './field';

/** A choice of the language of emails to a user. An empty value is the language of the site. */
export const EmailLanguage = ({ value = '' }: { value?: string | null }) => <Select name="locale" label={t('locale')} value={value ?? ''} options={{ '': t('locale.site'), ...languages }} />;
