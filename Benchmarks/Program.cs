using System.Globalization;
using Serverless.Benchmarks.Load;
using Serverless.Benchmarks.Scenarios;
using Serverless.Measuring.Programs;

const string Help = """
    Compares the product with alternatives, in turn on this machine, and writes the results to docs/benchmarks/.

      dotnet run -c Release --project Benchmarks -- [VERB...] [--quick]

      auth         authenticated calls, compared with one point read, Kestrel alone, ASP.NET Core Identity and Better Auth
      sign-in      sign-ins, compared with the same programs, and ordinary calls while many users sign in
      sign-up      sign-ups, compared with the same programs
      start        the time from process start to the first authenticated response, and idle memory
      worker       as a worker of the Functions host: first response and calls, compared with an empty function app
      growth       lists, searches, sign-ins and calls with 1,000 and 100,000 users; loading them takes minutes
      log          the cost of the call log under load, and reads of a log with 1,000,000 calls
      audit        pages of the audit log with 1,000 and 1,000,000 events; needs 8 GB of memory
      sockets      1,000 open WebSockets: their memory, and calls over them, compared with calls over HTTP
      console      the console's list of users with 100,000 users, in Chromium: rows, pages, orders, search, scrolling
      cost         counts the storage transactions of every method and timer, and writes docs/cost.md
      simulate     models large numbers of calls and users with the counted costs; fails if a short run needs other numbers of requests
      round-trips  the storage requests that a caller waits for one after the other, by call
      instances    sign-ups on 1, 2, 4 and 8 instances, and whether each instance shows changes of the others immediately
      folds        kills instances while they fold changes into the index of users, and checks the lists of the others
      outages      storage that hangs, is slow or busy, or resets connections, with 20 connections and with 150 calls a second
      busy METHOD [SETTING...]   keeps the product busy with one method, for a profiler; writes nothing
      all          all of these, one after the other (the default)
      --quick      fewer and shorter rounds, for approximate results

    Needs the .NET SDK 10 and Node.js 20 with npm, like the product. Installs Better Auth before its first measurement.
    Everything runs on 127.0.0.1 on free ports, with Azurite in memory.
    """;

Dictionary<string, Func<Pace, Task>> scenarios = new(StringComparer.Ordinal)
{
    ["auth"] = Auth.Run,
    ["sign-in"] = SignIn.Run,
    ["sign-up"] = SignUp.Run,
    ["start"] = Start.Run,
    ["worker"] = Worker.Run,
    ["growth"] = Growth.Run,
    ["log"] = Log.Run,
    ["audit"] = AuditLog.Run,
    ["sockets"] = Sockets.Run,
    ["console"] = ConsoleList.Run,
    ["cost"] = Cost.Run,
    ["simulate"] = Simulate.Run,
    ["round-trips"] = RoundTrips.Run,
    ["instances"] = Instances.Run,
    ["folds"] = Folds.Run,
    ["outages"] = Outages.Run,
};

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["--help" or "-h" or "help", ..])
{
    Console.WriteLine(Help);
    return 0;
}

if (args is ["busy", ..])
{
    await Busy.Run(args.ElementAtOrDefault(1) ?? "profile/read", [.. args.Skip(2)]);
    Machine.CleanUp();
    return 0;
}

var pace = args.Contains("--quick") ? Pace.Quick : Pace.Full;
var asked = args.Where(argument => argument != "--quick").DefaultIfEmpty("all").ToList();
if (asked.Find(name => name != "all" && !scenarios.ContainsKey(name)) is { } unknown)
{
    await Console.Error.WriteLineAsync($"There is no benchmark '{unknown}'.\n\n{Help}");
    return 2;
}

try
{
    foreach (var (name, run) in scenarios.Where(scenario => asked.Contains("all") || asked.Contains(scenario.Key)))
    {
        Console.WriteLine(name);
        await run(pace);
    }

    return 0;
}
catch (BenchmarkFailedException failure)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return 1;
}
finally
{
    Machine.CleanUp();
}
