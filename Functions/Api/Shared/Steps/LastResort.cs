using Microsoft.Extensions.Logging;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Security;
using Serverless.Storage.Index;
using Serverless.Storage.Outages;

namespace Serverless.Api.Shared.Steps;

/// <summary>
/// Turns exceptions into results: 503 with a retry time if storage is unavailable or the service is overloaded; 500 for everything else, as a defect.
/// </summary>
public sealed partial class LastResort(StorageGates gates, ILogger<LastResort> logger) : IStep
{
    private static readonly TimeSpan StorageRetry = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    public async Task<Result> Invoke<TCall>(TCall call, Next<TCall> next, CancellationToken cancellation)
        where TCall : Call
    {
        try
        {
            return await next(call, cancellation);
        }
        catch (ServiceBusyException busy)
        {
            return Result.Unavailable(busy.RetryAfter);
        }
        catch (IndexNotReadyException notReady)
        {
            return Result.Fail(503, Reason.ServiceUnavailable, notReady.Message).After(notReady.RetryAfter);
        }
        catch (ContentionException)
        {
            return Result.Refuse(Reason.Conflict);
        }
        catch (CredentialEndedException)
        {
            // The credential ended during the call. The caller is therefore anonymous, as at their next call.
            call.Caller = Caller.Guest;
            return Result.Refuse(Reason.InsufficientPermissions);
        }
        // All exceptions, because no later step catches them.
#pragma warning disable CA1031
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (StorageFailure.IsOutage(exception, cancellation))
            {
                gates.CountUnanswered();
                LogStorageAway(logger, call.Method?.Id, StorageFailure.Describe(exception));
                return Result.Unavailable(StorageRetry);
            }

            LogDefect(logger, exception, call.Method?.Id);
            return Result.Exception();
        }
    }

    [LoggerMessage(101, LogLevel.Warning, "Storage is unavailable; {Method} was answered with 503. {Reason}")]
    private static partial void LogStorageAway(ILogger logger, string? method, string reason);

    [LoggerMessage(102, LogLevel.Error, "{Method} failed unexpectedly and was answered with 500.")]
    private static partial void LogDefect(ILogger logger, Exception exception, string? method);
}
