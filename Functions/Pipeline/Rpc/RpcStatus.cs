using System.Collections.Frozen;
using Microsoft.AspNetCore.WebUtilities;

namespace Serverless.Pipeline.Rpc;

/// <summary>The statuses of the RPC family that HTTP does not have, the texts of all, and the HTTP status that each travels with (rpc.md 1.5).</summary>
public static class RpcStatus
{
    /// <summary>The caller holds none of the method's permissions; not being signed in is no different.</summary>
    public const int InsufficientPermissions = -32801;

    /// <summary>A limit keeps the call from running; <c>Retry-After</c> says when to come back.</summary>
    public const int TooManyRequests = -32802;

    /// <summary>Neither JSON nor MessagePack nor, for an upload, multipart; or a body that is compressed.</summary>
    public const int UnsupportedContentType = -32803;

    /// <summary>Neither POST nor, where the method can be called by it, GET. The header <c>Allow</c> lists what is allowed.</summary>
    public const int HttpMethodNotAllowed = -32804;

    /// <summary>The body does not match its content type.</summary>
    public const int BodyNotDecoded = -32807;

    /// <summary>The text says which parameter.</summary>
    public const int InvalidParameters = -32808;

    /// <summary>No such method.</summary>
    public const int MethodNotFound = -32809;

    /// <summary>An upload method was called over a WebSocket.</summary>
    public const int UploadOverSocket = -32900;

    /// <summary>An upload without Content-Length.</summary>
    public const int UploadSizeRequired = -32901;

    /// <summary>The file is larger than allowed.</summary>
    public const int UploadTooLarge = -32902;

    /// <summary>Multipart to a method that takes no file.</summary>
    public const int UploadNotSupported = -32903;

    /// <summary>An upload method was called without multipart.</summary>
    public const int UploadCalledAsRpc = -32904;

    /// <summary>The multipart body has no file.</summary>
    public const int UploadFileRequired = -32905;

    /// <summary>The file has no name, or a type that the method does not take.</summary>
    public const int UploadContentTypeInvalid = -32906;

    /// <summary>A multipart field that is neither <c>params</c> nor <c>file</c>.</summary>
    public const int UploadUnexpectedField = -32907;

    private static readonly FrozenDictionary<int, (int Http, string Text)> Own = new Dictionary<int, (int, string)>
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
    }.ToFrozenDictionary();

    /// <summary>The usual text of a status.</summary>
    public static string Text(int status) =>
        Own.TryGetValue(status, out var own) ? own.Text
        : ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? phrase
        : ReasonPhrases.GetReasonPhrase(Base(status));

    /// <summary>
    /// The HTTP status of a result: its own, except that statuses which forbid a body travel as 200, the codes below zero have a
    /// table, and a status that HTTP does not know falls to the base of its class.
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
