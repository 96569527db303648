using System.Security.Cryptography;

namespace Serverless.Storage;

/// <summary>Pauses a loop of attempts after another process changed the row first.</summary>
internal static class Contention
{
    /// <summary>
    /// The number of attempts to change a user: one second of pauses in total. Against constant changes of the same user, more attempts help, and longer
    /// pauses do not.
    /// </summary>
    public const int Tries = 16;

    private const int Shortest = 10;
    private const int Doublings = 4; // up to 160 ms

    /// <summary>Waits before the next attempt, so that concurrent writers can finish. The pause is random, and grows with the number of attempts.</summary>
    /// <param name="attempt">The number of failed attempts before this one.</param>
    /// <param name="cancellation">Cancels the pause.</param>
    /// <remarks>The pause uses the real clock, because it has no meaning in the domain.</remarks>
    public static Task Pause(int attempt, CancellationToken cancellation) =>
        Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(1, Shortest << Math.Min(attempt, Doublings))), TimeProvider.System, cancellation);
}
