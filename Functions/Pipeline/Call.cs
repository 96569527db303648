using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Serverless.Accounts;
using Serverless.Security;

namespace Serverless.Pipeline;

/// <summary>One call on its way through the pipeline, whatever transport brought it. Each step fills in what it finds out.</summary>
public class Call
{
    /// <summary>The operation's id, as in <c>/v1/session/signin</c>.</summary>
    public required string MethodId { get; set; }

    /// <summary>The parameters by position; set by the transport, or read from <see cref="Request"/> by the pipeline.</summary>
    public IReadOnlyList<JsonElement> Arguments { get; set; } = [];

    /// <summary>The HTTP request whose body is still to be read; null if the transport decoded the call itself.</summary>
    public HttpRequest? Request { get; init; }

    /// <summary>The credential as presented, in the form of an Authorization header; null if there was none.</summary>
    public string? Authorization { get; set; }

    /// <summary>Gets the credential that the transport checked when the connection was made; null where each call brings its own.</summary>
    public CredentialKey? Known { get; init; }

    /// <summary>Gets or sets whether <see cref="Known"/> does not open anything any more.</summary>
    public bool HasKnownEnded { get; set; }

    /// <summary>Gets how the call came, for telemetry; null for HTTP.</summary>
    public string? Transport { get; init; }

    /// <summary>Where the call comes from, see <see cref="ClientAddress"/>; null if that is not known.</summary>
    public Func<IPAddress?> Address { get; init; } = () => null;

    /// <summary>What the caller calls with and from where; asked for by the few methods that care.</summary>
    public Func<Device> Device { get; init; } = () => new Device(userAgent: null, address: null);

    /// <summary>The id of a JSON-RPC request, to be echoed; undefined for other calls.</summary>
    public JsonElement Id { get; set; }

    /// <summary>Whether the call came as <c>multipart/form-data</c>: then its parameters are read after the permission check.</summary>
    public bool IsMultipart { get; set; }

    /// <summary>Whether the call came as MessagePack, and its answer goes as that.</summary>
    public bool IsMessagePack { get; set; }

    /// <summary>Whether the caller does not want to know the outcome.</summary>
    public bool IsVoid { get; set; }

    /// <summary>The method or endpoint, once it is found.</summary>
    public OperationDeclaration? Method { get; set; }

    /// <summary>Who is calling, once the credential is checked.</summary>
    public Caller Caller { get; set; } = Caller.Guest;

    /// <summary>In whose name the call makes changes: its credential, which must still stand when a change is written.</summary>
    public Actor Actor => new(Caller.UserId, Caller.SessionId, Caller.ApiTokenId, Method?.Permissions ?? []);

    /// <summary>The parameters as the method takes them, once they are checked.</summary>
    public object? Parameters { get; set; }

    /// <summary>The uploaded file of an upload method, once it is received.</summary>
    public UploadedFile? Upload { get; set; }
}
