using Azure;

namespace Serverless.LocalHost;

/// <summary>That storage is away is no defect of a function: it is said in one line, not with the trace of each of the client's tries.</summary>
internal static class StorageOutage
{
    /// <summary>Why storage cannot be reached, if that is what an exception says; else null.</summary>
    public static string? Reason(Exception exception) =>
        (exception is AggregateException { InnerExceptions: [var first, ..] } ? first : exception) is RequestFailedException { Status: 0 } away
            ? away.Message.Split('\n')[0].TrimEnd()
            : null;
}
