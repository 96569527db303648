using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Email;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc.Admin.EmailTemplates;

/// <summary>
/// Changes the template of an email in one language. All instances use it within 5 seconds. Only root, with a session, can change an email that has a link
/// with a secret: its template decides where the secret goes.
/// </summary>
[Permission(Permission.Admin)]
[Answer]
[Fails(400, When = "The template lacks a placeholder, has an unknown one, or is too long. The message says which.")]
[Fails(403, When = "The email has a link with a secret, and the caller is not root with a session.")]
[Fails(404, TemplateName.NotFoundText)]
public sealed class Update(Domain.Email.EmailTemplates templates) : RpcMethod<Update.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Name">The name of the email.</param>
    /// <param name="Language">The language.</param>
    /// <param name="Template">The template.</param>
    public sealed record Arguments(string Name, string Language, TemplateDraft Template);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-email-templates-update")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/email-templates/update")] HttpRequest request) => Answer<Update>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        if (TemplateName.Find(parameters.Name, parameters.Language) is not { } kind)
        {
            return TemplateName.NotFound;
        }

        if (kind.HasSecret && call.Caller is not { IsRoot: true, SessionId: not null })
        {
            return Result.Fail(403, Reason.RootAccount, $"""Template "{kind.Name}" can be changed only by root, in a session""");
        }

        var template = parameters.Template.ToTemplate();
        if (EmailTemplateRules.Refuse(kind, template) is { } refused)
        {
            return Result.Fail(400, refused);
        }

        await templates.Update(kind, parameters.Language, template, call.Actor, cancellation);
        return Result.Ok();
    }
}
