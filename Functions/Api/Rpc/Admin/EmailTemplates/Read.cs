using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Languages;
using Serverless.Domain.Email;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc.Admin.EmailTemplates;

/// <summary>Reads the templates of all emails in all languages: those that administrators wrote, and the built-in ones.</summary>
[Reads, Permission(Permission.Admin)]
[Answer(typeof(Template[]))]
public sealed class Read(Domain.Email.EmailTemplates templates) : RpcMethod<NoParameters>
{
    /// <summary>A template.</summary>
    /// <param name="Name">The name of the email.</param>
    /// <param name="Language">The language.</param>
    /// <param name="Subject">The subject.</param>
    /// <param name="Text">The plain text.</param>
    /// <param name="Html">The content in HTML.</param>
    /// <param name="IsChanged">Whether an administrator wrote it. Otherwise it is the built-in one.</param>
    /// <param name="OnlyRoot">Whether only root, in a session, can change it: the email has a link with a secret.</param>
    /// <param name="Placeholders">The values that it can show, as in `{{link}}`.</param>
    /// <param name="Required">The values that text and HTML must show.</param>
    public sealed record Template(
        string Name, string Language, string Subject, string Text, string Html, bool IsChanged, bool OnlyRoot, IReadOnlyList<string> Placeholders, IReadOnlyList<string> Required);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-email-templates-read")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/email-templates/read")] HttpRequest request) => Answer<Read>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(NoParameters parameters, RpcCall call, CancellationToken cancellation)
    {
        var stored = await templates.Read(cancellation);
        return Result.Of((Template[])[.. from kind in EmailKind.All from language in Locale.All select Describe(kind, language, stored.GetValueOrDefault((kind.Name, language)))]);
    }

    private static Template Describe(EmailKind kind, string language, EmailTemplate? changed)
    {
        var template = changed ?? EmailTemplate.BuiltIn(kind, language);
        return new(kind.Name, language, template.Subject, template.Text, template.Html, changed is not null, kind.HasSecret, kind.Placeholders, kind.Required);
    }
}
