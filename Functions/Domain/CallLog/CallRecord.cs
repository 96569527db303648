using Microsoft.AspNetCore.WebUtilities;

namespace Serverless.Domain.CallLog;

/// <summary>The log entry of one finished call: never parameters, bodies, IP addresses, email addresses or secrets.</summary>
/// <param name="MethodId">The method's id, as in <c>/v1/session/signin</c>.</param>
/// <param name="Caller">The <see cref="Domain.Users.Pseudonym"/> of the user; 0 for an anonymous caller.</param>
/// <param name="Started">When the call started, in milliseconds since 1970.</param>
/// <param name="Runtime">How long the call ran, in milliseconds.</param>
/// <param name="Status">The status as in the response.</param>
/// <param name="Text">The text of the status; null for the standard text of HTTP.</param>
/// <param name="IsException">Whether the call failed unexpectedly.</param>
/// <param name="Transport">The transport that brought the call; HTTP for calls that were logged before form 4 of the stored data.</param>
/// <param name="HasUserId">Whether <paramref name="Caller"/> is a user id, as in batches that were written before form 3 of the stored data.</param>
public readonly record struct CallRecord(
    string MethodId, long Caller, long Started, int Runtime, int Status, string? Text, bool IsException, CallTransport Transport = CallTransport.Http, bool HasUserId = false)
{
    private const int LongestText = 200;

    // The status of the RPC family for 429 (rpc.md 1.5): the log keeps statuses as callers see them.
    private const int RpcTooManyRequests = -32802;

    /// <summary>
    /// Gets when the call finished, in milliseconds since 1970. Computed from the run time: if the clock is set back, no call ends before its start.
    /// </summary>
    public long Finished => Started + Runtime;

    /// <summary>Gets whether the call failed.</summary>
    public bool IsError => Status is < 200 or >= 300;

    /// <summary>Gets whether a limit kept the call from running.</summary>
    public bool IsDeclined => Status is 429 or RpcTooManyRequests;

    /// <summary>Gets the text as it is stored: the standard text of HTTP for a call without a text.</summary>
    public string StatusText => (Text ?? ReasonPhrases.GetReasonPhrase(Status)) is var text && text.Length > LongestText ? text[..LongestText] : text;
}
