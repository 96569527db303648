// A client by openapi-typescript and openapi-fetch. It has no casts and no assertions: the types of the description must be sufficient.

import createClient from 'openapi-fetch';
import type { paths } from './generated/schema.js';

const [baseUrl = '', username = ''] = process.argv.slice(2);
const password = 'a long and winding road';
const guest = createClient<paths>({ baseUrl });
const steps: Record<string, unknown> = {};

steps.now = (await guest.POST('/api/v1/test/test')).data?.result.status;
steps.signUp = (await guest.POST('/api/v1/session/signup', { body: [{ username, password }] })).data?.result.status_text;

const again = await guest.POST('/api/v1/session/signup', { body: [{ username, password }] });
if (again.error?.error.data.meta.reason === 'user_exists') {
  steps.again = again.error.error.code;
}

const wrong = await guest.POST('/api/v1/session/signin', { body: [{ username, password: 'wrong' }, ['user']] });
steps.wrong = wrong.error?.error.data.meta.reason;

const signIn = await guest.POST('/api/v1/session/signin', { body: [{ username, password }] });
const token: string | undefined = signIn.data?.result.data.token;
if (token === undefined) {
  throw new Error('There is no token.');
}

const user = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });
steps.name = (await user.POST('/api/v1/profile/read')).data?.result.data.name;
steps.setEmail = (await user.POST('/api/v1/profile/set-email', { body: [`${username}@example.com`] })).data?.result.meta?.rows;
steps.removeEmail = (await user.POST('/api/v1/profile/set-email')).data?.result.meta?.rows;

const created = await user.POST('/api/v1/api-tokens/create', { body: ['my program'] });
const id: string | undefined = created.data?.result.data.id;
const tokens = await user.POST('/api/v1/api-tokens/read', { body: [{ limit: 10, offset: 0, order_by: [['name', 'desc']], where: { search: ['like', 'program'] } }] });
const list = tokens.data?.result.data;
steps.tokens = Array.isArray(list) ? list.map(one => one.name) : [];
steps.total = tokens.data?.result.meta?.total;
steps.deleted = id === undefined ? undefined : (await user.POST('/api/v1/api-tokens/delete', { body: [id] })).data?.result.status;
steps.notifications = (await user.POST('/api/v1/notifications/read', { body: [{ limit: 5 }] })).data?.result.status;

const sessions = await user.GET('/api/user/sessions', { params: { query: { limit: 1 } } });
steps.sessions = sessions.data?.items.length;
steps.signOut = (await user.POST('/api/v1/session/signout')).data?.result.status;

console.log(JSON.stringify(steps));
