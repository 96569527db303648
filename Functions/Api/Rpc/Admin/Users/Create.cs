using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Languages;
using Serverless.Domain.Passwords;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Security;

namespace Serverless.Api.Rpc.Admin.Users;

/// <summary>Creates a user. The response contains the password, which is generated if none is given.</summary>
[Permission(Permission.Admin), FreshSession(FreshSessionRule.IfConfigured)]
[Answer(typeof(Created))]
[Fails(400, When = "A rule for names, addresses or passwords, or a permission that cannot be given. The message says which.")]
[Fails(409, "User already exists")]
public sealed class Create(DraftUser draftUser, BreachedPasswords breached, PasswordHashing hashing, CreateUser createUser) : RpcMethod<Create.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Fields">The user. Unknown members are ignored.</param>
    public sealed record Arguments(NewUser Fields);

    /// <summary>The user.</summary>
    /// <param name="Username">The user name.</param>
    /// <param name="Password">The password. It is generated if omitted or empty.</param>
    /// <param name="Enabled">Whether the user is enabled. The default is true.</param>
    /// <param name="Permissions">Permission overrides. The caller must hold each of these permissions.</param>
    /// <param name="Email">Email address.</param>
    /// <param name="TelegramName">Telegram user name.</param>
    /// <param name="Locale">
    /// The language of emails to the user, one of the <c>languages</c> of <c>/v1/site/read</c>. The default is the language of the site, not that of the caller.
    /// </param>
    public sealed record NewUser(string Username, string? Password, bool? Enabled, IReadOnlyDictionary<string, bool>? Permissions, string? Email, string? TelegramName,
        string? Locale);

    /// <summary>The created user.</summary>
    /// <param name="Id">The user's id.</param>
    /// <param name="Name">User name.</param>
    /// <param name="Password">The password in plain text. It is never returned again.</param>
    /// <param name="Enabled">Whether the user is enabled.</param>
    /// <param name="Permissions">The permission overrides of the user.</param>
    public sealed record Created(string Id, string Name, string Password, bool Enabled, IReadOnlyDictionary<string, bool> Permissions);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-users-create")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/users/create")] HttpRequest request) => Answer<Create>(request);

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

        var password = string.IsNullOrEmpty(fields.Password) ? PasswordPolicy.Generate() : fields.Password;
        if (draftUser.Run(fields.Username, password, fields.Email, fields.TelegramName, out var problem) is not { } draft)
        {
            return Result.Fail(400, problem!);
        }

        if (await breached.Refuse(fields.Password, user: null, cancellation) is { } leaked)
        {
            return Result.Fail(400, leaked);
        }

        draft = draft with
        {
            Enabled = fields.Enabled ?? true,
            Permissions = permissions,
            PasswordHash = await hashing.Hash(password, cancellation, HashLane.Of(call.Caller.UserId)),
            Locale = fields.Locale,
        };
        return await createUser.Run(draft, cancellation, call.Actor) is { } user
            ? Result.Of(new Created(user.Id.ToWire(), user.Name, password, user.Enabled, user.Permissions))
            : Failure.Taken;
    }
}
