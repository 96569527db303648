import { useState } from 'preact/hooks';
import { callForPage } from '../../api/client';
import type { User } from '../../api/methods';
import { Button } from '../../components/button';
import { Loaded } from '../../components/loaded';
import { Page } from '../../components/page';
import { Search } from '../../components/search';
import { Pager, Table, type Column, type Order } from '../../components/table';
import { useLoad } from '../../hooks/use-load';
import { formatTime, t } from '../../language';
import { href } from '../../router';
import { CreateUser } from './create-user';
import { InviteUser } from './invite-user';

const size = 50;

type Sort = 'name' | 'created' | 'enabled';

/** The list of users, with search, order and pages. The server does all three, for any number of users. */
export function Users() {
  const [search, setSearch] = useState('');
  const [order, setOrder] = useState<Order<Sort>>({ by: 'created', direction: 'desc' });
  const [offset, setOffset] = useState(0);
  const [isCreating, setCreating] = useState(false);
  const [isInviting, setInviting] = useState(false);
  const [notice, setNotice] = useState('');
  const users = useLoad(() => read(search, order, offset), [search, order, offset]);

  function from(change: () => void) {
    change();
    setOffset(0);
  }

  return (
    <Page title={t('users.title')}>
      <div class="tools">
        <Search label={t('users.search')} change={text => from(() => setSearch(text))} />
        <div class="side-by-side">
          <Button kind="main" onClick={() => setCreating(true)}>{t('users.create')}</Button>
          <Button onClick={() => setInviting(true)}>{t('users.invite')}</Button>
        </div>
      </div>
      <div role="status">{notice && <p class="notice">{notice}</p>}</div>
      <Loaded of={users}>{({ rows, total }) => (
        <>
          {rows.length === 0
            ? <p class="empty" role="status">{t(search ? 'users.no-match' : 'users.none')}</p>
            : <Table caption={t('users.title')} columns={columns()} rows={rows} keyOf={user => user.id} order={order} setOrder={changed => from(() => setOrder(changed))} />}
          <Pager offset={offset} rows={rows.length} total={total} size={size} setOffset={setOffset} />
        </>
      )}</Loaded>
      {isCreating && <CreateUser close={() => setCreating(false)} created={users.reload} />}
      {isInviting && <InviteUser close={() => setInviting(false)} invited={text => {
        setNotice(text);
        return users.reload();
      }} />}
    </Page>
  );
}

async function read(search: string, { by, direction }: Order<Sort>, offset: number) {
  const { rows, total } = await callForPage('admin/users/read', { order_by: [[by, direction]], offset, limit: size, ...(search && { where: { search: ['like', search] } }) });
  return { rows: rows as User[], total };
}

const columns = (): Column<User, Sort>[] => [
  { title: t('user-name'), sort: 'name', cell: user => <a href={href(`/users/${user.id}`)}>{user.name}</a> },
  { title: t('email'), cell: user => user.email ?? '' },
  { title: t('users.state'), sort: 'enabled', cell: user => <span class={user.enabled ? 'badge good' : 'badge'}>{t(user.enabled ? 'enabled' : 'disabled')}</span> },
  { title: t('users.created'), sort: 'created', cell: user => formatTime(user.created) },
];
