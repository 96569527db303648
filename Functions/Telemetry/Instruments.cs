using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Serverless.Telemetry;

/// <summary>
/// The measurements of the app, by the instruments of .NET: every listener to the meter or the source <c>serverless</c> receives them.
/// Without a listener they cost almost nothing. No parameters, names, email addresses or IP addresses: tags have few values.
/// </summary>
public sealed class Instruments : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "serverless";

    private readonly Meter _meter = new(Name, ProductVersion.Number);
    private readonly Counter<long> _mail;
    private readonly Histogram<double> _mailWait;

    /// <summary>Creates the instruments.</summary>
    /// <param name="storageTransactions">Returns the number of requests sent to storage.</param>
    /// <param name="rollUpAge">Returns the time since the end of the newest time bucket in the statistics; null if that is not known.</param>
    public Instruments(Func<long> storageTransactions, Func<TimeSpan?> rollUpAge)
    {
        Calls = _meter.CreateCounter<long>("serverless.calls", "{call}", "Calls of API methods, by method, status and kind of caller.");
        CallDuration = _meter.CreateHistogram<double>("serverless.call.duration", "s", "How long a call took, by method and status.");
        _mail = _meter.CreateCounter<long>("serverless.mail", "{mail}", "Mail by outcome: sent, failed (to be tried again), undeliverable, given_up.");
        _mailWait = _meter.CreateHistogram<double>("serverless.mail.wait", "s", "How long mail waited in the queue for its first attempt.");
        _meter.CreateObservableCounter("serverless.storage.transactions", storageTransactions, "{transaction}", "Requests sent to storage, repetitions included.");
        _meter.CreateObservableGauge(
            "serverless.rollup.age",
            () => rollUpAge() is { } age ? [new Measurement<double>(age.TotalSeconds)] : Array.Empty<Measurement<double>>(),
            "s",
            "How long ago the newest time bucket of ten minutes ended that is in the statistics, as far as an instance knows: the least over all instances counts.");
    }

    /// <summary>Gets the source of activities, one for each call.</summary>
    public ActivitySource Activities { get; } = new(Name, ProductVersion.Number);

    /// <summary>Gets the counter of calls.</summary>
    public Counter<long> Calls { get; }

    /// <summary>Gets the histogram of the durations of calls, in seconds.</summary>
    public Histogram<double> CallDuration { get; }

    /// <summary>Records the time between the request for an email and the attempt to send it.</summary>
    public void MailWaited(TimeSpan time) => _mailWait.Record(time.TotalSeconds);

    /// <summary>Counts an email that was handed to the transport.</summary>
    public void MailSent() => _mail.Add(1, new KeyValuePair<string, object?>("outcome", "sent"));

    /// <summary>Counts an email that the transport refused; it will be retried.</summary>
    public void MailFailed() => _mail.Add(1, new KeyValuePair<string, object?>("outcome", "failed"));

    /// <summary>Counts an email whose recipient cannot be reached.</summary>
    public void MailUndeliverable() => _mail.Add(1, new KeyValuePair<string, object?>("outcome", "undeliverable"));

    /// <summary>Counts an email that was given up after all attempts.</summary>
    public void MailGivenUp() => _mail.Add(1, new KeyValuePair<string, object?>("outcome", "given_up"));

    /// <summary>Returns whether a meter belongs to this app: in tests several apps share a process.</summary>
    public bool Owns(Meter meter) => ReferenceEquals(meter, _meter);

    /// <inheritdoc />
    public void Dispose()
    {
        Activities.Dispose();
        _meter.Dispose();
    }
}
