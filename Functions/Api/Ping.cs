using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline;
using Serverless.Security;

namespace Serverless.Api;

/// <summary>Returns success, so that a client can check the connection. Uses no storage.</summary>
[Reads, Permission(Permission.Anyone)]
[Answer]
public sealed class Ping : Method<NoParameters>
{
    /// <summary>The HTTP trigger.</summary>
    [Function("ping")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/ping")] HttpRequest request) => Answer(request);

    /// <inheritdoc />
    protected override Task<Result> Invoke(NoParameters parameters, Call call, CancellationToken cancellation) => Task.FromResult(Result.Ok());
}
