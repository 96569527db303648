using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.CallLog;
using Serverless.Domain.Email;
using Serverless.Domain.Permissions;
using Serverless.Storage.Forms;
using Serverless.Storage.Outages;
using Serverless.Telemetry;

namespace Serverless.Api.Rpc.Admin.Status;

/// <summary>Reads an overview for administrators: the version, the health of storage as this instance sees it, and the emails that wait or were given up.</summary>
[Reads, Permission(Permission.Admin)]
[Answer(typeof(Overview))]
public sealed class Read(EmailQueue queue, FailedEmails failedEmails, CallSeries series, StorageHealth health) : RpcMethod<NoParameters>
{
    /// <summary>The overview.</summary>
    /// <param name="Version">The version of the product, as in 1.2.3.</param>
    /// <param name="Commit">The Git commit that was built; null if the build knew none.</param>
    /// <param name="Form">The form of the stored data.</param>
    /// <param name="Storage">The health of storage.</param>
    /// <param name="Emails">The emails that are not sent.</param>
    public sealed record Overview(string Version, string? Commit, int Form, StorageState Storage, EmailState Emails);

    /// <summary>The health of storage, as the instance sees it that handled the call.</summary>
    /// <param name="IsAvailable">Whether every table and queue that the instance uses is available.</param>
    /// <param name="Unavailable">The tables and queues that are unavailable.</param>
    /// <param name="StatisticsAge">The age in seconds of the newest final ten minutes of the statistics: 600 to 1200 if they are up to date. Null if it is not known.</param>
    public sealed record StorageState(bool IsAvailable, IReadOnlyList<string> Unavailable, int? StatisticsAge);

    /// <summary>The emails that are not sent.</summary>
    /// <param name="Waiting">The approximate number of emails that wait, also for another attempt. Null if the queue is unavailable.</param>
    /// <param name="GivenUp">The number of emails that were given up and are kept, at most 1000. Null if their table is unavailable.</param>
    public sealed record EmailState(int? Waiting, int? GivenUp);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-status-read")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/status/read")] HttpRequest request) => Answer<Read>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(NoParameters parameters, RpcCall call, CancellationToken cancellation)
    {
        var failed = new List<string>();
        // The overview is wanted most when a part of storage is unavailable.
        var waiting = IfAvailable(queue.Name, queue.Length(cancellation));
        var givenUp = IfAvailable("Mail", failedEmails.Count(cancellation));
        var finalising = IfAvailable("CallLogStats", Finalise());
        await Task.WhenAll(waiting, givenUp, finalising);
        var unavailable = health.Unavailable().Union(failed).Order(StringComparer.Ordinal).ToList();
        return Result.Of(new Overview(
            ProductVersion.Number,
            ProductVersion.Commit,
            DataForm.Current,
            new StorageState(unavailable.Count == 0, unavailable, (int?)series.Age?.TotalSeconds),
            new EmailState(await waiting, await givenUp)));

        async Task<int> Finalise()
        {
            await series.Finalise(cancellation);
            return 0;
        }

        async Task<int?> IfAvailable(string name, Task<int> reading)
        {
            try
            {
                return await reading;
            }
            catch (Exception exception) when (StorageFailure.IsOutage(exception, cancellation))
            {
                lock (failed)
                {
                    failed.Add(name);
                }

                return null;
            }
        }
    }
}
