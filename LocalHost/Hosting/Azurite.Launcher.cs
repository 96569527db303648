namespace Serverless.LocalHost;

/// <content>The program that Node.js runs: Azurite, with a count of its users.</content>
public sealed partial class Azurite
{
    // Azurite's own handlers of the terminal's signals are suppressed; the end of the last use replaces SIGTERM. A user that leaves reads a
    // byte if others remain, otherwise the end of the connection, which comes with the end of the process. Standard input ends with the process that
    // started this one: that counts only until the first user is connected. The process exits when the three services have written their files and
    // closed, because timers of Azurite keep it alive for another minute.
    private const string Launcher = """
        const once = process.once;
        process.once = (event, f) => event === 'SIGINT' ? process : once.call(process, event, f);
        for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => {});
        for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
        let users = 0, isEnding = false, services = 3;
        for (const name of ['log', 'error']) {
          const print = console[name];
          console[name] = (...text) => {
            print(...text);
            if (/service successfully closed|Shutdown close failed/.test(text[0]) && --services === 0) process.exit(0);
          };
        }
        const door = require('net').createServer({ allowHalfOpen: true }, user => {
          if (isEnding) return user.destroy();
          users++;
          let left = false;
          const leave = () => {
            if (left) return;
            left = true;
            if (--users > 0) user.end('+'); else end(user);
          };
          user.on('error', () => {}).on('end', leave).on('close', leave).resume();
          user.write('!');
        });
        const end = user => {
          isEnding = true;
          user?.unref();
          door.close();
          process.emit('SIGTERM') || process.exit(0);
        };
        door.listen(0, '127.0.0.1', () => console.log('Users connect to port ' + door.address().port));
        process.stdin.on('end', () => users > 0 || end()).resume();
        require(process.argv[1]);
        """;
}
