using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Api.Sessions;

/// <summary>Reads the caller's own account.</summary>
[Reads, Permission(Permission.User)]
[Answer(typeof(Account))]
public sealed class ReadUser(AccountStore accounts) : SessionEndpoint<NoParameters>
{
    /// <summary>The account.</summary>
    /// <param name="Id">The user's id.</param>
    /// <param name="Username">The user's name.</param>
    /// <param name="DisplayName">The user name.</param>
    /// <param name="Email">Email address, or null.</param>
    /// <param name="Staff">Whether the user is an administrator.</param>
    /// <param name="Domain">Always null, because nothing is hosted here.</param>
    /// <param name="Subdomain">Always null, because nothing is hosted here.</param>
    /// <param name="BannedAt">Always null, because a disabled user cannot read their account.</param>
    /// <param name="CreatedAt">The time when the account was created.</param>
    /// <param name="UpdatedAt">The time when the account was last written. A sign-in counts as a write.</param>
    public sealed record Account(
        string Id,
        string Username,
        string DisplayName,
        string? Email,
        bool Staff,
        string? Domain,
        string? Subdomain,
        DateTimeOffset? BannedAt,
        DateTimeOffset CreatedAt,
        DateTimeOffset UpdatedAt);

    /// <summary>
    /// Handles the HTTP trigger. A request whose credential is only in a place of the account family gets that family's response.
    /// </summary>
    [Function("sessions-read-user")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/user")] HttpRequest request) => AnswerUnlessShared<ReadUser>(request, "api/user");

    /// <summary>Handles the HTTP trigger of the path of the newest client.</summary>
    [Function("sessions-read-user-me")]
    public static Task<IResult> RunMe([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/users/me")] HttpRequest request) => Answer<ReadUser>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(NoParameters parameters, Call call, CancellationToken cancellation) =>
        await accounts.Read(call.Caller.UserId, cancellation) is { } user
            ? Result.Of(new Account(
                user.Id.ToWire(), user.Name, user.Name, user.ShownEmail, call.Caller.Holds(Permission.Admin), null, null, null, user.Created, user.Updated))
            : SessionError.InvalidSession(401); // deleted in the meantime
}
