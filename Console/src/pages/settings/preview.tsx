import { useEffect, useId, useRef } from 'preact/hooks';
import type { Data } from '../../api/methods';
import { t } from '../../language';

/** An email with sample values. */
export type Sample = Data<'admin/email-templates/preview'>;

/**
 * Shows an email as it arrives. The HTML is in a frame that runs no scripts. The server sends it back with the policy of emails, because the policy of this
 * page allows no inline styles.
 */
export function Preview({ sample }: { sample: Sample }) {
  const form = useRef<HTMLFormElement>(null);
  const frame = useId();
  useEffect(() => form.current?.submit(), [sample.html]);
  return (
    <>
      <p class="preview-subject"><strong>{sample.subject}</strong></p>
      <form ref={form} class="preview-form" method="post" action="/console/email-preview" encType="multipart/form-data" target={frame} aria-hidden="true">
        <input type="hidden" name="html" value={sample.html} />
      </form>
      <iframe class="email-preview" name={frame} sandbox="" title={t('templates.preview.html')} />
      <details>
        <summary>{t('templates.preview.text')}</summary>
        <pre class="preview-text" tabIndex={0}>{sample.text}</pre>
      </details>
    </>
  );
}
