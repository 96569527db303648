using System.Globalization;
using System.Text.Json;
using Serverless.Api.Shared;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Failures;

namespace Serverless.Api.Rpc;

/// <summary>How the RPC family writes what the domain says.</summary>
internal static class Wire
{
    /// <summary>Ids travel as decimal strings: not every client has 64-bit numbers.</summary>
    public static string ToWire(this long id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>The text that a filter compares with; null if it is none.</summary>
    public static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Reads an id; false for what cannot be one.</summary>
    public static bool TryReadId(string text, out long id) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id);

    /// <summary>What an API token is answered that wants to change another one, or to gain something itself.</summary>
    public const string ApiTokenOnlyItself = "An API token can disable, strip or delete only itself: use a session";

    /// <summary>What is answered for an API token that is not there, and for somebody else's.</summary>
    public static Result TokenNotFound => Result.Fail(404, Reason.TokenNotFound, "Token not found");

    /// <summary>Why a mailed token is refused (rpc.md 3.7).</summary>
    public static Result ToResult(this ActionCheck check) => check switch
    {
        { RetryAfter: { } wait } => Result.TooManyRequests(wait),
        { Outcome: ActionOutcome.Invalid } => Result.Fail(400, Reason.TokenInvalid, "Token is invalid"),
        _ => TokenNotFound,
    };
}
