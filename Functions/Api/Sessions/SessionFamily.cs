using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Endpoints;
using Serverless.Domain.Failures;

namespace Serverless.Api.Sessions;

/// <summary>The session family (sessions.md): paths under <c>/api</c>, errors with a code, a message and optionally the names of fields.</summary>
public sealed class SessionFamily : Family
{
    private static readonly PathString[] Paths = ["/api/user", "/api/users", "/api/session", "/api/sessions", "/api/login", "/api/register", "/sessions"];

    private SessionFamily()
    {
    }

    /// <summary>Gets the one instance.</summary>
    public static SessionFamily Instance { get; } = new();

    /// <inheritdoc />
    public override string Name => "session";

    /// <inheritdoc />
    public override JsonNamingPolicy Naming => JsonNamingPolicy.CamelCase;

    /// <inheritdoc />
    public override JsonSerializerContext Json => SessionJson.Default;

    /// <inheritdoc />
    public override Type ErrorType => typeof(SessionError);

    /// <inheritdoc />
    public override Result Banned => SessionError.Banned;

    /// <inheritdoc />
    public override bool HasGeneralLimit => true;

    /// <inheritdoc />
    public override bool Owns(PathString path) => Array.Exists(Paths, owned => path.StartsWithSegments(owned, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc />
    public override Result Missing(IReadOnlyList<string> names) => SessionError.MissingFields(names);

    /// <inheritdoc />
    public override Result Refuse(Result refused, Call call) => refused.Status switch
    {
        _ when refused.FailureReason == Reason.InsufficientPermissions => call.Caller.IsGuest ? SessionError.InvalidSession(401) : SessionError.MissingPermissions,
        _ when refused.FailureReason == Reason.SecondFactorEnrolmentRequired => SessionError.SecondFactorEnrolmentRequired,
        _ when refused.FailureReason == Reason.ReauthenticationRequired => SessionError.ReauthenticationRequired,
        400 => SessionError.InvalidBody,
        // The documents have no 405 (sessions.md 7). HEAD is refused as in the other families.
        405 when HttpMethods.IsHead(call.Request?.Method ?? "") => SessionError.MethodNotAllowed,
        404 or 405 => SessionError.InvalidEndpoint,
        409 => SessionError.Conflict,
        413 => SessionError.BodyTooLarge,
        415 => SessionError.UnsupportedMediaType,
        429 => SessionError.RateLimited.After(refused.RetryAfter),
        503 => SessionError.Unavailable.After(refused.RetryAfter),
        _ => SessionError.Internal.AsException(refused.IsException),
    };
}
