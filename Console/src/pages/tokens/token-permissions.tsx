import { useState } from 'preact/hooks';
import { call } from '../../api/client';
import { Choice } from '../../components/field';
import { Form } from '../../components/form';
import { Loaded } from '../../components/loaded';
import { useLoad } from '../../hooks/use-load';
import { t } from '../../language';

/** The permissions that an API token can have: those of its user. */
export function TokenPermissions({ id, close }: { id: string; close: () => void }) {
  const permissions = useLoad(() => call('api-tokens/get-permissions', id));
  const [changed, setChanged] = useState<Record<string, boolean>>({});

  return (
    <Loaded of={permissions}>{list => list.length === 0 ? <p class="empty">{t('tokens.permissions.none')}</p> : (
      <Form action={t('save')} submit={async () => {
        await call('api-tokens/update-permissions', id, changed);
        close();
      }}>
        {list.map(permission => (
          <Choice
            key={permission.id} name={permission.id} label={permission.name} hint={permission.description} checked={changed[permission.id] ?? permission.enabled}
            onChange={checked => setChanged({ ...changed, [permission.id]: checked })}
          />
        ))}
      </Form>
    )}</Loaded>
  );
}
