using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Audit;
using Serverless.Domain.Email;
using Serverless.Domain.Languages;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Admin.Users;

/// <summary>
/// Creates a user without a password, and sends an invitation to their email address. Its link sets the password and confirms the address. It works for
/// seven days.
/// </summary>
[Permission(Permission.Admin), FreshSession(FreshSessionRule.IfConfigured)]
[Answer(typeof(Invited))]
[Fails(400, When = "A rule for names or addresses, an unknown language, or a permission that cannot be given. The message says which.")]
[Fails(409, "User already exists")]
public sealed class Invite(DraftUser draftUser, CreateUser createUser, RecipientLimit limit, RequestEmail requestEmail) : RpcMethod<Invite.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Fields">The user. Unknown members are ignored.</param>
    public sealed record Arguments(InvitedUser Fields);

    /// <summary>The user.</summary>
    /// <param name="Email">The email address, to which the invitation is sent.</param>
    /// <param name="Username">The user name. The default is the email address.</param>
    /// <param name="Permissions">Permission overrides. The caller must hold each of these permissions.</param>
    /// <param name="Locale">The language of emails to the user, one of the <c>languages</c> of <c>/v1/site/read</c>. The default is the language of the site.</param>
    public sealed record InvitedUser(string Email, string? Username, IReadOnlyDictionary<string, bool>? Permissions, string? Locale);

    /// <summary>The created user.</summary>
    /// <param name="Id">The user's id.</param>
    /// <param name="Name">User name.</param>
    /// <param name="Email">Email address.</param>
    /// <param name="Permissions">The permission overrides of the user.</param>
    /// <param name="IsSent">Whether the invitation is in the queue of emails. If not, call <c>admin/users/send-invitation</c> later.</param>
    public sealed record Invited(string Id, string Name, string Email, IReadOnlyDictionary<string, bool> Permissions, bool IsSent);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-users-invite")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/users/invite")] HttpRequest request) => Answer<Invite>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        var fields = parameters.Fields;
        var permissions = PermissionMap.From(fields.Permissions ?? new Dictionary<string, bool>());
        if (PermissionGrant.Refuse(call.Caller, permissions) is { } refused)
        {
            return Result.Fail(400, refused);
        }

        if (Locale.Refuse(fields.Locale) is { } unknown)
        {
            return Result.Fail(400, unknown);
        }

        var name = string.IsNullOrEmpty(fields.Username) ? fields.Email : fields.Username;
        if (draftUser.Invited(name, fields.Email, out var problem) is not { Email: { } email } draft)
        {
            return Result.Fail(400, problem!);
        }

        if (await limit.Take(email, cancellation) is { } wait)
        {
            return Result.TooManyRequests(wait);
        }

        var creation = await createUser.TryRun(draft with { Permissions = permissions, Locale = fields.Locale }, cancellation, call.Actor, change =>
        {
            change.Record(AuditEventName.UserCreated);
            change.Record(AuditEventName.UserInvited);
        });
        return creation.User is { } user
            ? Result.Of(new Invited(user.Id.ToWire(), user.Name, email, user.Permissions, await requestEmail.Invite(user.Id, cancellation)))
            : Failure.Taken;
    }
}
