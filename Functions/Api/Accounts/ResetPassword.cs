using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Domain.Email;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.UserNames;

namespace Serverless.Api.Accounts;

/// <summary>Sends an email with a link that sets a new password. The link works for 6 hours. Returns 204 whether or not the address is known.</summary>
[Permission(Permission.Anyone), Limit(LimitKind.MailFromAddress)]
[Answer(Status = 204)]
[Fails(422, When = "There is no address, or it is none.")]
public sealed class ResetPassword(RequestEmail requestEmail) : Endpoint<ResetPassword.Arguments>
{
    private const int Hours = 6;

    /// <summary>The parameters.</summary>
    /// <param name="Email">The user's email address.</param>
    public sealed record Arguments([Required] string? Email);

    /// <inheritdoc />
    public override Family Family => AccountFamily.Instance;

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("accounts-reset-password")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v2/reset_password")] HttpRequest request) => Answer<ResetPassword>(request);

    /// <summary>Handles the HTTP trigger of the path of document 004.</summary>
    [Function("accounts-reset-password-bare")]
    public static Task<IResult> RunBare([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "reset_password")] HttpRequest request) => Answer<ResetPassword>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation)
    {
        var email = EmailAddress.Normalize(parameters.Email ?? "");
        if (AccountError.Invalid(AccountRules.Email(email)) is { } invalid)
        {
            return invalid;
        }

        return await requestEmail.Run(email, ActionPurpose.ResetPassword, cancellation, Hours) is { } wait ? Result.TooManyRequests(wait) : Result.Unchanged;
    }
}
