using System.Diagnostics;

namespace Serverless.Storage.Outages;

/// <summary>The time that one call may spend on storage. All storage requests of the call share it, retries included.</summary>
/// <remarks>It flows with the call, so that no method in between needs to pass it on. Work without a budget is a job's: it may take its time.</remarks>
public sealed class StorageBudget
{
    private static readonly AsyncLocal<StorageBudget?> Current = new();

    private readonly TimeSpan _length;
    private long _started = Stopwatch.GetTimestamp();

    private StorageBudget(TimeSpan length) => _length = length;

    /// <summary>Gets what is left of the current call's budget; zero if it is used up, null if the current work has none.</summary>
    public static TimeSpan? Left =>
        Current.Value is { } budget
            ? budget._length - Stopwatch.GetElapsedTime(Volatile.Read(ref budget._started)) is { Ticks: > 0 } left ? left : TimeSpan.Zero
            : null;

    /// <summary>Begins a budget that holds for the calling async method and everything that it awaits.</summary>
    public static void Begin(TimeSpan length) => Current.Value = new StorageBudget(length);

    /// <summary>Begins the current call's budget once more: what it waited for until now was its caller, not storage.</summary>
    public static void Restart()
    {
        if (Current.Value is { } budget)
        {
            Volatile.Write(ref budget._started, Stopwatch.GetTimestamp());
        }
    }

    /// <summary>Takes the calling async method out of the budget: it does work that outlives the call that happened to start it.</summary>
    public static void Leave() => Current.Value = null;
}
