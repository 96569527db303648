using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline;
using Serverless.Security;

namespace Serverless.Api;

/// <summary>Accepts a client's reply to a ping of the server. Does what <c>/ping</c> does.</summary>
[Reads, Permission(Permission.Anyone)]
[Answer]
public sealed class Pong : Method<NoParameters>
{
    /// <summary>The HTTP trigger.</summary>
    [Function("pong")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/pong")] HttpRequest request) => Answer(request);

    /// <inheritdoc />
    protected override Task<Result> Invoke(NoParameters parameters, Call call, CancellationToken cancellation) => Task.FromResult(Result.Ok());
}
