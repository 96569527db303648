import { useState } from 'preact/hooks';
import { call } from '../../api/client';
import type { Suggestion } from '../../api/methods';
import { Button } from '../../components/button';
import { Loaded } from '../../components/loaded';
import { Search } from '../../components/search';
import { useLoad } from '../../hooks/use-load';
import { t } from '../../language';

/** A user who gets the notification. */
export type Recipient = Suggestion;

const most = 1000; // users for one call
const shown = 8; // suggestions

/** Chooses users by a part of their name or email address. */
export function Recipients({ chosen, change }: { chosen: readonly Recipient[]; change: (chosen: readonly Recipient[]) => void }) {
  const [text, setText] = useState('');
  const isFull = chosen.length >= most;

  return (
    <>
      <Search label={t('notify.search')} change={setText} />
      {text && <Found text={text} chosen={chosen} add={one => !isFull && change([...chosen, one])} />}
      <p role="status" class="hint">{t(isFull ? 'notify.full' : 'notify.count', { count: chosen.length })}</p>
      {chosen.length > 0 && (
        <ul class="chips" aria-label={t('notify.chosen')}>
          {chosen.map(one => (
            <li key={one.id} class="chip">{one.name} <Button kind="quiet" label={t('notify.remove', { name: one.name })} onClick={() => change(chosen.filter(known => known.id !== one.id))}><span aria-hidden="true">×</span></Button></li>
          ))}
        </ul>
      )}
    </>
  );
}

interface FoundProps {
  text: string;
  chosen: readonly Recipient[];
  add: (one: Recipient) => void;
}

/** The users with a part of their name or email address, without the chosen ones. */
function Found({ text, chosen, add }: FoundProps) {
  const found = useLoad(async () => await call('admin/users/suggest', { where: { name: ['like', text] } }) ?? [], [text]);
  return (
    <Loaded of={found}>{list => {
      const others = list.filter(one => chosen.every(known => known.id !== one.id)).slice(0, shown);
      if (list.length === 0) return <p class="empty" role="status">{t('users.no-match')}</p>;
      return others.length > 0 && (
        <ul class="chips" aria-label={t('notify.found')}>
          {others.map(one => <li key={one.id}><Button label={t('notify.add', { name: one.name })} onClick={() => add(one)}>+ {one.name}</Button></li>)}
        </ul>
      );
    }}</Loaded>
  );
}
