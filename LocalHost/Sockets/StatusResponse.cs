using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Core;

namespace Serverless.LocalHost.Sockets;

/// <summary>Represents a response without headers and body to a request that never left this process.</summary>
internal sealed class StatusResponse(int status, string requestId = "") : Response
{
    public override bool IsError => status >= 400;

    public override int Status => status;

    public override string ReasonPhrase => "";

    public override Stream? ContentStream { get; set; }

    public override string ClientRequestId { get; set; } = requestId;

    public override void Dispose()
    {
    }

    protected override bool ContainsHeader(string name) => false;

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => [];

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
    {
        value = null;
        return false;
    }

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = null;
        return false;
    }
}
