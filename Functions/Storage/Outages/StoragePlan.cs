namespace Serverless.Storage.Outages;

/// <summary>The conditions under which the circuit of an endpoint opens, and for how long.</summary>
/// <param name="Failures">The number of requests within <paramref name="Window"/> that are enough for a decision.</param>
/// <param name="Share">
/// The share of failed requests at which the circuit opens. Far above the 30 % of a busy service, which retries tolerate and chance can double.
/// </param>
/// <param name="Window">The time for which a request counts.</param>
/// <param name="Pause">
/// The time without requests before one probes. Together with the probe's own timeout, less than the 5 s in which calls recover.
/// </param>
public sealed record StoragePlan(int Failures, double Share, TimeSpan Window, TimeSpan Pause)
{
    /// <summary>Gets the plan of the product.</summary>
    public static StoragePlan Default { get; } = new(Failures: 10, Share: 0.8, Window: TimeSpan.FromSeconds(10), Pause: TimeSpan.FromSeconds(1));
}
