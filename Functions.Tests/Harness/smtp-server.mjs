// Real mail servers for the tests, in one process. The first line of standard input is {user, pass, key, cert}; the process ends with its
// standard input. The first line of output is the port of each server by name, and every further line is one accepted email.
//
// The recipient determines the outcome. refuse...@ is refused permanently. later...@ is deferred the first time. For drop...@, the server accepts
// the email the first time and closes the connection before its reply. forever...@ is deferred each time. helo...@ and relay...@ refuse the client
// the first time. nodomain...@ cannot be reached.
import { createInterface } from 'node:readline';
import { SMTPServer } from 'smtp-server';

const input = createInterface({ input: process.stdin });
const { user, pass, key, cert } = JSON.parse(await new Promise(resolve => input.once('line', resolve)));
input.once('close', () => process.exit());
process.stdin.resume();

const seen = new Set();
const first = address => !seen.has(address) && seen.add(address);
const reply = (responseCode, text) => Object.assign(new Error(text), { responseCode });

const kinds = {
    plain: { disabledCommands: ['STARTTLS'], authOptional: true },
    noAuth: { disabledCommands: ['STARTTLS', 'AUTH'], authOptional: true },
    startTls: {},
    implicitTls: { secure: true },
};
const ports = {};
for (const [name, options] of Object.entries(kinds)) {
    const server = new SMTPServer({
        key, cert, allowInsecureAuth: true, disableReverseLookup: true, logger: false, ...options,
        onAuth: (auth, session, done) =>
            auth.username === user && auth.password === pass ? done(null, { user }) : done(reply(535, `5.7.8 ${auth.username} is not known here`)),
        onRcptTo({ address }, session, done) {
            done(address.startsWith('helo504') && first(address) ? reply(504, `5.5.2 <${session.hostNameAppearsAs}>: Helo command rejected: need fully-qualified hostname`)
                : address.startsWith('helo550') && first(address) ? reply(550, 'Your HELO name is not welcome')
                : address.startsWith('relay554') && first(address) ? reply(554, '5.7.1 Relay access denied')
                : address.startsWith('nodomain') ? reply(450, `4.1.2 <${address}>: Recipient address rejected: Domain not found`)
                : address.startsWith('refuse') ? reply(550, `5.1.1 <${address}> is not known here`)
                : address.startsWith('forever') || (address.startsWith('later') && first(address)) ? reply(451, `4.3.0 <${address}> later`)
                : undefined);
        },
        onData(stream, session, done) {
            const chunks = [];
            stream.on('data', chunk => chunks.push(chunk));
            stream.on('end', () => {
                const to = session.envelope.rcptTo.map(recipient => recipient.address);
                console.log(JSON.stringify({
                    server: name, user: session.user ?? null, secure: session.secure, helo: session.hostNameAppearsAs, from: session.envelope.mailFrom.address, to,
                    data: Buffer.concat(chunks).toString('latin1'),
                }));
                if (to[0].startsWith('drop') && first(to[0])) {
                    for (const connection of server.connections) {
                        if (connection.id === session.id) connection._socket.destroy();
                    }
                } else {
                    done();
                }
            });
        },
    });
    server.on('error', () => {}); // broken connections are what some tests are about
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    ports[name] = server.server.address().port;
}
console.log(JSON.stringify(ports));
