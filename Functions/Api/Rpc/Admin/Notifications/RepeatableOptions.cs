using System.Text.RegularExpressions;
using Serverless.Api.Shared.Parameters;
using Serverless.Domain.Failures;

namespace Serverless.Api.Rpc.Admin.Notifications;

/// <summary>Lets a caller repeat a call whose response was lost.</summary>
/// <param name="IdempotencyKey">
/// A random text that the caller chooses for one notification: 8 to 64 letters, digits, hyphens and underscores. A call that repeats it has no second effect,
/// and returns the same id. It is remembered for a week.
/// </param>
[Strict]
public sealed partial record RepeatableOptions(string? IdempotencyKey)
{
    /// <summary>The failure of a key that another notification has.</summary>
    internal static readonly Refusal KeyUsed = new(Reason.NotificationKeyUsed, KeyUsedText);

    /// <summary>The text of <see cref="KeyUsed"/>.</summary>
    internal const string KeyUsedText = "Idempotency key belongs to another notification";

    /// <summary>Returns why the options cannot be used; null if they can.</summary>
    internal Refusal? Refuse() => IdempotencyKey is null || Shape().IsMatch(IdempotencyKey)
        ? null
        : new Refusal(Reason.NotificationInvalid, "Idempotency key must contain 8 to 64 letters, digits, hyphens or underscores");

    [GeneratedRegex(@"^[A-Za-z0-9_-]{8,64}\z")]
    private static partial Regex Shape();
}
