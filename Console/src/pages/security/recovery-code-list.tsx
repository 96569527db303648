import { useState } from 'preact/hooks';
import { call } from '../../api/client';
import type { Factors } from '../../api/methods';
import { Dialog } from '../../components/dialog';
import { Form } from '../../components/form';
import { Section } from '../../components/page';
import { RecoveryCodes } from '../../components/recovery-codes';
import { t } from '../../language';

/** The number of unused recovery codes, and a button for new ones. */
export function RecoveryCodeList({ factors, reload }: { factors: Factors; reload: () => Promise<void> }) {
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const hasFactor = factors.totp !== null || factors.passkeys.length > 0;

  return (
    <Section title={t('codes.title')} intro={t('codes.text')}>
      {hasFactor ? (
        <>
          <p>{t('codes.left', { count: factors.recovery_codes.left })}</p>
          <Form action={t('codes.create')} kind="second" submit={async () => {
            setCodes((await call('profile/recovery-codes/create')).recovery_codes);
            await reload();
          }} />
        </>
      ) : <p class="empty">{t('codes.no-factor')}</p>}
      {codes && (
        <Dialog title={t('codes.title')} close={() => setCodes(null)}>
          <RecoveryCodes codes={codes} />
          <Form action={t('codes.kept')} submit={async () => setCodes(null)} />
        </Dialog>
      )}
    </Section>
  );
}
