namespace Serverless.Benchmarks.Scenarios;

/// <summary>Thrown when a benchmark finds a failure. The command then ends with exit code 1.</summary>
internal sealed class BenchmarkFailedException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public BenchmarkFailedException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public BenchmarkFailedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a cause.</summary>
    public BenchmarkFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
