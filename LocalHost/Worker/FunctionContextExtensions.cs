using Microsoft.AspNetCore.Http;
using Serverless.LocalHost;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The HTTP side of a run.</summary>
public static class FunctionContextExtensions
{
    /// <summary>The request and response of an HTTP function; null in any other.</summary>
    public static HttpContext? GetHttpContext(this FunctionContext context) => context is Invocation invocation
        ? invocation.Http
        : context.Items.TryGetValue(Invocation.HttpContextKey, out var item) ? item as HttpContext : null;
}
