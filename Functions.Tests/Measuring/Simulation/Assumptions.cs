namespace Serverless.Measuring.Simulation;

/// <summary>The assumptions of the model: numbers that are neither published nor measured. The page lists all of them.</summary>
internal sealed record Assumptions
{
    /// <summary>Gets the seconds that a storage request takes, within a region.</summary>
    public double RequestSeconds { get; init; } = 0.010;

    /// <summary>Gets the seconds that a transaction of 100 rows takes.</summary>
    public double TransactionSeconds { get; init; } = 0.030;

    /// <summary>Gets the processor time of an ordinary call on the Functions host, in seconds.</summary>
    public double CallProcessorSeconds { get; init; } = 0.0005;

    /// <summary>
    /// Gets the processor time of a password hash, in seconds. docs/benchmarks/sign-in.md has 100 sign-ins a second on two processors.
    /// </summary>
    public double HashProcessorSeconds { get; init; } = 0.020;

    /// <summary>Gets the time of a call outside storage and password hash, in seconds.</summary>
    public double OtherSeconds { get; init; } = 0.005;

    /// <summary>
    /// Gets the share of its one processor and of its concurrent calls that an instance uses before another one is needed.
    /// </summary>
    public double UsedShare { get; init; } = 0.6;

    /// <summary>Gets the rows a second that a query searches if its filter is not a range of keys.</summary>
    public double RowsScanned { get; init; } = 10_000;

    /// <summary>Gets the rows of a user in table Accounts: the user and two sessions.</summary>
    public double AccountRows { get; init; } = 3;

    /// <summary>Gets the rows of a user in table Names: a user name and an email address.</summary>
    public double NameRows { get; init; } = 2;

    /// <summary>Gets the size in bytes of a row of Accounts or Names, including the overhead of storage.</summary>
    public double RowBytes { get; init; } = 600;

    /// <summary>Gets the fill level of nodes whose entries arrive in random order.</summary>
    public double NodeFill { get; init; } = 0.7;

    /// <summary>Gets the share of a storage account's target that is planned for.</summary>
    public double AccountShare { get; init; } = 0.8;
}
