using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Serverless.Telemetry;

/// <summary>
/// What the app measures about itself, by the instruments of .NET: whoever listens to the meter or the source <c>serverless</c> gets it.
/// While nobody listens it costs next to nothing. No parameters, names or addresses: tags have few values.
/// </summary>
public sealed class Instruments : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "serverless";

    private readonly Meter _meter = new(Name, ProductVersion.Number);
    private readonly Counter<long> _mail;
    private readonly Histogram<double> _mailWait;

    /// <summary>Makes the instruments.</summary>
    /// <param name="storageTransactions">Returns how many requests were sent to storage.</param>
    /// <param name="rollUpAge">Returns how long ago the newest time bucket ended that is in the statistics; null if that is not known.</param>
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
            "How long ago the newest slot of ten minutes ended that is in the statistics, as far as an instance knows: the least over all instances counts.");
    }

    /// <summary>One activity for each call.</summary>
    public ActivitySource Activities { get; } = new(Name, ProductVersion.Number);

    /// <summary>How many calls there were.</summary>
    public Counter<long> Calls { get; }

    /// <summary>How long they took, in seconds.</summary>
    public Histogram<double> CallDuration { get; }

    /// <summary>An attempt at a mail begins; how long after it was asked for.</summary>
    public void MailWaited(TimeSpan time) => _mailWait.Record(time.TotalSeconds);

    /// <summary>A mail was handed to the transport.</summary>
    public void MailSent() => _mail.Add(1, new KeyValuePair<string, object?>("outcome", "sent"));

    /// <summary>The transport refused a mail; it comes again.</summary>
    public void MailFailed() => _mail.Add(1, new KeyValuePair<string, object?>("outcome", "failed"));

    /// <summary>The recipient of a mail cannot be reached.</summary>
    public void MailUndeliverable() => _mail.Add(1, new KeyValuePair<string, object?>("outcome", "undeliverable"));

    /// <summary>A mail was refused too often.</summary>
    public void MailGivenUp() => _mail.Add(1, new KeyValuePair<string, object?>("outcome", "given_up"));

    /// <summary>Whether a meter is this app's: in tests several apps share a process.</summary>
    public bool Owns(Meter meter) => ReferenceEquals(meter, _meter);

    /// <inheritdoc />
    public void Dispose()
    {
        Activities.Dispose();
        _meter.Dispose();
    }
}
