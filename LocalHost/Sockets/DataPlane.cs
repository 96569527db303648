using System.Text;
using Microsoft.AspNetCore.Http;

namespace Serverless.LocalHost.Sockets;

/// <summary>
/// Implements the part of Web PubSub's REST interface that the app uses: <c>POST /api/hubs/{hub}/groups/{group}/:send</c> and <c>…/:closeConnections</c>.
/// </summary>
internal sealed class DataPlane(SocketHub hub, SocketServerOptions options)
{
    /// <summary>Processes a request.</summary>
    /// <returns>The HTTP status of the response.</returns>
    public async Task<int> Answer(string method, Uri address, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var path = address.AbsolutePath.Split('/');
        if (method != HttpMethods.Post || path is not ["", "api", "hubs", var name, "groups", var group, var action] || name != options.Hub || !address.Query.Contains("api-version=", StringComparison.Ordinal))
        {
            return StatusCodes.Status404NotFound;
        }

        group = Uri.UnescapeDataString(group);
        switch (action)
        {
            case ":send":
                await hub.Publish(new(group, Encoding.UTF8.GetString(body.Span), IsClose: false), cancellation);
                return StatusCodes.Status202Accepted;
            case ":closeConnections":
                await hub.Publish(new(group, Reason(address), IsClose: true), cancellation);
                return StatusCodes.Status204NoContent;
            default:
                return StatusCodes.Status404NotFound;
        }
    }

    private static string Reason(Uri address) =>
        Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(address.Query).TryGetValue("reason", out var reason) ? reason.ToString() : "";
}
