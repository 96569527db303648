using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Serverless.Domain.Settings;

/// <summary>Sets the app's own pages as the base of links while <c>Site__Url</c> is not set.</summary>
/// <param name="configuration">The configuration, which has the URL of the app.</param>
/// <param name="pages">The path of the pages to which links lead; null for the root.</param>
internal sealed class OwnAddress(IConfiguration configuration, string? pages) : IPostConfigureOptions<SiteOptions>
{
    // The local host sets the URL on which it listens.
    private const string LocalHost = "LocalHost:Url";

    // The Functions host sets its host name, Core Tools with the port.
    private const string FunctionsHost = "WEBSITE_HOSTNAME";

    /// <inheritdoc />
    public void PostConfigure(string? name, SiteOptions options) => options.OwnAddress = Find;

    private string? Find() => Host() is { } host ? host + pages : null;

    private string? Host() => configuration[LocalHost] is { Length: > 0 } address
        ? address
        : configuration[FunctionsHost] is { Length: > 0 } host ? $"{Scheme(host)}://{host}/" : null;

    private static string Scheme(string host) => host.Split(':')[0] is "localhost" or "127.0.0.1" or "0.0.0.0" ? "http" : "https";
}
