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
  /** What is shown if there is nothing to give. */
  none: string;
}

/** A list of permissions to give and take. Only those that the caller holds can be in it. */
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
