using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Parameters;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.SecondFactors;
using Serverless.Domain.Sessions;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Session;

/// <summary>Creates a session for a user name or email address and a password. Without these, returns the user of the call.</summary>
[Reads, Permission(Permission.Anyone), ForEnrolment]
[Answer(typeof(SignedIn))]
[Fails(401, "Not authenticated")]
[Fails(401, SecondFactor.Required, When = "The password is right, and the user has a second factor. `meta` has a ticket for `session/signin-second-factor`.")]
[Fails(403, "You are not authorized to access this area.")]
public sealed class Signin(OpenSession openSession, Tickets tickets, AccountStore accounts) : RpcMethod<Signin.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Credentials">The credentials. If omitted, the credential of the call is used.</param>
    /// <param name="SigninPermissions">Only a user with one of these permissions can sign in. With null or an empty list, every user can.</param>
    public sealed record Arguments(UserCredentials? Credentials, string[]? SigninPermissions);

    /// <summary>User name and password.</summary>
    /// <param name="Username">User name or email address.</param>
    /// <param name="Password">The password.</param>
    [Strict]
    public sealed record UserCredentials(string Username, string Password);

    /// <summary>The data of a sign-in.</summary>
    /// <param name="Token">The credential of the new session. Omitted if no session was created.</param>
    /// <param name="Auth">The signed-in user.</param>
    /// <param name="Settings">Settings of the application for its clients.</param>
    public sealed record SignedIn(
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Token,
        Identity Auth,
        ClientSettings Settings);

    /// <summary>The signed-in user.</summary>
    /// <param name="UserId">The user's id.</param>
    /// <param name="Username">The user's name.</param>
    /// <param name="Permissions">The permissions of the caller, each with true.</param>
    /// <param name="Avatar">The URL of a picture.</param>
    public sealed record Identity(string UserId, string Username, IReadOnlyDictionary<string, bool> Permissions, string Avatar);

    /// <summary>Settings for clients; none are defined yet.</summary>
    public sealed record ClientSettings;

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("session-signin")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/session/signin")] HttpRequest request) => Answer<Signin>(request);

    /// <inheritdoc />
    protected override Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation) =>
        parameters.Credentials is { } credentials
            ? Open(credentials, parameters.SigninPermissions, call, cancellation)
            : Describe(call.Caller, parameters.SigninPermissions, cancellation);

    private async Task<Result> Open(UserCredentials credentials, string[]? required, Call call, CancellationToken cancellation)
    {
        var check = await openSession.Verify(credentials.Username, credentials.Password, call.Device(), cancellation);
        if (check.RetryAfter is { } wait)
        {
            return Result.TooManyRequests(wait);
        }

        if (check.User is not { } verified)
        {
            return NotAuthenticated;
        }

        var held = Permission.Effective(verified.User.Id, verified.User.Permissions);
        if (required is { Length: > 0 } && !Array.Exists(required, name => Caller.Holds(name, verified.User.Id, held)))
        {
            return NotAuthorized;
        }

        if (verified.User.HasSecondFactor)
        {
            return await tickets.Issue(verified, credentials.Username, cancellation) is { } ticket ? SecondFactor.Demand(ticket) : NotAuthenticated;
        }

        return await openSession.Run(verified, call.Device(), cancellation) is { } session ? Opened(session) : NotAuthenticated;
    }

    /// <summary>Returns the success of a sign-in that opened a session.</summary>
    internal static Result Opened(OpenedSession session)
    {
        var user = session.User;
        return Result.Of(Describe(user.Id, SessionOwner.Of(user), Permission.Effective(user.Id, user.Permissions), session.Credential.Text));
    }

    private async Task<Result> Describe(Caller caller, string[]? required, CancellationToken cancellation)
    {
        if (caller.IsGuest || await accounts.Describe(caller.UserId, caller.Session, cancellation) is not { } user)
        {
            return NotAuthenticated;
        }

        return required is { Length: > 0 } && !Array.Exists(required, caller.Holds)
            ? NotAuthorized
            : Result.Of(Describe(caller.UserId, user, caller.Permissions, token: null));
    }

    private static SignedIn Describe(long id, SessionOwner user, IReadOnlySet<string> held, string? token) =>
        new(token, new Identity(id.ToWire(), user.Name, held.ToDictionary(name => name, _ => true), User.AvatarOf(user.Email)), new ClientSettings());

    internal static Result NotAuthenticated => Result.Fail(401, Reason.NotAuthenticated, "Not authenticated");

    private static Result NotAuthorized => Result.Fail(403, Reason.NotAuthorized, "You are not authorized to access this area.");
}
