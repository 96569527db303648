// The published client of the RPC family (npm: @softvisio/core) against a running server. Reads one JSON line {url, password} from
// standard input and prints one JSON line for each step, {step, outcome}, which PublishedClientTests.cs compares with expected.jsonl. Ends by itself.

import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ApiClient from '@softvisio/core/api';
import { fromMsgPack as decode, toMsgPack as encode } from '@softvisio/msgpack';

const { url, root } = JSON.parse(await createInterface({ input: process.stdin })[Symbol.asyncIterator]().next().then(line => line.value));
const api = token => ApiClient.new(`${url}/api/`, { token });
const tell = (step, outcome) => console.log(JSON.stringify({ step, outcome }));
const brief = ({ status, statusText, exception, data, meta }) => ({ status, text: statusText, exception, data: data ?? null, meta });

const guest = api();
const name = `client.${process.pid}.${Date.now() % 1000000}`;
const password = 'a long and winding road';

// GET, because there are no arguments; POST with one, and with what JSON has no word for.
tell('no arguments', { ok: !isNaN(Date.parse((await guest.call('test/test')).data)) });
tell('one argument', (({ status, data }) => ({ status, ok: !isNaN(Date.parse(data)) }))(await guest.call('test/test', 'x')));
tell('absolute method', (await guest.call('/v1/test/test', 'x')).status);
tell('sign-up', brief(await guest.call('session/signup', { username: name, password })));
tell('sign-up again', brief(await guest.call('session/signup', { username: name, password })));
tell('wrong password', brief(await guest.call('session/signin', { username: name, password: 'wrong' })));
const signin = await guest.call('session/signin', { username: name, password }, undefined);
tell('sign-in', { status: signin.status, keys: Object.keys(signin.data), auth: Object.keys(signin.data.auth), settings: signin.data.settings });

const user = api(signin.data.token);
tell('who am I', (await user.call('session/signin')).data.auth.username === name);
tell('who am I, as the web page asks', (await user.call('session/signin', null, null)).data.auth.username === name);
tell('who is a guest', brief(await guest.call('session/signin')));
tell('not allowed', brief(await user.call('admin/users/read')));
tell('unknown method', brief(await user.call('no/such-method')));
tell('wrong parameters', brief(await user.call('profile/set-password', 1, 2)));
tell('a method that writes, by GET', brief(await user.call('profile/set-password')));
tell('nothing to do', brief(await api((await guest.call('session/signin', { username: 'root', password: root })).data.token).call('admin/users/set-enabled', name, true)));
tell('rows', brief(await user.call('profile/set-telegram-username', name.replaceAll('.', '_'))));
tell('undefined options', brief(await user.call('api-tokens/read', undefined)));
tell('void', await user.voidCall('profile/set-telegram-username', null) ?? null);
let telegram = 'x';
for (let tries = 0; telegram && tries < 6_000; tries++) telegram = (await user.call('profile/read')).data.telegram_name;
tell('void was carried out', telegram);
tell('publish', await user.publish('my-event', 1, { a: 2 }) ?? null);

const created = await user.call('api-tokens/create', 'mine');
tell('api token', { status: created.status, keys: Object.keys(created.data) });
const program = api(created.data.token);
tell('with the api token', (await program.call('session/signin')).data.auth.username === name);
const list = await user.call('api-tokens/read', {});
tell('api tokens', { meta: list.meta, names: list.data.map(token => token.name) });
tell('api token deleted', brief(await user.call('api-tokens/delete', created.data.id)));
tell('with the deleted api token', brief(await program.call('profile/read')));

const file = join(tmpdir(), `${name}.txt`);
writeFileSync(file, 'content');
const upload = async (client, ...args) => brief(await client.upload('test/upload', file, ...args).start());
tell('upload', await upload(user));
tell('upload with a parameter', await upload(user, { a: 1 }));
tell('cached', (await user.cachedCall('profile/read', { key: 'me', maxAge: 1000 })).data.name === (await user.cachedCall('profile/read', { key: 'me', maxAge: 1000 })).data.name);

// What the client of 2021 sent by default, with the codec that it had.
const packed = async (method, args) => {
  const answer = await fetch(`${url}/api/v1/${method}`, { method: 'POST', body: encode(args), headers: { 'content-type': 'application/msgpack', authorization: `Bearer ${signin.data.token}` } });
  return [answer.headers.get('content-type'), decode(Buffer.from(await answer.arrayBuffer()))];
};
tell('msgpack: who am I', (([type, { result }]) => [type, result.status, result.data.auth.username === name])(await packed('session/signin', [undefined, null])));
tell('msgpack: a time is a Date', (([type, { result }]) => [type, result.data instanceof Date])(await packed('test/test', ['x'])));
tell('msgpack: error', await packed('admin/users/read', [{ where: { search: ['like', 'ü'] }, limit: 5n }]));
tell('sign-out', brief(await user.call('session/signout')));
tell('signed out', brief(await user.call('profile/read')));
process.exit(0);
