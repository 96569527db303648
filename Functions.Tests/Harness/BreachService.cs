using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Serverless.Tests.Harness;

/// <summary>A local service that lists breached passwords. It records all that it receives.</summary>
public sealed class BreachService : IAsyncDisposable
{
    private WebApplication? _server;

    /// <summary>Gets the passwords that are listed.</summary>
    public ConcurrentBag<string> Breached { get; } = [];

    /// <summary>Gets the requests: the request line, the headers and the body.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Gets or sets the status of responses.</summary>
    public int Status { get; set; } = 200;

    /// <summary>Gets or sets the time that a response takes.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Gets or sets whether the listed passwords are padding.</summary>
    public bool ListsPadding { get; set; }

    public string Url { get; private set; } = "";

    public async Task Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(Answer);
        await _server.StartAsync();
        Url = _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/range/";
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.StopAsync();
            await _server.DisposeAsync();
        }
    }

    // The service defines this hash. It protects nothing here.
#pragma warning disable CA5350
    public static string HashOf(string password) => Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password)));
#pragma warning restore CA5350

    private async Task Answer(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var headers = context.Request.Headers.Where(header => header.Key != "Host").Select(header => $"{header.Key}: {header.Value}").Order(StringComparer.Ordinal);
        Requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} [{string.Join(", ", headers)}] {await reader.ReadToEndAsync()}");
        await Task.Delay(Delay);
        context.Response.StatusCode = Status;
        var prefix = context.Request.Path.Value!.Split('/')[^1];
        var listed = Breached.Select(HashOf).Where(hash => hash.StartsWith(prefix, StringComparison.Ordinal)).Select(hash => $"{hash[5..]}:{(ListsPadding ? 0 : 7)}");
        await context.Response.WriteAsync(string.Join("\r\n", [$"{new string('0', 35)}:3", .. listed, $"{new string('F', 35)}:0"]));
    }
}
