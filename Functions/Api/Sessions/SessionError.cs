using System.Text.Json.Serialization;
using Serverless.Api.Shared;

namespace Serverless.Api.Sessions;

/// <summary>The body of a failure (sessions.md 2).</summary>
/// <param name="Code">What went wrong, for programs.</param>
/// <param name="Message">The same for people.</param>
/// <param name="Fields">The names of the fields that are missing or of a wrong type; only there when that is what went wrong.</param>
public sealed record SessionError(
    string Code,
    string Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Fields = null)
{
    /// <summary>A disabled user: his credentials are right and open nothing.</summary>
    public static Result Banned => Fail(403, "BANNED_ERROR", "Account Banned");

    /// <summary>A body over 64 KiB.</summary>
    public static Result BodyTooLarge => Fail(413, "BODY_TOO_LARGE_ERROR", "Body Too Large");

    /// <summary>Others kept changing the same user.</summary>
    public static Result Conflict => Fail(409, "CONFLICT_ERROR", "Conflict");

    /// <summary>A defect of ours.</summary>
    public static Result Internal => Fail(500, "INTERNAL_SERVER_ERROR", "Internal Server Error");

    /// <summary>A body that could not be read to its end.</summary>
    public static Result InvalidBody => Fail(400, "INVALID_BODY_ERROR", "Invalid Body");

    /// <summary>A HEAD request for an endpoint that writes.</summary>
    public static Result MethodNotAllowed => Fail(405, "METHOD_NOT_ALLOWED_ERROR", "Method Not Allowed");

    /// <summary>A body that is neither JSON nor a form, or that is compressed.</summary>
    public static Result UnsupportedMediaType => Fail(415, "UNSUPPORTED_MEDIA_TYPE_ERROR", "Unsupported Media Type");

    /// <summary>An unknown path or verb.</summary>
    public static Result InvalidEndpoint => Fail(404, "ENDPOINT_NOT_FOUND_ERROR", "Endpoint Not Found");

    /// <summary>A caller who may not.</summary>
    public static Result MissingPermissions => Fail(403, "INSUFFICIENT_PERMISSIONS_ERROR", "Missing Permissions");

    /// <summary>Nobody of this name or address.</summary>
    public static Result InvalidUser => Fail(404, "INVALID_USER_ERROR", "Invalid User");

    /// <summary>A wrong password, or at sign-up one that cannot be set.</summary>
    public static Result InvalidPassword(int status) => Fail(status, "INVALID_PASSWORD_ERROR", "Invalid Password");

    /// <summary>No session of the user's with this id, when it is to be ended.</summary>
    public static Result SessionNotFound => Fail(404, "SESSION_NOT_FOUND_ERROR", "Session Not Found");

    /// <summary>A name or an address that is taken.</summary>
    public static Result UserExists => Fail(409, "USER_EXISTS_ERROR", "User Already Exists");

    /// <summary>Too many calls.</summary>
    public static Result RateLimited => Fail(429, "RATELIMITED_ERROR", "You Have Been Ratelimited. Please Try Again Later.");

    /// <summary>Storage is away, or there is too much to do.</summary>
    public static Result Unavailable => Fail(503, "SERVICE_UNAVAILABLE_ERROR", "Service Unavailable");

    /// <summary>No valid credential (401), or no session of the caller's with this id (404).</summary>
    public static Result InvalidSession(int status) => Fail(status, "INVALID_SESSION_ERROR", "Invalid Session");

    /// <summary>Fields are missing or of a wrong type.</summary>
    public static Result MissingFields(IReadOnlyList<string> names) => Result.Fail(400, "Missing Fields", new SessionError("MISSING_FIELDS_ERROR", "Missing Fields", names));

    /// <summary>Any other failure.</summary>
    public static Result Fail(int status, string code, string message) => Result.Fail(status, message, new SessionError(code, message));
}
