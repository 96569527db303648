using System.Net;
using Microsoft.AspNetCore.Http;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Http;
using Serverless.Domain.Audit;
using Serverless.Domain.CallLog;
using Serverless.Domain.Permissions;
using Serverless.Domain.SignIn;
using Serverless.Domain.Users;

namespace Serverless.Api.Shared;

/// <summary>
/// Represents one call in a pipeline, independent of its transport and family. Each step adds the values that it determines. A family adds what
/// only its own steps use in a class of its own.
/// </summary>
public abstract class Call : IAuditSource
{
    /// <summary>Gets or sets the operation's id, such as <c>/v1/session/signin</c>.</summary>
    public required string MethodId { get; set; }

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

    /// <summary>Gets the method or endpoint; null until it is found.</summary>
    public abstract OperationDeclaration? Method { get; }

    /// <summary>Gets or sets the caller; anonymous until the credential is checked.</summary>
    public Caller Caller { get; set; } = Caller.Guest;

    /// <summary>
    /// Gets or sets the caller's user, read at the same time as the credential. Null unless the operation has <see cref="ReadsCallerAttribute"/>, and
    /// for private tokens, because their owner is only known after the check.
    /// </summary>
    public User? User { get; set; }

    /// <summary>Gets the actor of the call's changes: its credential, which must still be valid when a change is written.</summary>
    public Actor Actor => new(Caller.UserId, Caller.SessionId, Caller.ApiTokenId, Method?.Permissions ?? []) { SecretMark = Caller.Secret?.Mark };

    /// <summary>Gets or sets the function that carries out the call with its parameters; null until they are checked.</summary>
    public Func<CancellationToken, Task<Result>>? Run { get; set; }

    /// <inheritdoc />
    public AuditOrigin Origin
    {
        get
        {
            var kind = Caller switch
            {
                { IsGuest: true } => AuditActorKind.Anonymous,
                { ApiTokenId: not null } => AuditActorKind.ApiToken,
                _ => AuditActorKind.Session,
            };
            var device = Device();
            return new AuditOrigin(kind, Caller.UserId, Caller.Pseudonym, Address()?.ToString(), device.Program, device.Family);
        }
    }
}
