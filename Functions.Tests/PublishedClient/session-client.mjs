// The published client of the session family (npm: cumulonimbus-wrapper) against a running server. Reads one JSON line {url} from standard
// input and prints one JSON line for each step, {step, outcome}, which SessionClientTests.cs compares with session-client.jsonl.

import { createInterface } from 'node:readline';
import Cumulonimbus from 'cumulonimbus-wrapper';

const { url } = JSON.parse(await createInterface({ input: process.stdin })[Symbol.asyncIterator]().next().then(line => line.value));
const options = { baseURL: `${url}/api` };
const tell = (step, outcome) => console.log(JSON.stringify({ step, outcome }));
const failure = promise => promise.then(() => 'no failure', error => ({ kind: error.constructor.name, code: error.code, message: error.message, fields: error.fields }));

const name = `client.${process.pid}.${Date.now() % 1000000}`;
const password = 'a long and winding road';

tell('status', await Cumulonimbus.getAPIStatus(options));
const registered = await Cumulonimbus.register(name, `${name}@example.com`, password, password, false, options);
tell('registered twice', await failure(Cumulonimbus.register(name, `${name}@example.com`, password, password, false, options)));
tell('unknown user', await failure(Cumulonimbus.login(`${name}.not`, password, false, options)));
tell('wrong password', await failure(Cumulonimbus.login(name, 'wrong', false, options)));
tell('no password', await failure(Cumulonimbus.login(name, null, false, options)));

const client = await Cumulonimbus.login(name, password, true, options);
const self = await client.getSelf();
tell('self', { name: self.result.username === name, staff: self.result.staff, limits: self.ratelimit !== null });
const session = (await client.getSelfSession()).result;
tell('session', { keys: Object.keys(session), name: session.name.split('/')[0], lifetime: session.exp - Number(session.id) });
const list = (await client.getSelfSessions({ limit: 1, offset: 1 })).result;
const first = list.items[0].id;
tell('second page', { count: list.count, keys: Object.keys(list.items[0]), isOther: first !== session.id });
tell('session by id', (await client.getSelfSession(first)).result.id === first);
tell('deleted', (await client.deleteSelfSession(first)).result);
tell('deleted again', await failure(client.deleteSelfSession(first)));
tell('the other client', await failure(registered.getSelfSession()));

const third = await Cumulonimbus.login(name, password, false, options);
tell('some deleted', (await client.deleteSelfSessions([(await third.getSelfSession()).result.id, '7'])).result);
await Cumulonimbus.login(name, password, false, options);
tell('all others deleted', (await client.deleteAllSelfSessions()).result);
tell('still signed in', (await client.getSelfSession()).result.id === session.id);
tell('all deleted', (await client.deleteAllSelfSessions(true)).result);
tell('signed out', await failure(client.getSelf()));
