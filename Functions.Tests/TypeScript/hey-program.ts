// A client by @hey-api/openapi-ts. It has no casts and no assertions: the types of the description must be sufficient.

import { client } from './generated/hey/client.gen.js';
import {
  apiTokensCreate, apiTokensDelete, apiTokensRead, notificationsRead, profileRead, profileSetEmail, sessionSignin, sessionSignout, sessionSignup, sessionsList, testTest,
} from './generated/hey/sdk.gen.js';

const [baseUrl = '', username = ''] = process.argv.slice(2);
const password = 'a long and winding road';
let token: string | undefined;
client.setConfig({ baseUrl, auth: () => token });
const steps: Record<string, unknown> = {};

steps.now = (await testTest()).data?.result.status;
steps.signUp = (await sessionSignup({ body: [{ username, password }] })).data?.result.status_text;

const again = await sessionSignup({ body: [{ username, password }] });
if (again.error?.error.data.meta.reason === 'user_exists') {
  steps.again = again.error.error.code;
}

const wrong = await sessionSignin({ body: [{ username, password: 'wrong' }, ['user']] });
steps.wrong = wrong.error?.error.data.meta.reason;

token = (await sessionSignin({ body: [{ username, password }] })).data?.result.data.token;
steps.name = (await profileRead()).data?.result.data.name;
steps.setEmail = (await profileSetEmail({ body: [`${username}@example.com`] })).data?.result.meta?.rows;
steps.removeEmail = (await profileSetEmail()).data?.result.meta?.rows;

const created = await apiTokensCreate({ body: ['my program'] });
const id: string | undefined = created.data?.result.data.id;
const tokens = await apiTokensRead({ body: [{ limit: 10, offset: 0, order_by: [['name', 'desc']], where: { search: ['like', 'program'] } }] });
const list = tokens.data?.result.data;
steps.tokens = Array.isArray(list) ? list.map(one => one.name) : [];
steps.total = tokens.data?.result.meta?.total;
steps.deleted = id === undefined ? undefined : (await apiTokensDelete({ body: [id] })).data?.result.status;
steps.notifications = (await notificationsRead({ body: [{ limit: 5 }] })).data?.result.status;

const sessions = await sessionsList({ query: { limit: 1 } });
steps.sessions = sessions.data?.items.length;
steps.signOut = (await sessionSignout()).data?.result.status;

console.log(JSON.stringify(steps));
