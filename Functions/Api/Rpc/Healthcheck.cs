using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Telemetry;

namespace Serverless.Api.Rpc;

/// <summary>
/// Checks whether the service can do its work: 200 if storage is available, else 503 with Retry-After. A result is reused for one second. Administrators
/// also get the version of the app.
/// </summary>
[Reads, Permission(Permission.Anyone)]
[Answer(typeof(RunningVersion), IsOptional = true)]
[ShowsForm]
public sealed class Healthcheck(AccountStore accounts, TimeProvider time) : RpcMethod<NoParameters>
{
    /// <summary>What runs; only for administrators.</summary>
    /// <param name="Version">The version of the product, as in 1.2.3.</param>
    /// <param name="Commit">The Git commit that was built; null if the build knew none.</param>
    public sealed record RunningVersion(string Version, string? Commit);

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private Check? _last;

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("healthcheck")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/healthcheck")] HttpRequest request) => Answer<Healthcheck>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(NoParameters parameters, RpcCall call, CancellationToken cancellation)
    {
        // Concurrent calls share one check, so that many health checks do not overload storage.
        var check = _last;
        if (check is null || time.GetElapsedTime(check.Started) >= Fresh)
        {
            _last = check = new Check(time.GetTimestamp(), accounts.Read(User.RootId, cancellation));
        }

        // The pipeline handles storage failures, as in every method.
        return await check.Root is null ? Result.Unavailable(Fresh)
            : call.Caller.Holds(Permission.Admin) ? Result.Of(new RunningVersion(ProductVersion.Number, ProductVersion.Commit))
            : Result.Ok();
    }

    private sealed record Check(long Started, Task<User?> Root);
}
