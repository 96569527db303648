using System.Collections.Concurrent;
using Serverless.Security;
using Serverless.Storage.Rows;

namespace Serverless.Domain.LastUse;

/// <summary>
/// Holds the sessions and API tokens that were used on this instance in an hour that their rows do not contain yet. Recording a use here makes no storage call. Above
/// <see cref="Capacity"/>, a use is not recorded, and a later call records it.
/// </summary>
public sealed class UseBuffer(TimeProvider time)
{
    /// <summary>The maximum number of credentials that wait: about 10 MB.</summary>
    public const int Capacity = 100_000;

    private readonly ConcurrentDictionary<UsedCredential, UseNote> _notes = new();
    private int _count;

    /// <summary>Records that a credential is used now.</summary>
    /// <param name="credential">The credential.</param>
    /// <param name="recorded">The last use that its row has; null for none.</param>
    /// <param name="version">The version of its row.</param>
    public void Note(UsedCredential credential, DateTimeOffset? recorded, RowVersion version)
    {
        var hour = Hours.Floor(time.GetUtcNow());
        if (recorded >= hour)
        {
            return;
        }

        if (_notes.TryGetValue(credential, out var waiting))
        {
            if (waiting.Hour < hour)
            {
                _notes.TryUpdate(credential, new(hour, version), waiting);
            }
        }
        else if (Volatile.Read(ref _count) < Capacity && _notes.TryAdd(credential, new(hour, version)))
        {
            Interlocked.Increment(ref _count);
        }
    }

    /// <summary>Returns recorded uses. They stay until they are removed.</summary>
    /// <param name="maximum">The maximum number of uses.</param>
    public IReadOnlyList<KeyValuePair<UsedCredential, UseNote>> Peek(int maximum) => [.. _notes.Take(maximum)];

    /// <summary>Removes a recorded use, unless a later one has replaced it.</summary>
    public void Remove(KeyValuePair<UsedCredential, UseNote> note)
    {
        if (_notes.TryRemove(note))
        {
            Interlocked.Decrement(ref _count);
        }
    }
}

/// <summary>Identifies a session or an API token.</summary>
/// <param name="Kind">The kind of the credential.</param>
/// <param name="UserId">The id of the user that the credential belongs to.</param>
/// <param name="RecordId">The record id of the credential.</param>
public readonly record struct UsedCredential(CredentialKind Kind, long UserId, long RecordId);

/// <summary>Represents a use that is not recorded yet.</summary>
/// <param name="Hour">The hour of the use.</param>
/// <param name="Version">The version of the row that has an earlier hour.</param>
public readonly record struct UseNote(DateTimeOffset Hour, RowVersion Version);
