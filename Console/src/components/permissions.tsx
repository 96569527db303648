import { useState } from 'preact/hooks';
import type { Permission } from '../api/methods';
import { useLoad } from '../hooks/use-load';
import { t } from '../language';
import { Choice } from './field';
import { Form } from './form';
import { Loaded } from './loaded';

interface PermissionsProps {
  load: () => Promise<readonly Permission[]>;
  /** Saves the permissions that were changed, by id. */
  save: (changed: Record<string, boolean>) => Promise<unknown>;
  /** The content if there is no permission to grant. */
  none: string;
}

/** A list of permissions to grant and remove. It contains only permissions that the caller holds. */
export function Permissions({ load, save, none }: PermissionsProps) {
  const permissions = useLoad(load);
  const [changed, setChanged] = useState<Record<string, boolean>>({});

  return (
    <Loaded of={permissions}>{list => list.length === 0 ? <p class="empty">{none}</p> : (
      <Form action={t('save')} done={t('saved')} submit={() => save(changed)}>
        {list.map(({ id, name, description, enabled }) => (
          <Choice key={id} name={id} label={name} hint={description} checked={changed[id] ?? enabled} onChange={checked => setChanged({ ...changed, [id]: checked })} />
        ))}
      </Form>
    )}</Loaded>
  );
}
