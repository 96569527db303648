import { useState } from 'preact/hooks';
import { call } from '../../api/client';
import type { EmailTemplate } from '../../api/methods';
import { Button } from '../../components/button';
import { CodeArea } from '../../components/field';
import { Form } from '../../components/form';
import { useAction } from '../../hooks/use-action';
import { useLoad } from '../../hooks/use-load';
import { useSettled } from '../../hooks/use-settled';
import { t } from '../../language';
import { explain } from '../../language/explain';
import { Preview } from './preview';

const pause = 400;
const reasons = { root_account: 'settings.only-root' } as const;

/** Edits one template, with a preview of the entered text. */
export function TemplateEditor({ template, reload }: { template: EmailTemplate; reload: () => Promise<void> }) {
  const { name, language, placeholders } = template;
  const [draft, setDraft] = useState({ subject: template.subject, text: template.text, html: template.html });
  const settled = useSettled(draft, pause);
  const sample = useLoad(() => call('admin/email-templates/preview', name, language, settled), [settled]);
  const sending = useAction(() => call('admin/email-templates/send-to-me', name, language, draft));
  const restoring = useAction(async () => {
    await call('admin/email-templates/reset', name, language);
    await reload();
  });
  const [isSent, setSent] = useState(false);

  const change = (part: Partial<typeof draft>) => {
    setDraft({ ...draft, ...part });
    setSent(false);
  };

  return (
    <>
      <p class="hint">{t('templates.placeholders')} {placeholders.map(one => <><code>{`{{${one}}}`}</code> </>)}</p>
      {template.only_root && <p class="hint">{t('templates.only-root')}</p>}
      <Form action={t('save')} done={t('saved')} reasons={reasons} submit={async () => {
        await call('admin/email-templates/update', name, language, draft);
        await reload();
      }} beside={(
        <>
          <Button busy={sending.busy} onClick={async () => setSent(await sending.run())}>{t('templates.send')}</Button>
          {template.is_changed && <Button busy={restoring.busy} onClick={restoring.run}>{t('templates.reset')}</Button>}
        </>
      )}>
        <CodeArea name="subject" label={t('templates.subject')} value={draft.subject} rows={1} onInput={subject => change({ subject })} />
        <CodeArea name="text" label={t('templates.plain')} value={draft.text} rows={10} onInput={text => change({ text })} />
        <CodeArea name="html" label={t('templates.html')} hint={t('templates.html.hint')} value={draft.html} rows={12} onInput={html => change({ html })} />
      </Form>
      <p role="status" class="done">{isSent ? t('templates.sent') : ''}</p>
      {[sending.error, restoring.error].map(error => error !== null && <p class="problem" role="alert">{explain(error)}</p>)}
      <h3>{t('templates.preview')}</h3>
      <div role="status">{sample.error !== null && <p class="problem">{explain(sample.error)}</p>}</div>
      {sample.data && <Preview sample={sample.data} />}
    </>
  );
}
