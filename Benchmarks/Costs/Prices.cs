namespace Serverless.Benchmarks.Costs;

/// <summary>Prices in US dollars: locally redundant storage and the Flex Consumption plan. docs/cost.md says where each is from, and when it was looked up.</summary>
internal static class Prices
{
    /// <summary>A table transaction of any kind.</summary>
    public const decimal TableTransaction = 0.00036m / 10_000;

    /// <summary>A gigabyte in tables for a month.</summary>
    public const decimal TableGigabyteMonth = 0.045m;

    /// <summary>An execution of a function.</summary>
    public const decimal Execution = 0.40m / 1_000_000;

    /// <summary>A gigabyte of an instance's memory for a second.</summary>
    public const decimal GigabyteSecond = 0.000026m;

    /// <summary>The executions of a month that are free.</summary>
    public const decimal FreeExecutions = 250_000;

    /// <summary>The gigabyte-seconds of a month that are free.</summary>
    public const decimal FreeGigabyteSeconds = 100_000;

    /// <summary>Gibibytes of an instance.</summary>
    public const decimal InstanceGigabytes = 2;

    /// <summary>The shortest time that is billed.</summary>
    public const decimal ShortestSeconds = 1;
}
