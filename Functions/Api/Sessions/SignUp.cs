using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Api.Shared.Http;
using Serverless.Domain.Email;
using Serverless.Domain.Passwords;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.SignIn;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Security;

namespace Serverless.Api.Sessions;

/// <summary>Creates an account with its first session. An email asks to confirm the address.</summary>
[Permission(Permission.Anyone), Limit(LimitKind.SignUp)]
[Answer(typeof(SuccessfulAuth), Status = 201)]
[Fails(400, "Invalid Username", When = "The name is not made of 1 to 60 letters, digits, `_`, `.` or `-`, or is a number or a UUID.")]
[Fails(400, "Invalid Email")]
[Fails(400, "Invalid Password", When = "The passwords differ, or the password is too short, too long, too common, or the user's own name or address.")]
[Fails(400, "Breached Password", When = "The password appears in a known data breach.")]
[Fails(403, "Missing Permissions", When = "Sign-up is closed.")]
[Fails(409, "User Already Exists")]
public sealed class SignUp(
    Authenticate authenticate,
    CreateUser createUser,
    PasswordHashing hashing,
    PasswordPolicy policy,
    BreachedPasswords breached,
    RequestEmail requestEmail,
    IOptions<SignUpOptions> options,
    TimeProvider time)
    : SessionEndpoint<SignUp.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Username">The user's name.</param>
    /// <param name="Email">Email address.</param>
    /// <param name="Password">The password.</param>
    /// <param name="RepeatPassword">The password again; also as <c>confirmPassword</c>.</param>
    /// <param name="RememberMe">Whether the session lasts for ten years instead of thirty days.</param>
    public sealed record Arguments(string Username, string Email, string Password, [Also("confirmPassword")] string RepeatPassword, bool? RememberMe);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("sessions-sign-up")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/user")] HttpRequest request) => Answer<SignUp>(request);

    /// <summary>Handles the HTTP trigger of the path of the newest client.</summary>
    [Function("sessions-sign-up-register")]
    public static Task<IResult> RunRegister([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/register")] HttpRequest request) => Answer<SignUp>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation)
    {
        if (!options.Value.Enabled)
        {
            return SessionError.MissingPermissions;
        }

        var draft = new User { Id = 0, Name = UserName.Normalize(parameters.Username), Email = EmailAddress.Normalize(parameters.Email), Created = time.GetUtcNow() };
        if (Refuse(draft, parameters) is { } refused)
        {
            return refused;
        }

        if (await breached.Refuse(parameters.Password, user: null, cancellation) is not null)
        {
            return SessionError.BreachedPassword;
        }

        var hash = await hashing.Hash(parameters.Password, cancellation, HashLane.Of(call.Address()));
        var first = await authenticate.Prepare(parameters.RememberMe == true, call, cancellation);
        if ((await createUser.TryRun(draft with { PasswordHash = hash, Locale = PreferredLocale.Of(call.Request) }, cancellation, prepare: first.Open)).User is not { } user)
        {
            return SessionError.UserExists;
        }

        if (options.Value.SendConfirmation)
        {
            await requestEmail.Confirm(user.Id, cancellation);
        }

        return Result.Success(201, "Created", SuccessfulAuth.Of(first.Of(user)));
    }

    private Result? Refuse(User draft, Arguments parameters) =>
        !SessionUserName.IsValid(draft.Name) ? SessionError.Fail(400, "INVALID_USERNAME_ERROR", "Invalid Username")
        : !EmailAddress.IsValid(draft.Email!) ? SessionError.Fail(400, "INVALID_EMAIL_ERROR", "Invalid Email")
        : parameters.Password != parameters.RepeatPassword || policy.Refuse(parameters.Password, draft.Name, draft.Email) is not null ? SessionError.InvalidPassword(400)
        : null;
}
