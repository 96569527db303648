namespace Serverless.Security;

/// <summary>
/// The gate in front of the password algorithm: a storm of sign-ins cannot take all processors from the other calls, callers take
/// turns (<see cref="HashLane"/>), and every check costs one hash whether or not there is a user (OWASP Authentication Cheat Sheet,
/// "Authentication Responses").
/// One per process (singleton), because the limit is per instance.
/// </summary>
/// <remarks>
/// Who waits for a place waits asynchronously. The hashes run on threads of their own and not on the pool: the smallest
/// cloud instances have one processor, hence one pool thread to begin with, and a pool thread that computes for 15 ms would
/// stand in the way of every other call, whereas the operating system shares the processor between two threads, the smaller
/// part to the hash (<see cref="BackgroundThreads"/>).
/// </remarks>
public sealed class PasswordHashing : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly IPasswordAlgorithm _algorithm;
    private readonly TimeProvider _time;
    private readonly BackgroundThreads _threads;
    private readonly string _nobody;

    /// <summary>At most one hash at once for each processor: more would take memory (19 MiB each), and be done no sooner.</summary>
    public PasswordHashing(IPasswordAlgorithm algorithm, TimeProvider time)
        : this(algorithm, time, Environment.ProcessorCount)
    {
    }

    /// <summary>A chosen limit, for tests.</summary>
    /// <param name="algorithm">Computes the hashes.</param>
    /// <param name="time">Measures how long a caller has waited.</param>
    /// <param name="atOnce">How many hashes may run at once, 1 or more.</param>
    public PasswordHashing(IPasswordAlgorithm algorithm, TimeProvider time, int atOnce)
    {
        _algorithm = algorithm;
        _time = time;
        _threads = new BackgroundThreads(atOnce);
        AtOnce = atOnce;
        _nobody = algorithm.Decoy();
    }

    /// <summary>How many hashes run at once at most.</summary>
    public int AtOnce { get; }

    /// <summary>Hashes a password that is to be stored.</summary>
    /// <param name="password">The password as received. Its form by <see cref="PasswordText"/> is hashed.</param>
    /// <param name="cancellationToken">Ends the waiting; a hash that has begun is computed to its end.</param>
    /// <param name="lane">For whom: lanes take turns.</param>
    /// <returns>The text to store: a PHC string of about 100 ASCII characters.</returns>
    /// <exception cref="ServiceBusyException">No place became free within 5 s.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled while waiting.</exception>
    public Task<string> Hash(string password, CancellationToken cancellationToken, HashLane lane = default) =>
        Compute(() => _algorithm.Hash(PasswordText.Normalize(password)), lane, cancellationToken);

    /// <summary>
    /// Checks a password at the cost of exactly one hash; a second one is computed only when the password is right and its
    /// stored form is out of date, or when the password is not in the form by <see cref="PasswordText"/>.
    /// </summary>
    /// <param name="password">The password as received. Hashes stored before passwords were normalised are of the raw text, so that is tried as well.</param>
    /// <param name="encoded">What is stored; null or empty when there is no such user or no password: the answer is no.</param>
    /// <param name="cancellationToken">Ends the waiting; a hash that has begun is computed to its end.</param>
    /// <param name="lane">For whom: lanes take turns.</param>
    /// <exception cref="ServiceBusyException">No place became free within 5 s.</exception>
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

        // Both forms, whatever the first one gave: the number of hashes depends on what was sent and not on whose account it is.
        bool isRaw = normalized != password && _algorithm.Verify(password, stored) && !ok;
        return !exists || !(ok || isRaw)
            ? default
            : new PasswordCheck(true, isRaw || _algorithm.NeedsRehash(stored) ? _algorithm.Hash(normalized) : null);
    }

    private async Task<T> Compute<T>(Func<T> work, HashLane lane, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await _threads.Run(work, either.Token, lane);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServiceBusyException(Patience);
        }
    }
}
