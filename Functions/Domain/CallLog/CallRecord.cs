using Microsoft.AspNetCore.WebUtilities;

namespace Serverless.Domain.CallLog;

/// <summary>What is remembered of one finished call: never parameters, bodies, addresses or secrets.</summary>
/// <param name="MethodId">As in <c>/v1/session/signin</c>.</param>
/// <param name="Caller">The <see cref="Domain.Users.Pseudonym"/> of the user; 0 for an anonymous caller.</param>
/// <param name="Started">Milliseconds since 1970.</param>
/// <param name="Runtime">Milliseconds.</param>
/// <param name="Status">The status as in the response.</param>
/// <param name="Text">The text of the status; null for the usual one of HTTP.</param>
/// <param name="IsException">Whether something failed that should not have.</param>
/// <param name="HasUserId">Whether <paramref name="Caller"/> is a user id: so it is in pages that were written before form 3 of the stored data.</param>
public readonly record struct CallRecord(
    string MethodId, long Caller, long Started, int Runtime, int Status, string? Text, bool IsException, bool HasUserId = false)
{
    private const int LongestText = 200;

    // The status that the RPC family has for 429 (rpc.md 1.5): the log keeps statuses as callers see them.
    private const int RpcTooManyRequests = -32802;

    /// <summary>Milliseconds since 1970. By the runtime, not the clock: a clock set back makes no call end before it began.</summary>
    public long Finished => Started + Runtime;

    /// <summary>Whether the call did not do what it was asked.</summary>
    public bool IsError => Status is < 200 or >= 300;

    /// <summary>Gets whether a limit kept the call from running.</summary>
    public bool IsDeclined => Status is 429 or RpcTooManyRequests;

    /// <summary>Gets the text as it is kept: the usual one of HTTP for a call without a text.</summary>
    public string StatusText => (Text ?? ReasonPhrases.GetReasonPhrase(Status)) is var text && text.Length > LongestText ? text[..LongestText] : text;
}
