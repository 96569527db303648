using System.Diagnostics.CodeAnalysis;
using Azure;

namespace Serverless.Storage.Outages;

/// <summary>Thrown when storage is unreachable, does not respond in time, or got no request because it is known to fail.</summary>
/// <remarks>The Azure clients themselves use status 0 for a request without a response, so code that handles only their exceptions handles it.</remarks>
/// <param name="endpoint">The table, the queue or the service.</param>
/// <param name="reason">What happened, as the end of a sentence.</param>
/// <param name="inner">The exception of the last attempt; null if no request was sent.</param>
[SuppressMessage("Design", "CA1032", Justification = "Without an endpoint and a reason the log would say nothing.")]
public sealed class StorageUnavailableException(string endpoint, string reason, Exception? inner = null)
    : RequestFailedException(status: 0, $"{endpoint}: {reason}", inner);
