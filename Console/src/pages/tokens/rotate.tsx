import { useState } from 'preact/hooks';
import { call } from '../../api/client';
import type { ApiToken } from '../../api/methods';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { Field } from '../../components/field';
import { Form } from '../../components/form';
import { Once } from '../../components/once';
import { t } from '../../language';

const longestOverlap = 1440; // minutes

/** A button that gives an API token a new secret. The old secret can stay valid for some time, so that programs can change to the new one. */
export function Rotate({ token: { id, name }, reload }: { token: ApiToken; reload: () => Promise<void> }) {
  const [isOpen, setOpen] = useState(false);
  const [secret, setSecret] = useState('');

  return (
    <>
      <Button label={`${t('tokens.rotate')}: ${name}`} onClick={() => setOpen(true)}>{t('tokens.rotate')}</Button>
      {isOpen && (
        <Dialog title={t('tokens.rotate.title', { name })} close={() => setOpen(false)}>
          <p>{t('tokens.rotate.text')}</p>
          <Form action={t('tokens.rotate')} submit={async ({ minutes }) => {
            const rotated = await call('api-tokens/rotate', id, Number(minutes));
            setOpen(false);
            setSecret(rotated.token);
            await reload();
          }}>
            <Field name="minutes" label={t('tokens.overlap')} hint={t('tokens.overlap.hint')} type="number" min={0} max={longestOverlap} value="0" inputMode="numeric" />
          </Form>
        </Dialog>
      )}
      {secret && <Once title={t('tokens.shown.title')} text={t('tokens.shown')} secret={secret} done={t('tokens.kept')} close={() => setSecret('')} />}
    </>
  );
}
