using System.Security.Cryptography;

namespace Serverless.Storage;

/// <summary>What a loop of tries does when another process changed the same row first.</summary>
internal static class Contention
{
    /// <summary>How often a change of a user is tried: pauses of a second in all. Beside steady changes of the same user, more tries help, and longer pauses do not.</summary>
    public const int Tries = 16;

    private const int Shortest = 10;
    private const int Doublings = 4; // up to 160 ms

    /// <summary>Waits before the next try, so that the others can finish. The pause is random, and grows with the number of tries.</summary>
    /// <param name="attempt">How many tries were lost before this one.</param>
    /// <param name="cancellation">Cancels the pause.</param>
    /// <remarks>A technical pause, so the real clock.</remarks>
    public static Task Pause(int attempt, CancellationToken cancellation) =>
        Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(1, Shortest << Math.Min(attempt, Doublings))), TimeProvider.System, cancellation);
}
