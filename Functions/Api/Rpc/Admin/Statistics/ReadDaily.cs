using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.CallLog;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc.Admin.Statistics;

/// <summary>Reads the number of sign-ups, sign-ins and emails of each of the last 30 days, of all families.</summary>
[Reads, Permission(Permission.Admin)]
[Answer(typeof(Days))]
public sealed class ReadDaily(CallTotals totals) : RpcMethod<NoParameters>
{
    /// <summary>The last 30 days.</summary>
    /// <param name="LastUpdated">The time when the events were counted.</param>
    /// <param name="Rows">The days, the oldest first. The last one is not over yet.</param>
    public sealed record Days(DateTimeOffset LastUpdated, IReadOnlyList<Day> Rows);

    /// <summary>A day.</summary>
    /// <param name="Date">The day, which begins at midnight UTC, as in <c>2026-11-29</c>.</param>
    /// <param name="SignUps">The number of accounts that callers without an account created. Temporary accounts are among them.</param>
    /// <param name="SignIns">The number of sessions that were opened, also by sign-ups.</param>
    /// <param name="SignInFailures">The number of wrong passwords, passkeys and second factors. Attempts that a limit refused are not counted.</param>
    /// <param name="EmailsSent">The number of emails that were sent.</param>
    /// <param name="EmailsUndeliverable">The number of emails that no mailbox accepted.</param>
    /// <param name="EmailsGivenUp">The number of emails that were given up after all attempts.</param>
    public sealed record Day(string Date, long SignUps, long SignIns, long SignInFailures, long EmailsSent, long EmailsUndeliverable, long EmailsGivenUp);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-statistics-read-daily")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/statistics/read-daily")] HttpRequest request) => Answer<ReadDaily>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(NoParameters parameters, RpcCall call, CancellationToken cancellation)
    {
        var (taken, days) = await totals.EventsByDay(cancellation);
        return Result.Of(new Days(taken, [.. days.Select(Describe)]));
    }

    private static Day Describe(DayOfEvents day) => new(
        day.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        day.Times[CountedEvent.SignUp],
        day.Times[CountedEvent.SignIn],
        day.Times[CountedEvent.SignInFailed],
        day.Times[CountedEvent.EmailSent],
        day.Times[CountedEvent.EmailUndeliverable],
        day.Times[CountedEvent.EmailGivenUp]);
}
