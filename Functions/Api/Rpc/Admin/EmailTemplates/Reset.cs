using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc.Admin.EmailTemplates;

/// <summary>Restores the built-in template of an email in one language.</summary>
[Permission(Permission.Admin)]
[Answer(Rows = true)]
[Fails(404, TemplateName.NotFoundText)]
public sealed class Reset(Domain.Email.EmailTemplates templates) : RpcMethod<Reset.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Name">The name of the email.</param>
    /// <param name="Language">The language.</param>
    public sealed record Arguments(string Name, string Language);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-email-templates-reset")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/email-templates/reset")] HttpRequest request) => Answer<Reset>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation) =>
        TemplateName.Find(parameters.Name, parameters.Language) is { } kind
            ? Result.Touched(await templates.Reset(kind, parameters.Language, call.Actor, cancellation) ? 1 : 0)
            : TemplateName.NotFound;
}
