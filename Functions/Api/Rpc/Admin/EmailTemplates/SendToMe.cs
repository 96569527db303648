using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Email;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Admin.EmailTemplates;

/// <summary>Sends an email with sample values to the caller's confirmed email address, from the given template or the one in use.</summary>
[Permission(Permission.Admin)]
[Answer]
[Fails(400, NotConfirmed)]
[Fails(400, When = "The template lacks a placeholder, has an unknown one, or is too long. The message says which.")]
[Fails(400, NotSent, When = "The email server cannot be reached or refused the email. `admin/settings/test-smtp` says more.")]
[Fails(404, TemplateName.NotFoundText)]
[Fails(429, When = "The mailbox reached the limit of emails.")]
public sealed class SendToMe(AccountStore accounts, EmailStyles styles, SendSample sendSample) : RpcMethod<SendToMe.Arguments>
{
    /// <summary>The text of the failure if the caller has no confirmed email address.</summary>
    public const string NotConfirmed = "You have no confirmed email address";

    /// <summary>The text of the failure if the email could not be sent.</summary>
    public const string NotSent = "The email could not be sent";

    /// <summary>The parameters.</summary>
    /// <param name="Name">The name of the email.</param>
    /// <param name="Language">The language.</param>
    /// <param name="Template">The template. The one in use if it is omitted or null.</param>
    public sealed record Arguments(string Name, string Language, TemplateDraft? Template);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-email-templates-send-to-me")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/email-templates/send-to-me")] HttpRequest request) => Answer<SendToMe>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        if (TemplateName.Find(parameters.Name, parameters.Language) is not { } kind)
        {
            return TemplateName.NotFound;
        }

        var draft = parameters.Template?.ToTemplate();
        if (draft is not null && EmailTemplateRules.Refuse(kind, draft) is { } refused)
        {
            return Result.Fail(400, refused);
        }

        if (await accounts.Read(call.Caller.UserId, cancellation) is not { Email: { } address, EmailConfirmed: true, HasGeneratedEmail: false })
        {
            return Result.Fail(400, Reason.EmailNotConfirmed, NotConfirmed);
        }

        var style = await styles.Of(kind, parameters.Language, cancellation, draft);
        var (isSent, wait) = await sendSample.Run(address, kind, style, cancellation);
        return wait is { } time ? Result.TooManyRequests(time)
            : isSent ? Result.Ok()
            : Result.Fail(400, Reason.EmailNotSent, NotSent);
    }
}
