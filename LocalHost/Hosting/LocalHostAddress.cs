using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Serverless.LocalHost;

/// <summary>Returns the URL of a started host, for tests that use any free port.</summary>
public static class LocalHostAddress
{
    /// <summary>Returns the URL, for example <c>http://127.0.0.1:7071/</c>.</summary>
    /// <exception cref="InvalidOperationException">The host has not started.</exception>
    public static Uri Of(IHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return new(host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? throw new InvalidOperationException("The host has not started."));
    }
}
