namespace Serverless.Storage.Outages;

/// <summary>When the circuit of an endpoint opens, and for how long.</summary>
/// <param name="Failures">How many requests within <paramref name="Window"/> say something about an endpoint.</param>
/// <param name="Share">The share of them that must fail for the circuit to open. Far above the 30 % of a busy service, which retries bear and chance can double.</param>
/// <param name="Window">How long a request counts.</param>
/// <param name="Pause">How long no request is sent before one probes. With the probe's own timeout less than the 5 s in which calls recover.</param>
public sealed record StoragePlan(int Failures, double Share, TimeSpan Window, TimeSpan Pause)
{
    /// <summary>The plan of the product.</summary>
    public static StoragePlan Default { get; } = new(Failures: 10, Share: 0.8, Window: TimeSpan.FromSeconds(10), Pause: TimeSpan.FromSeconds(1));
}
