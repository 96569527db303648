using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;
using Microsoft.AspNetCore.WebUtilities;
using Serverless.LocalHost.Sockets;

namespace Serverless.Tests.Harness;

/// <summary>Refuses table queries for more than 1,000 rows per page, as Azure does. Azurite returns 1,000 rows instead.</summary>
public sealed class PageLimit : HttpPipelinePolicy
{
    /// <summary>The maximum number of rows per page.</summary>
    public const int Maximum = 1000;

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("The product never blocks on storage.");

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (QueryHelpers.ParseQuery(message.Request.Uri.Query).TryGetValue("$top", out var top) && long.Parse(top.ToString(), CultureInfo.InvariantCulture) > Maximum)
        {
            message.Response = new StatusResponse(400, message.Request.ClientRequestId);
            return ValueTask.CompletedTask;
        }

        return ProcessNextAsync(message, pipeline);
    }
}
