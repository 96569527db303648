import { useId, useState } from 'preact/hooks';
import { Button } from '../../components/button';
import { Form } from '../../components/form';
import { Section } from '../../components/page';
import { useAction } from '../../hooks/use-action';
import { loadSite } from '../../hooks/use-site';
import { t } from '../../language';
import { explain } from '../../language/explain';
import { updateSettings } from './update';

const largest = 40_000;
const types = ['image/png', 'image/jpeg', 'image/webp'];

/** The logo of the site: the stored logo, a preview of another image, and the removal of the logo. */
export function Logo({ path, reload }: { path: string | null; reload: () => Promise<void> }) {
  const id = useId();
  const [chosen, setChosen] = useState<string | null>(null);
  const [isWrong, setWrong] = useState(false);
  const removing = useAction(() => save(null));
  const shown = chosen ?? path;

  async function choose(file: File | undefined) {
    const isRight = file !== undefined && types.includes(file.type) && file.size <= largest;
    setWrong(file !== undefined && !isRight);
    setChosen(isRight ? await readAsUrl(file) : null);
  }

  async function save(logo: string | null) {
    await updateSettings({ site_logo: logo });
    await Promise.all([reload(), loadSite()]);
    setChosen(null);
  }

  return (
    <Section title={t('logo.title')} intro={t('logo.text')}>
      {shown ? <p class="logo"><img src={shown} alt={chosen ? t('logo.new') : t('logo.current')} /></p> : <p class="empty">{t('logo.none')}</p>}
      <Form action={t('logo.save')} done={t('saved')} submit={() => chosen ? save(chosen) : Promise.resolve(setWrong(true))} beside={path && <Button busy={removing.busy} onClick={removing.run}>{t('logo.remove')}</Button>}>
        <div class="field">
          <label for={id}>{t('logo.file')}</label>
          <p class="hint" id={`${id}-hint`}>{t('logo.hint')}</p>
          {isWrong && <p class="problem" id={`${id}-problem`} role="alert">{t('logo.wrong')}</p>}
          <div class="input">
            <input id={id} type="file" accept={types.join(',')} aria-invalid={isWrong || undefined} aria-describedby={isWrong ? `${id}-hint ${id}-problem` : `${id}-hint`} onChange={event => void choose(event.currentTarget.files?.[0])} />
          </div>
        </div>
      </Form>
      {removing.error !== null && <p class="problem" role="alert">{explain(removing.error)}</p>}
    </Section>
  );
}

function readAsUrl(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error!);
    reader.readAsDataURL(file);
  });
}
