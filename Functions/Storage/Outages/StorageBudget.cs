using System.Diagnostics;

namespace Serverless.Storage.Outages;

/// <summary>The time that one call may spend on storage. All storage requests of the call share it, retries included.</summary>
/// <remarks>
/// The budget flows with the async call, so that no method needs a parameter for it. Work without a budget belongs to a job, which has no limit.
/// </remarks>
public sealed class StorageBudget
{
    private static readonly AsyncLocal<StorageBudget?> Current = new();

    private readonly TimeSpan _length;
    private long _started = Stopwatch.GetTimestamp();

    private StorageBudget(TimeSpan length) => _length = length;

    /// <summary>Gets the rest of the current call's budget; zero if it is used up, null if the current work has none.</summary>
    public static TimeSpan? Left =>
        Current.Value is { } budget
            ? budget._length - Stopwatch.GetElapsedTime(Volatile.Read(ref budget._started)) is { Ticks: > 0 } left ? left : TimeSpan.Zero
            : null;

    /// <summary>Returns a time, or the rest of the current call's budget if that is shorter. Nothing that a call waits for takes longer.</summary>
    public static TimeSpan AtMost(TimeSpan longest) => Left is { } left && left < longest ? left : longest;

    /// <summary>Begins a budget for the calling async method and everything that it awaits.</summary>
    public static void Begin(TimeSpan length) => Current.Value = new StorageBudget(length);

    /// <summary>Restarts the current call's budget: until now the call waited for its caller, not for storage.</summary>
    public static void Restart()
    {
        if (Current.Value is { } budget)
        {
            Volatile.Write(ref budget._started, Stopwatch.GetTimestamp());
        }
    }

    /// <summary>Removes the budget from the calling async method, whose work outlives the call that started it.</summary>
    public static void Leave() => Current.Value = null;
}
