using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Serverless.Domain.CallLog;
using Serverless.Telemetry;
using Serverless.Tests.Harness;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Telemetry;

public sealed class TelemetryTests(AzuriteFixture azurite, TestApp app) : IClassFixture<TestApp>
{
    private sealed record Measured(string Instrument, double Value, string Tags);

    [Fact]
    public async Task Calls_are_counted_and_timed_by_method_status_and_kind_of_caller()
    {
        var measured = new ConcurrentBag<Measured>();
        using var listener = Listen(app, measured);
        var (_, client) = await Given.SignedInUser(app.Rpc);
        measured.Clear();
        await client.Call("profile/read");
        await app.Rpc.Call("profile/read");
        await app.Rpc.Get("/api/v1/" + Given.Name());

        Assert.Equal(
            [
                "method=/v1/profile/read status=-32801 caller=guest",
                "method=/v1/profile/read status=200 caller=session",
                "method=unknown status=-32809 caller=guest",
            ],
            measured.Where(one => one.Instrument == "serverless.calls").Select(one => one.Tags).Order(StringComparer.Ordinal));
        Assert.Equal(3, measured.Count(one => one.Instrument == "serverless.call.duration"));
    }

    [Fact]
    public async Task Measures_storage_transactions_emails_and_the_age_of_statistics()
    {
        var measured = new ConcurrentBag<Measured>();
        using var listener = Listen(app, measured);
        var name = await Given.User(app.Rpc, withEmail: true);
        await app.Mail.Wait(Given.Email(name), "Confirm your email");
        await app.Get<FlushCalls>().Run(TestContext.Current.CancellationToken);
        app.Clock.Advance(TimeSpan.FromMinutes(40));
        await app.Get<CallSeries>().Finalise(TestContext.Current.CancellationToken);
        listener.RecordObservableInstruments();
        // Counted slightly after the email is written.
        await TestTimeout.Until(() => measured.Any(one => one is { Instrument: "serverless.mail", Tags: "outcome=sent" }), "The mail was not counted.");
        Assert.Contains(measured, one => one is { Instrument: "serverless.mail.wait", Value: >= 0 });
        Assert.InRange(Assert.Single(measured, one => one.Instrument == "serverless.rollup.age").Value, 10 * 60, 21 * 60);
        Assert.Contains(measured, one => one.Instrument == "serverless.storage.transactions" && one.Value > 0);
    }

    [Fact]
    public async Task Every_call_is_an_activity_without_its_parameters()
    {
        var name = Given.Name();
        var activities = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source == app.Get<Instruments>().Activities,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activities.Add,
        };
        ActivitySource.AddActivityListener(listener);
        await app.Rpc.Call("session/signin", new { username = name, password = "a secret of the caller" });

        var activity = Assert.Single(activities);
        Assert.Equal("/v1/session/signin", activity.DisplayName);
        Assert.Equal(["caller=guest", "method=/v1/session/signin", "status=401", "transport=http"], activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Traces_and_metrics_are_sent_by_otlp_when_an_endpoint_is_set()
    {
        var received = new ConcurrentDictionary<string, long>();
        var bodies = new ConcurrentBag<string>();
        var receiver = WebApplication.CreateEmptyBuilder(new());
        receiver.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        await using var collector = receiver.Build();
        collector.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            bodies.Add(Encoding.UTF8.GetString(body.ToArray()));
            received.AddOrUpdate($"{http.Request.Method} {http.Request.Path} {http.Request.ContentType}", body.Length, (_, length) => length + body.Length);
        });
        await collector.StartAsync(TestContext.Current.CancellationToken);

        await using (var exporting = new TestApp(azurite))
        {
            exporting.Settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.First();
            exporting.Settings["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
            // With logging, ASP.NET Core starts its own activity around that of the product.
            exporting.Configure = services => new LogCapture().AddTo(services);
            await exporting.InitializeAsync();
            await exporting.Rpc.Call("test/test");
        } // disposing sends the remaining data

        Assert.True(received.GetValueOrDefault("POST /v1/traces application/x-protobuf") > 0, string.Join('\n', received.Keys));
        Assert.True(received.GetValueOrDefault("POST /v1/metrics application/x-protobuf") > 0, string.Join('\n', received.Keys));
        Assert.All(bodies, body => Assert.Contains(ProductVersion.Full, body, StringComparison.Ordinal)); // service.version
        Assert.All(bodies, body => Assert.Contains("service.version", body, StringComparison.Ordinal));
    }

    private static MeterListener Listen(TestApp app, ConcurrentBag<Measured> measured)
    {
        var instruments = app.Get<Instruments>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instruments.Owns(instrument.Meter))
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => measured.Add(new(instrument.Name, value, Text(tags))));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => measured.Add(new(instrument.Name, value, Text(tags))));
        listener.Start();
        return listener;
    }

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
}
