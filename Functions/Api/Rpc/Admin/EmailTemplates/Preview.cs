using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Email;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc.Admin.EmailTemplates;

/// <summary>Returns an email with sample values, from the given template or the one in use.</summary>
[Reads, Permission(Permission.Admin)]
[Answer(typeof(Sample))]
[Fails(400, When = "The template lacks a placeholder, has an unknown one, or is too long. The message says which.")]
[Fails(404, TemplateName.NotFoundText)]
public sealed class Preview(EmailStyles styles, SampleEmail sample) : RpcMethod<Preview.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Name">The name of the email.</param>
    /// <param name="Language">The language.</param>
    /// <param name="Template">The template. The one in use if it is omitted or null.</param>
    public sealed record Arguments(string Name, string Language, TemplateDraft? Template);

    /// <summary>The email.</summary>
    /// <param name="Subject">The subject.</param>
    /// <param name="Text">The plain text.</param>
    /// <param name="Html">The HTML document.</param>
    public sealed record Sample(string Subject, string Text, string Html);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-email-templates-preview")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/email-templates/preview")] HttpRequest request) => Answer<Preview>(request);

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

        var email = sample.Write(0, "", kind, await styles.Of(kind, parameters.Language, cancellation, draft));
        return Result.Of(new Sample(email.Subject, email.Text, email.Html));
    }
}
