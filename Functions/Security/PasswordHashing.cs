namespace Serverless.Security;

/// <summary>
/// Controls access to the password algorithm. Many concurrent sign-ins cannot take all processors from other calls, and callers take
/// turns (<see cref="HashLane"/>). Every check costs one hash whether or not the user exists (OWASP Authentication Cheat Sheet,
/// "Authentication Responses").
/// One per process (singleton), because the limit is per instance.
/// </summary>
/// <remarks>
/// Callers wait asynchronously. The hashes run on separate threads and not on the pool. The smallest
/// cloud instances have one processor, hence initially one pool thread, and a pool thread that computes for 15 ms would
/// delay every other call. The operating system divides the processor between two threads, with the smaller
/// share for the hash (<see cref="BackgroundThreads"/>).
/// </remarks>
public sealed class PasswordHashing : IDisposable
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(5);

    private readonly IPasswordAlgorithm _algorithm;
    private readonly TimeProvider _time;
    private readonly BackgroundThreads _threads;
    private readonly Func<TimeSpan, TimeSpan> _atMost;
    private readonly string _nobody;

    /// <summary>Creates the service with at most one hash at once for each processor: more would need memory (19 MiB each), and not be faster.</summary>
    /// <param name="algorithm">Computes the hashes.</param>
    /// <param name="time">Measures how long a caller has waited.</param>
    /// <param name="atMost">Returns a time, or the rest of the time that the current call has if that is shorter; by default, the time.</param>
    public PasswordHashing(IPasswordAlgorithm algorithm, TimeProvider time, Func<TimeSpan, TimeSpan>? atMost = null)
        : this(algorithm, time, Environment.ProcessorCount, atMost)
    {
    }

    /// <summary>Creates the service with a given limit, for tests.</summary>
    /// <param name="algorithm">Computes the hashes.</param>
    /// <param name="time">Measures how long a caller has waited.</param>
    /// <param name="atOnce">The most hashes that may run at once, 1 or more.</param>
    /// <param name="atMost">Returns a time, or the rest of the time that the current call has if that is shorter; by default, the time.</param>
    public PasswordHashing(IPasswordAlgorithm algorithm, TimeProvider time, int atOnce, Func<TimeSpan, TimeSpan>? atMost = null)
    {
        _atMost = atMost ?? (longest => longest);
        _algorithm = algorithm;
        _time = time;
        _threads = new BackgroundThreads(atOnce);
        AtOnce = atOnce;
        _nobody = algorithm.Decoy();
    }

    /// <summary>Gets the most hashes that run at once.</summary>
    public int AtOnce { get; }

    /// <summary>Gets the number of hashes that wait for a thread.</summary>
    internal int Waiting => _threads.Waiting;

    /// <summary>Hashes a password that is to be stored.</summary>
    /// <param name="password">The password as received. Its form by <see cref="PasswordText"/> is hashed.</param>
    /// <param name="cancellationToken">Ends the waiting; a hash that has begun is completed.</param>
    /// <param name="lane">The lane: lanes take turns.</param>
    /// <returns>The text to store: a PHC string of about 100 ASCII characters.</returns>
    /// <exception cref="ServiceBusyException">No place became free within 5 s, or the rest of the call's time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled while waiting.</exception>
    public Task<string> Hash(string password, CancellationToken cancellationToken, HashLane lane = default) =>
        Compute(() => _algorithm.Hash(PasswordText.Normalize(password)), lane, cancellationToken);

    /// <summary>
    /// Checks a password at the cost of exactly one hash. A second one is computed only when the password is correct and its
    /// stored form is outdated, or when the password is not in the form by <see cref="PasswordText"/>.
    /// </summary>
    /// <param name="password">The password as received. Hashes of older versions are of the text before normalisation, so that is tried as well.</param>
    /// <param name="encoded">The stored text; null or empty when there is no such user or no password: then the check fails.</param>
    /// <param name="cancellationToken">Ends the waiting; a hash that has begun is completed.</param>
    /// <param name="lane">The lane: lanes take turns.</param>
    /// <exception cref="ServiceBusyException">No place became free within 5 s, or the rest of the call's time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled while waiting.</exception>
    public Task<PasswordCheck> Verify(string password, string? encoded, CancellationToken cancellationToken, HashLane lane = default) =>
        Compute(() => Check(password, encoded), lane, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _threads.Dispose();

    private PasswordCheck Check(string password, string? encoded)
    {
        string normalized = PasswordText.Normalize(password);
        bool exists = !string.IsNullOrEmpty(encoded);
        string stored = exists ? encoded! : _nobody;
        bool ok = _algorithm.Verify(normalized, stored);

        // Both forms, whatever the result of the first: the number of hashes depends on the received text and not on the account.
        bool isRaw = normalized != password && _algorithm.Verify(password, stored) && !ok;
        return !exists || !(ok || isRaw)
            ? default
            : new PasswordCheck(true, isRaw || _algorithm.NeedsRehash(stored) ? _algorithm.Hash(normalized) : null);
    }

    private async Task<T> Compute<T>(Func<T> work, HashLane lane, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_atMost(ReadyTimeout), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await _threads.Run(work, either.Token, lane);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServiceBusyException(ReadyTimeout);
        }
    }
}
