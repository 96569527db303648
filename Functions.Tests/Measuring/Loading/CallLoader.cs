using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Serverless.Measuring.Programs;
using Serverless.Domain.CallLog;
using Serverless.Domain.Users;
using Serverless.Storage;
using Serverless.Storage.Rows;

namespace Serverless.Measuring.Loading;

/// <summary>Fills the call log with calls of the two weeks before the app's clock, with the product's own code.</summary>
internal static class CallLoader
{
    private static readonly TimeSpan Past = TimeSpan.FromDays(14);

    public static async Task Load(InProcess app, int calls)
    {
        var tables = app.Services.GetRequiredService<Tables>();
        var options = Options.Create(new CallLogOptions());
        var clock = new MovableClock(app.Services.GetRequiredService<TimeProvider>().GetUtcNow() - Past);
        var buckets = (int)(Past.TotalMinutes / Minutes.Bucket);
        var callers = Enumerable.Range(0, 1_000).Select(_ => Pseudonym.New()).ToArray();
        using var buffer = new CallBuffer();
        using var flush = new FlushCalls(buffer, new CallBatchRows(tables), [], options, clock, NullLogger<FlushCalls>.Instance);
        for (var bucket = 0; bucket < buckets; bucket++)
        {
            var started = clock.GetUtcNow().ToUnixTimeMilliseconds();
            for (var call = 0; call < calls / buckets; call++)
            {
                buffer.Add(new CallRecord(call % 2 == 0 ? "/v1/test/test" : "/v1/profile/read", callers[call % callers.Length], started, call % 50, call % 10 == 0 ? -32801 : 200, null, false));
            }

            await flush.Run(CancellationToken.None);
            clock.Advance(TimeSpan.FromMinutes(Minutes.Bucket));
        }

        var series = new CallSeries(tables, new CallSeriesRows(tables), new CallCountRows(tables), options, clock);
        await series.Finalise(CancellationToken.None);
    }
}
