import { t } from '../language';
import { CopyButton, SaveButton } from './copy';

/** Shows new recovery codes. The server never returns them again. */
export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  const text = codes.join('\n');
  return (
    <div class="secret">
      <p>{t('codes.keep')}</p>
      <ol class="codes">{codes.map(code => <li key={code}><code>{code}</code></li>)}</ol>
      <div class="buttons">
        <CopyButton text={text} />
        <SaveButton name="recovery-codes.txt" text={text} />
      </div>
    </div>
  );
}
