using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc.Test;

/// <summary>Returns the current time, to try out a client. Uses no storage.</summary>
[Reads, Permission(Permission.Anyone)]
[Answer(typeof(DateTimeOffset))]
public sealed class Test(TimeProvider time) : RpcMethod<Test.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Args">Any text. It is ignored.</param>
    public sealed record Arguments(string? Args);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("test-test")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/test/test")] HttpRequest request) => Answer<Test>(request);

    /// <inheritdoc />
    protected override Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation) => Task.FromResult(Result.Of(time.GetUtcNow()));
}
