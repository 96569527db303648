using System.Globalization;
using System.Text.Json;
using Serverless.Api.Shared;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Failures;

namespace Serverless.Api.Rpc;

/// <summary>Converts domain values to the format of the RPC family.</summary>
internal static class Wire
{
    /// <summary>Returns an id as a decimal string, because not every client has 64-bit numbers.</summary>
    public static string ToWire(this long id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>Returns the text that a filter compares with; null if the value is not a text.</summary>
    public static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Reads an id; returns false if the text is not an id.</summary>
    public static bool TryReadId(string text, out long id) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id);

    /// <summary>Reads a time such as <c>2026-11-29T12:00:00Z</c>; returns null if the text is not a time.</summary>
    public static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    /// <summary>The error text for an API token that tries to change another token, or to gain permissions.</summary>
    public const string ApiTokenOnlyItself = "An API token can disable, strip or delete only itself: use a session";

    /// <summary>Gets the failure for an API token that does not exist or belongs to another user.</summary>
    public static Result TokenNotFound => Result.Fail(404, Reason.TokenNotFound, "Token not found");

    /// <summary>Returns the failure for a token from an email that is refused (rpc.md 3.7).</summary>
    public static Result ToResult(this ActionCheck check) => check switch
    {
        { RetryAfter: { } wait } => Result.TooManyRequests(wait),
        { Outcome: ActionOutcome.Invalid } => Result.Fail(400, Reason.TokenInvalid, "Token is invalid"),
        _ => TokenNotFound,
    };
}
