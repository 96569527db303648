using Serverless.Pipeline.Rpc;

namespace Serverless.CallLog;

/// <summary>What is remembered of one finished call: never parameters, bodies, addresses or secrets.</summary>
/// <param name="MethodId">As in <c>/v1/session/signin</c>.</param>
/// <param name="Caller">The <see cref="Accounts.Pseudonym"/> of the user; 0 for an anonymous caller.</param>
/// <param name="Started">Milliseconds since 1970.</param>
/// <param name="Runtime">Milliseconds.</param>
/// <param name="Status">As in the answer.</param>
/// <param name="Text">The method's own text of the status; null for the usual one.</param>
/// <param name="IsException">Whether something failed that should not have.</param>
/// <param name="HasUserId">Whether <paramref name="Caller"/> is a user id: so it is in pages that were written before form 3 of the stored data.</param>
public readonly record struct CallRecord(
    string MethodId, long Caller, long Started, int Runtime, int Status, string? Text, bool IsException, bool HasUserId = false)
{
    private const int LongestText = 200;

    /// <summary>Milliseconds since 1970. By the runtime, not the clock: a clock set back makes no call end before it began.</summary>
    public long Finished => Started + Runtime;

    /// <summary>Whether the call did not do what it was asked.</summary>
    public bool IsError => Status is < 200 or >= 300;

    /// <summary>Whether a limit kept the call from running.</summary>
    public bool IsDeclined => Status is RpcStatus.TooManyRequests or 429;

    /// <summary>The text as it is kept. What stands in quotes may be what the caller sent, except where it names a declared parameter.</summary>
    public string StatusText
    {
        get
        {
            var text = Text ?? RpcStatus.Text(Status);
            if (Status != RpcStatus.InvalidParameters && text.Contains('"', StringComparison.Ordinal))
            {
                text = string.Join("\"…\"", text.Split('"').Where((_, i) => i % 2 == 0));
            }

            return text.Length <= LongestText ? text : text[..LongestText];
        }
    }
}
