using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Accounts;
using Serverless.Pipeline;
using Serverless.Security;

namespace Serverless.Api.Admin.Users;

/// <summary>Makes a user. The password is in the answer; it is made up when none is given.</summary>
[Permission(Permission.Admin)]
[Answer(typeof(Created))]
[Fails(400, When = "A rule for names, addresses or passwords, or a permission that cannot be given; the text says which.")]
[Fails(409, "User already exists")]
public sealed class Create(DraftUser draftUser, PasswordHashing hashing, CreateUser createUser) : Method<Create.Arguments>
{
    /// <summary>What it takes.</summary>
    /// <param name="Fields">The user; other members are ignored.</param>
    public sealed record Arguments(NewUser Fields);

    /// <summary>The user.</summary>
    /// <param name="Username">User name.</param>
    /// <param name="Password">Password; left out or empty to have one made up.</param>
    /// <param name="Enabled">Whether he is enabled; left out, he is.</param>
    /// <param name="Permissions">What is said of his permissions; the caller must hold each.</param>
    /// <param name="Email">Email address.</param>
    /// <param name="TelegramName">Telegram user name.</param>
    public sealed record NewUser(string Username, string? Password, bool? Enabled, IReadOnlyDictionary<string, bool>? Permissions, string? Email, string? TelegramName);

    /// <summary>The user made.</summary>
    /// <param name="Id">The user's id.</param>
    /// <param name="Name">User name.</param>
    /// <param name="Password">The password, in clear: this is the only time it can be seen.</param>
    /// <param name="Enabled">Whether he is enabled.</param>
    /// <param name="Permissions">What was said of his permissions.</param>
    public sealed record Created(string Id, string Name, string Password, bool Enabled, IReadOnlyDictionary<string, bool> Permissions);

    /// <summary>The HTTP trigger.</summary>
    [Function("admin-users-create")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/users/create")] HttpRequest request) => Answer(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation)
    {
        var fields = parameters.Fields;
        var permissions = PermissionMap.From(fields.Permissions ?? new Dictionary<string, bool>());
        if (PermissionGrant.Refuse(call.Caller, permissions) is { } refused)
        {
            return Result.Fail(400, refused);
        }

        var password = string.IsNullOrEmpty(fields.Password) ? PasswordPolicy.Generate() : fields.Password;
        if (draftUser.Run(fields.Username, password, fields.Email, fields.TelegramName, out var problem) is not { } draft)
        {
            return Result.Fail(400, problem!);
        }

        draft = draft with { Enabled = fields.Enabled ?? true, Permissions = permissions, PasswordHash = await hashing.Hash(password, cancellation, HashLane.Of(call.Caller.UserId)) };
        return await createUser.Run(draft, cancellation, call.Actor) is { } user
            ? Result.Of(new Created(user.Id.ToWire(), user.Name, password, user.Enabled, user.Permissions))
            : Failure.Taken;
    }
}
