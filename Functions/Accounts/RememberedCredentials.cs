using Microsoft.Extensions.Options;

namespace Serverless.Accounts;

/// <summary>
/// Finds the rows that say whose a credential is. With <c>Auth__CacheSeconds</c> it remembers them, and believes its memory only while nobody
/// revoked anything: see <see cref="RevocationEpoch"/>. Rows that do not exist are not remembered: one made this moment is found at once.
/// </summary>
public sealed class RememberedCredentials(AccountStore accounts, RevocationEpoch epoch, IOptions<AuthOptions> options, TimeProvider time)
{
    private readonly bool _isOn = options.Value.IsCached;
    private Memory _memory = new("", options.Value.CacheTime, time);

    /// <summary>See <see cref="AccountStore.FindSession"/>.</summary>
    public async ValueTask<SessionRow?> FindSession(long userId, long recordId, CancellationToken cancellation)
    {
        if (!_isOn || await Recall(cancellation) is not { } memory)
        {
            return await accounts.FindSession(userId, recordId, cancellation);
        }

        return memory.Sessions.Find(userId, recordId)
            ?? memory.Sessions.Keep(userId, recordId, await accounts.FindSession(userId, recordId, cancellation));
    }

    /// <summary>See <see cref="AccountStore.FindToken"/>.</summary>
    public async ValueTask<TokenRow?> FindToken(long userId, long recordId, CancellationToken cancellation)
    {
        if (!_isOn || await Recall(cancellation) is not { } memory)
        {
            return await accounts.FindToken(userId, recordId, cancellation);
        }

        return memory.Tokens.Find(userId, recordId)
            ?? memory.Tokens.Keep(userId, recordId, await accounts.FindToken(userId, recordId, cancellation));
    }

    /// <summary>The memory of this epoch; null while something is being revoked.</summary>
    private async ValueTask<Memory?> Recall(CancellationToken cancellation)
    {
        var view = await epoch.Look(cancellation);
        var memory = Volatile.Read(ref _memory);
        if (!view.IsQuiet || view.Epoch == memory.Epoch)
        {
            return view.IsQuiet ? memory : null;
        }

        // Who still holds the old memory may add to it: nobody looks there any more once the view that he started with is over.
        var empty = new Memory(view.Epoch, options.Value.CacheTime, time);
        Volatile.Write(ref _memory, empty);
        return empty;
    }

    private sealed class Memory(string epoch, TimeSpan age, TimeProvider time)
    {
        public string Epoch => epoch;

        public RecentRows<SessionRow> Sessions { get; } = new(age, time);

        public RecentRows<TokenRow> Tokens { get; } = new(age, time);
    }
}
