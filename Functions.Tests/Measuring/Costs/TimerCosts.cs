using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NCrontab;
using Serverless.Measuring.Programs;
using Serverless.Startup;

namespace Serverless.Measuring.Costs;

/// <summary>The cost of a timer while there are no calls.</summary>
/// <param name="Name">The name of the function.</param>
/// <param name="Schedule">The schedule in the settings.</param>
/// <param name="RunsAMonth">The runs in 30 days.</param>
/// <param name="Transactions">The storage transactions of a run without work.</param>
internal sealed record TimerCost(string Name, string Schedule, long RunsAMonth, long Transactions);

/// <summary>Counts the costs of timers while there are no calls, and the queues with a trigger.</summary>
internal static partial class TimerCosts
{
    private static readonly DateTime Month = new(2026, 6, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly CrontabSchedule.ParseOptions SixFields = new() { IncludingSeconds = true };

    /// <summary>Gets the settings that disable all timers, so that they run only on demand.</summary>
    public static IEnumerable<string> TimersOff => Triggers<TimerTriggerAttribute>().Select(timer => $"--AzureWebJobs.{NameOf(timer.Method)}.Disabled=true");

    /// <summary>Gets the settings that disable all timers and queues, so that only calls cause storage transactions.</summary>
    public static IEnumerable<string> JobsOff => TimersOff.Concat(Triggers<QueueTriggerAttribute>().Select(queue => $"--AzureWebJobs.{NameOf(queue.Method)}.Disabled=true"));

    /// <summary>Gets the number of queue triggers of the app. The Functions host polls each queue.</summary>
    public static int Queues => Triggers<QueueTriggerAttribute>().Count();

    /// <summary>Returns the schedules in infra/main.bicep, as arguments of the app.</summary>
    /// <exception cref="InvalidOperationException">Thrown when infra/main.bicep contains no schedules.</exception>
    public static IReadOnlyList<string> SchedulesInAzure() =>
        ScheduleInBicep().Matches(File.ReadAllText(Machine.PathOf("infra", "main.bicep"))) is { Count: > 0 } set
            ? [.. set.Select(setting => $"--{setting.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal)}={setting.Groups[2].Value}")]
            : throw new InvalidOperationException("infra/main.bicep sets no schedule.");

    /// <summary>Runs each timer's function several times at the interval of its schedule. Returns the minimum, because the first run may have work.</summary>
    public static async Task<IReadOnlyList<TimerCost>> Measure(string storage, string prefix, params IReadOnlyList<string> settings)
    {
        var clock = new MovableClock(MethodCosts.Midweek);
        await using var app = await InProcess.Start(storage, prefix, clock, ["--CallLog:FlushSeconds=3600", .. TimersOff, .. settings]);
        var configuration = app.Services.GetRequiredService<IConfiguration>();
        var costs = new List<TimerCost>();
        foreach (var (method, trigger) in Triggers<TimerTriggerAttribute>().OrderBy(timer => timer.Method.DeclaringType!.Name, StringComparer.Ordinal))
        {
            var schedule = Setting().Replace(trigger.Schedule, name => configuration[name.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal)]!);
            var runs = CrontabSchedule.Parse(schedule, SixFields).GetNextOccurrences(Month.AddSeconds(-1), Month.AddDays(30)).LongCount();
            var least = long.MaxValue;
            for (var i = 0; i < 3; i++)
            {
                clock.Advance(TimeSpan.FromDays(30) / runs);
                var job = ActivatorUtilities.CreateInstance(app.Services, method.DeclaringType!);
                var before = app.AllTransactions;
                await (Task)method.Invoke(job, [new TimerInfo(), CancellationToken.None])!;
                least = Math.Min(least, app.AllTransactions - before);
            }

            costs.Add(new(NameOf(method), schedule, runs, least));
        }

        return costs;
    }

    private static string NameOf(MethodInfo function) => function.GetCustomAttribute<FunctionAttribute>()!.Name;

    private static IEnumerable<(MethodInfo Method, T Trigger)> Triggers<T>()
        where T : Attribute =>
        from type in typeof(App).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        let trigger = method.GetParameters().Select(parameter => parameter.GetCustomAttribute<T>()).FirstOrDefault(attribute => attribute is not null)
        where trigger is not null
        select (method, trigger);

    [GeneratedRegex(@"^\s*(\w+__\w*Schedule): '([^']+)'\r?$", RegexOptions.Multiline)]
    private static partial Regex ScheduleInBicep();

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Setting();
}
