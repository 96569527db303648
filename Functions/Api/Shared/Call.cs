using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Http;
using Serverless.Domain.CallLog;
using Serverless.Domain.Permissions;
using Serverless.Domain.SignIn;

namespace Serverless.Api.Shared;

/// <summary>Represents one call in the pipeline, independent of its transport. Each step adds the values that it determines.</summary>
public class Call
{
    /// <summary>Gets or sets the operation's id, such as <c>/v1/session/signin</c>.</summary>
    public required string MethodId { get; set; }

    /// <summary>Gets the declaration of the trigger that the request reached; null if it reached none of an operation's own.</summary>
    public OperationDeclaration? Addressed { get; init; }

    /// <summary>Gets or sets the parameters by position. The transport sets them, or the pipeline reads them from <see cref="Request"/>.</summary>
    public IReadOnlyList<JsonElement> Arguments { get; set; } = [];

    /// <summary>Gets the HTTP request whose body has not been read yet; null if the transport decoded the call itself.</summary>
    public HttpRequest? Request { get; init; }

    /// <summary>Gets or sets the credential as presented, in the form of an Authorization header; null if there is none.</summary>
    public string? Authorization { get; set; }

    /// <summary>Gets the credential that the transport checked when the connection was made; null where each call brings its own.</summary>
    public CredentialKey? Known { get; init; }

    /// <summary>Gets or sets whether <see cref="Known"/> is no longer valid.</summary>
    public bool HasKnownEnded { get; set; }

    /// <summary>Gets the transport that brought the call.</summary>
    public CallTransport Transport { get; init; }

    /// <summary>Gets a function that returns the caller's IP address, see <see cref="ClientAddress"/>, or null if it is not known.</summary>
    public Func<IPAddress?> Address { get; init; } = () => null;

    /// <summary>Gets the function that returns the caller's device. A function, because only a few methods need the device.</summary>
    public Func<Device> Device { get; init; } = () => new Device(userAgent: null, address: null);

    /// <summary>Gets or sets the id of a JSON-RPC request, which the response repeats; undefined for other calls.</summary>
    public JsonElement Id { get; set; }

    /// <summary>Gets or sets whether the call came as <c>multipart/form-data</c>. Its parameters are then read after the permission check.</summary>
    public bool IsMultipart { get; set; }

    /// <summary>Gets or sets whether the call came as MessagePack. The response then uses MessagePack too.</summary>
    public bool IsMessagePack { get; set; }

    /// <summary>Gets or sets whether the caller does not want to receive the outcome.</summary>
    public bool IsVoid { get; set; }

    /// <summary>Gets or sets the method or endpoint; null until it is found.</summary>
    public OperationDeclaration? Method { get; set; }

    /// <summary>Gets or sets the caller; anonymous until the credential is checked.</summary>
    public Caller Caller { get; set; } = Caller.Guest;

    /// <summary>Gets the actor of the call's changes: its credential, which must still be valid when a change is written.</summary>
    public Actor Actor => new(Caller.UserId, Caller.SessionId, Caller.ApiTokenId, Method?.Permissions ?? []);

    /// <summary>Gets or sets the parameters as the method takes them; null until they are checked.</summary>
    public object? Parameters { get; set; }

    /// <summary>Gets or sets the uploaded file of an upload method; null until it is received.</summary>
    public UploadedFile? Upload { get; set; }
}
