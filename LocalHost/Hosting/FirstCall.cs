using System.Diagnostics;
using Microsoft.AspNetCore.Builder;

namespace Serverless.LocalHost;

/// <summary>Measures the first call, for <c>--verbose</c>.</summary>
internal static class FirstCall
{
    public static void Measure(IApplicationBuilder app, StartupReport report)
    {
        var calls = 0;
        app.Use(async (http, next) =>
        {
            var began = Stopwatch.GetTimestamp();
            await next(http);
            if (calls == 0 && Interlocked.Exchange(ref calls, 1) == 0)
            {
                report.FirstCallAnswered(Stopwatch.GetElapsedTime(began));
            }
        });
    }
}
