namespace Serverless.Measuring.Costs;

/// <summary>
/// Prices in US dollars: locally redundant storage and the Flex Consumption plan. docs/cost.md lists the source of each and the date of the look-up.
/// </summary>
internal static class Prices
{
    /// <summary>The price of a table transaction of any kind.</summary>
    public const decimal TableTransaction = 0.00036m / 10_000;

    /// <summary>The price of a gigabyte in tables for a month.</summary>
    public const decimal TableGigabyteMonth = 0.045m;

    /// <summary>The price of an execution of a function.</summary>
    public const decimal Execution = 0.40m / 1_000_000;

    /// <summary>The price of a gigabyte of an instance's memory for a second.</summary>
    public const decimal GigabyteSecond = 0.000026m;

    /// <summary>The number of free executions in a month.</summary>
    public const decimal FreeExecutions = 250_000;

    /// <summary>The number of free gigabyte-seconds in a month.</summary>
    public const decimal FreeGigabyteSeconds = 100_000;

    /// <summary>The gibibytes of memory of an instance.</summary>
    public const decimal InstanceGigabytes = 2;

    /// <summary>The minimum billed time, in seconds.</summary>
    public const decimal ShortestSeconds = 1;
}
