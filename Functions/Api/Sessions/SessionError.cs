using System.Text.Json.Serialization;
using Serverless.Api.Shared;

namespace Serverless.Api.Sessions;

/// <summary>The body of a failure (sessions.md 2).</summary>
/// <param name="Code">The kind of the failure, for programs.</param>
/// <param name="Message">The failure in words, for people.</param>
/// <param name="Fields">The names of the fields that are missing or of a wrong type. Omitted for other failures.</param>
public sealed record SessionError(
    string Code,
    string Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Fields = null)
{
    /// <summary>Gets the failure for a disabled user with valid credentials.</summary>
    public static Result Banned => Fail(403, "BANNED_ERROR", "Account Banned");

    /// <summary>Gets the failure for a body over 64 KiB.</summary>
    public static Result BodyTooLarge => Fail(413, "BODY_TOO_LARGE_ERROR", "Body Too Large");

    /// <summary>Gets the failure for a user that other calls kept changing.</summary>
    public static Result Conflict => Fail(409, "CONFLICT_ERROR", "Conflict");

    /// <summary>Gets the failure for a defect.</summary>
    public static Result Internal => Fail(500, "INTERNAL_SERVER_ERROR", "Internal Server Error");

    /// <summary>Gets the failure for an incomplete body.</summary>
    public static Result InvalidBody => Fail(400, "INVALID_BODY_ERROR", "Invalid Body");

    /// <summary>Gets the failure for a HEAD request to an endpoint that writes.</summary>
    public static Result MethodNotAllowed => Fail(405, "METHOD_NOT_ALLOWED_ERROR", "Method Not Allowed");

    /// <summary>Gets the failure for a body that is neither JSON nor a form, or that is compressed.</summary>
    public static Result UnsupportedMediaType => Fail(415, "UNSUPPORTED_MEDIA_TYPE_ERROR", "Unsupported Media Type");

    /// <summary>Gets the failure for an unknown path or verb.</summary>
    public static Result InvalidEndpoint => Fail(404, "ENDPOINT_NOT_FOUND_ERROR", "Endpoint Not Found");

    /// <summary>Gets the failure for a caller without the permission.</summary>
    public static Result MissingPermissions => Fail(403, "INSUFFICIENT_PERMISSIONS_ERROR", "Missing Permissions");

    /// <summary>Gets the failure for a call that needs a fresh session.</summary>
    public static Result ReauthenticationRequired => Fail(403, "REAUTHENTICATION_REQUIRED_ERROR", "Reauthentication Required");

    /// <summary>Gets the failure for an unknown user name or email address.</summary>
    public static Result InvalidUser => Fail(404, "INVALID_USER_ERROR", "Invalid User");

    /// <summary>Returns the failure for a wrong password or, at sign-up, an unacceptable one.</summary>
    public static Result InvalidPassword(int status) => Fail(status, "INVALID_PASSWORD_ERROR", "Invalid Password");

    /// <summary>Gets the failure for a new password that appears in a known data breach.</summary>
    public static Result BreachedPassword => Fail(400, "BREACHED_PASSWORD_ERROR", "Breached Password");

    /// <summary>Gets the failure for a right password without the second factor, or with a wrong one.</summary>
    public static Result SecondFactorRequired => Fail(401, "SECOND_FACTOR_REQUIRED_ERROR", "Second Factor Required");

    /// <summary>Gets the failure for a user who must have a second factor and has none.</summary>
    public static Result SecondFactorEnrolmentRequired => Fail(403, "SECOND_FACTOR_ENROLMENT_REQUIRED_ERROR", "Second Factor Enrolment Required");

    /// <summary>Gets the failure for ending a session that the user does not have.</summary>
    public static Result SessionNotFound => Fail(404, "SESSION_NOT_FOUND_ERROR", "Session Not Found");

    /// <summary>Gets the failure for a user name or an email address that another user has.</summary>
    public static Result UserExists => Fail(409, "USER_EXISTS_ERROR", "User Already Exists");

    /// <summary>Gets the failure for too many calls.</summary>
    public static Result RateLimited => Fail(429, "RATELIMITED_ERROR", "You Have Been Ratelimited. Please Try Again Later.");

    /// <summary>Gets the failure for unavailable storage or an overloaded service.</summary>
    public static Result Unavailable => Fail(503, "SERVICE_UNAVAILABLE_ERROR", "Service Unavailable");

    /// <summary>Returns the failure for a call without a valid credential (401), or for reading a session that the caller does not have (404).</summary>
    public static Result InvalidSession(int status) => Fail(status, "INVALID_SESSION_ERROR", "Invalid Session");

    /// <summary>Returns the failure for fields that are missing or of a wrong type.</summary>
    public static Result MissingFields(IReadOnlyList<string> names) => Result.Fail(400, "Missing Fields", new SessionError("MISSING_FIELDS_ERROR", "Missing Fields", names));

    /// <summary>Returns a failure with a code and a message.</summary>
    public static Result Fail(int status, string code, string message) => Result.Fail(status, message, new SessionError(code, message));
}
