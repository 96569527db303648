using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serverless.LocalHost;
using Serverless.Tests.Harness;

namespace Serverless.Tests.LocalHost;

/// <summary>Runs a local host with the functions of one class of this assembly.</summary>
internal sealed class SampleHost : IAsyncDisposable
{
    private SampleHost(IHost host)
    {
        Host = host;
        Client = new HttpClient { BaseAddress = LocalHostAddress.Of(host) };
    }

    public IHost Host { get; }

    public HttpClient Client { get; }

    public Journal Journal => Host.Services.GetRequiredService<Journal>();

    public static async Task<SampleHost> Start(Type functions, Action<LocalApplicationBuilder>? configure = null, params string[] settings)
    {
        var builder = Builder(functions, settings);
        configure?.Invoke(builder);
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new SampleHost(host);
    }

    public static LocalApplicationBuilder Builder(Type functions, params string[] settings)
    {
        var builder = new LocalApplicationBuilder(
        [
            "--port", "0", "--quiet", "--AzureWebJobsStorage", "none",
            "--AzureFunctionsJobHost:extensions:http:routePrefix=",
            "--LocalHost:FunctionsWithin", functions.FullName!,
            .. settings,
        ], typeof(SampleHost).Assembly);
        builder.Services.AddSingleton<Journal>();
        return builder;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.StopAsync(TestContext.Current.CancellationToken);
        await ((IAsyncDisposable)Host).DisposeAsync();
    }
}

/// <summary>Keeps what sample functions and middlewares record, so that a test can await it.</summary>
public sealed class Journal
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public void Write(string line) => _lines.Writer.TryWrite(line);

    public async Task<string> Next() => await _lines.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask()
        .WaitAsync(TestTimeout.Length, TestContext.Current.CancellationToken);

    public bool TryNext(out string? line) => _lines.Reader.TryRead(out line);
}
