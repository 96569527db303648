// The published client of the RPC family (npm: @softvisio/core) over WebSockets, unmodified, against a running server. Reads one JSON line {url, root} from
// standard input and prints one JSON line for each step, {step, outcome}, which SocketClientTests.cs compares with socket-client.jsonl. Ends by itself.

import { createInterface } from 'node:readline';
import ApiClient from '@softvisio/core/api';

const { url, root } = JSON.parse(await createInterface({ input: process.stdin })[Symbol.asyncIterator]().next().then(line => line.value));
const open = token => ApiClient.new(`${url.replace(/^http/, 'ws')}/api/`, { token, maxConnections: 1 });
const tell = (step, outcome) => console.log(JSON.stringify({ step, outcome }));
const brief = ({ status, statusText, exception, data, meta }) => ({ status, text: statusText, exception, data: data ?? null, meta });
const event = (client, name) => new Promise(resolve => client.once(name, (...args) => resolve(args)));

const guest = open();
await guest.waitConnect();
tell('connected', guest.isConnected);
tell('ping', (await guest.ping()).status);
tell('healthcheck', (await guest.healthcheck()).status);

const name = `socket.${process.pid}.${Date.now() % 1000000}`;
const password = 'a long and winding road';
tell('sign-up', brief(await guest.call('session/signup', { username: name, password })));
tell('sign-up again', brief(await guest.call('session/signup', { username: name, password })));
tell('wrong password', brief(await guest.call('session/signin', { username: name, password: 'wrong' })));
const signin = await guest.call('session/signin', { username: name, password }, undefined);
tell('sign-in', { status: signin.status, keys: Object.keys(signin.data) });
tell('who is a guest', brief(await guest.call('session/signin')));

// The token is changed: the client reconnects by itself, and the new connection is the user's.
const disconnected = event(guest, 'disconnect');
guest.token = signin.data.token;
tell('disconnected by the new token', (await disconnected)[0]?.status ?? null);
tell('who am I', (await guest.call('session/signin')).data.auth.username === name);
tell('not allowed', brief(await guest.call('admin/users/read')));
tell('unknown method', brief(await guest.call('no/such-method')));
tell('wrong parameters', brief(await guest.call('profile/set-password', 1, 2)));
tell('many at once', (await Promise.all(Array.from({ length: 50 }, () => guest.call('test/test', 'x')))).every(({ status }) => status === 200));
guest.voidCall('profile/set-telegram-username', name.replaceAll('.', '_'));
guest.publish('my-event', 1, { a: 2 });
let telegram;
for (let tries = 0; !telegram && tries < 6_000; tries++) telegram = (await guest.call('profile/read')).data.telegram_name;
tell('void was carried out', telegram === name.replaceAll('.', '_'));

// A notification, which an administrator sends over another socket, fires once.
let fired = 0;
guest.on('notifications', () => fired++);
const admin = open((await open().call('session/signin', { username: 'root', password: root })).data.token);
const id = (await guest.call('profile/read')).data.id;
tell('notification', (await admin.call('admin/notifications/create', [id], 'subject', 'body')).status);
for (let tries = 0; !fired && tries < 6_000; tries++) await new Promise(resolve => setTimeout(resolve, 20));
await guest.ping();
await new Promise(resolve => setTimeout(resolve, 300));
tell('fired', fired);
tell('notifications', (await guest.call('notifications/read')).data.length);

// The user signs out elsewhere: this client hears it, reconnects with the same token, and is anonymous.
const elsewhere = open((await guest.call('session/signin', { username: name, password })).data.token);
const signedOut = event(guest, 'signout');
tell('sessions deleted elsewhere', (await elsewhere.call('profile/delete-sessions')).status);
await signedOut;
tell('signed out', true);
tell('after the reconnection', brief(await guest.call('profile/read')));
tell('elsewhere', (await elsewhere.call('profile/read')).status);

// Its own sign-out is answered before the connection closes.
const own = event(elsewhere, 'signout');
tell('own sign-out', brief(await elsewhere.call('session/signout')));
await own;
tell('after it', brief(await elsewhere.call('profile/read')));
process.exit(0);
