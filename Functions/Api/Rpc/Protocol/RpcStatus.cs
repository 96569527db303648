using Microsoft.AspNetCore.WebUtilities;
using Serverless.Domain.Failures;

namespace Serverless.Api.Rpc.Protocol;

/// <summary>Defines the statuses of the RPC family that HTTP does not have, the texts of all statuses, and their HTTP statuses (rpc.md 1.5).</summary>
public static class RpcStatus
{
    /// <summary>The caller has none of the method's permissions; also for callers who are not signed in.</summary>
    public const int InsufficientPermissions = -32801;

    /// <summary>A rate limit refuses the call; <c>Retry-After</c> contains the time to wait.</summary>
    public const int TooManyRequests = -32802;

    /// <summary>The body is not JSON, MessagePack or, for an upload, multipart; or it is compressed.</summary>
    public const int UnsupportedContentType = -32803;

    /// <summary>The HTTP method is neither POST nor, for methods that allow it, GET. The header <c>Allow</c> lists the allowed ones.</summary>
    public const int HttpMethodNotAllowed = -32804;

    /// <summary>The body does not match its content type.</summary>
    public const int BodyNotDecoded = -32807;

    /// <summary>A parameter is invalid. The text names it.</summary>
    public const int InvalidParameters = -32808;

    /// <summary>The method does not exist.</summary>
    public const int MethodNotFound = -32809;

    /// <summary>An upload method was called over a WebSocket.</summary>
    public const int UploadOverSocket = -32900;

    /// <summary>The upload has no Content-Length.</summary>
    public const int UploadSizeRequired = -32901;

    /// <summary>The file is larger than allowed.</summary>
    public const int UploadTooLarge = -32902;

    /// <summary>A method that takes no file was called with multipart.</summary>
    public const int UploadNotSupported = -32903;

    /// <summary>An upload method was called without multipart.</summary>
    public const int UploadCalledAsRpc = -32904;

    /// <summary>The multipart body has no file.</summary>
    public const int UploadFileRequired = -32905;

    /// <summary>The file has no name, or a type that the method does not accept.</summary>
    public const int UploadContentTypeInvalid = -32906;

    /// <summary>A multipart field is neither <c>params</c> nor <c>file</c>.</summary>
    public const int UploadUnexpectedField = -32907;

    private static readonly Dictionary<int, (int Http, string Text)> Own = new()
    {
        [InsufficientPermissions] = (401, "Insufficient permissions to call API method"),
        [TooManyRequests] = (429, "Too many requests"),
        [UnsupportedContentType] = (415, "Unsupported content type"),
        [HttpMethodNotAllowed] = (405, "HTTP method not allowed"),
        [-32805] = (403, "Private API method called"),
        [BodyNotDecoded] = (400, "Unable to decode RPC message body"),
        [InvalidParameters] = (400, "Parameters validation error"),
        [MethodNotFound] = (404, "API method not found"),
        [-32810] = (400, "Persistent connection is required to call API method"),
        [UploadOverSocket] = (400, "Upload using websockets is not supported"),
        [UploadSizeRequired] = (411, "Upload size is required"),
        [UploadTooLarge] = (413, "Upload too large"),
        [UploadNotSupported] = (400, "API method not support uplads"),
        [UploadCalledAsRpc] = (400, "API upload method called as RPC"),
        [UploadFileRequired] = (400, "Upload file is required"),
        [UploadContentTypeInvalid] = (400, "Upload file content type is invalid"),
        [UploadUnexpectedField] = (400, "Unexpected multipart/form-data field"),
    };

    /// <summary>Returns the status of a failure's reason; null for a reason without a status of the RPC family.</summary>
    public static int? Of(Reason reason) => reason switch
    {
        Reason.InsufficientPermissions => InsufficientPermissions,
        Reason.TooManyRequests => TooManyRequests,
        Reason.UnsupportedContentType => UnsupportedContentType,
        Reason.HttpMethodNotAllowed => HttpMethodNotAllowed,
        Reason.BodyNotDecoded => BodyNotDecoded,
        Reason.InvalidParameters => InvalidParameters,
        Reason.MethodNotFound => MethodNotFound,
        Reason.UploadSizeRequired => UploadSizeRequired,
        Reason.UploadTooLarge => UploadTooLarge,
        Reason.UploadNotSupported => UploadNotSupported,
        Reason.UploadRequired => UploadCalledAsRpc,
        Reason.UploadFileRequired => UploadFileRequired,
        Reason.UploadFileInvalid => UploadContentTypeInvalid,
        Reason.UploadUnexpectedField => UploadUnexpectedField,
        _ => null,
    };

    /// <summary>The text for a call that needs a fresh session. Its status 403 has another default text.</summary>
    public const string ReauthenticationRequired = "Reauthentication required";

    /// <summary>The text for a user who must have a second factor and has none. Its status 403 has another default text.</summary>
    public const string SecondFactorEnrolmentRequired = "Second factor enrolment required";

    /// <summary>Returns the default text of a reason; null for a reason with the default text of its status.</summary>
    public static string? Text(Reason? reason) => reason switch
    {
        Reason.ReauthenticationRequired => ReauthenticationRequired,
        Reason.SecondFactorEnrolmentRequired => SecondFactorEnrolmentRequired,
        _ => null,
    };

    /// <summary>Returns the default text of a status.</summary>
    public static string Text(int status) =>
        status < 0 && Own.TryGetValue(status, out var own) ? own.Text
        : ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? phrase
        : ReasonPhrases.GetReasonPhrase(Base(status));

    /// <summary>
    /// Returns the HTTP status of a result. It is the result's status, with three exceptions. A status that forbids a body becomes 200. A
    /// status below zero is looked up in a table. A status that HTTP does not define becomes the base of its class.
    /// </summary>
    public static int Http(int status) => status switch
    {
        < 0 => Own.TryGetValue(status, out var own) ? own.Http : 500,
        204 or 205 or 304 or < 200 => 200,
        _ when ReasonPhrases.GetReasonPhrase(status).Length == 0 => Base(status),
        _ => status,
    };

    private static int Base(int status) => status is >= 200 and < 600 ? status / 100 * 100 : 500;
}
