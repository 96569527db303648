using System.Diagnostics;
using System.Globalization;
using Serverless.Domain.CallLog;
using Serverless.Domain.Permissions;
using Serverless.Telemetry;

namespace Serverless.Api.Shared.Steps;

/// <summary>Measures every call: one activity, its count and its duration.</summary>
public sealed class Observation(Instruments instruments, TimeProvider time) : IStep
{
    /// <inheritdoc />
    public async Task<Result> Invoke<TCall>(TCall call, Next<TCall> next, CancellationToken cancellation)
        where TCall : Call
    {
        using var activity = instruments.Activities.StartActivity("call", ActivityKind.Server);
        var started = time.GetTimestamp();
        var result = await next(call, cancellation);
        var tags = new TagList
        {
            // An unknown name comes from the caller, and must not create a time series.
            { "method", call.Method?.Id ?? "unknown" },
            { "status", result.Status.ToString(CultureInfo.InvariantCulture) },
        };
        instruments.CallDuration.Record(time.GetElapsedTime(started).TotalSeconds, tags);
        tags.Add("caller", Kind(call.Caller));
        instruments.Calls.Add(1, tags);
        if (activity is not null)
        {
            Describe(activity, tags, result);
            activity.SetTag("transport", call.Transport == CallTransport.WebSocket ? "websocket" : "http");
        }

        return result;
    }

    private static void Describe(Activity activity, in TagList tags, Result result)
    {
        activity.DisplayName = (string)tags[0].Value!;
        foreach (var (name, value) in tags)
        {
            activity.SetTag(name, value);
        }

        if (result.IsException)
        {
            activity.SetStatus(ActivityStatusCode.Error);
        }
    }

    private static string Kind(Caller caller) => caller switch
    {
        { IsGuest: true } => "guest",
        { ApiTokenId: not null } => "api_token",
        _ => "session",
    };
}
