using System.Diagnostics.CodeAnalysis;
using Azure;

namespace Serverless.Storage.Outages;

/// <summary>Storage cannot be reached, does not answer in time, or was not asked because it is known to fail.</summary>
/// <remarks>Status 0 is what the Azure clients themselves use for a request without an answer, so code that knows only them understands it.</remarks>
/// <param name="endpoint">The table, the queue or the service.</param>
/// <param name="reason">What happened, as the end of a sentence.</param>
/// <param name="inner">What the last attempt failed with; null if no request was sent.</param>
[SuppressMessage("Design", "CA1032", Justification = "Without an endpoint and a reason the log would say nothing.")]
public sealed class StorageUnavailableException(string endpoint, string reason, Exception? inner = null)
    : RequestFailedException(status: 0, $"{endpoint}: {reason}", inner);
