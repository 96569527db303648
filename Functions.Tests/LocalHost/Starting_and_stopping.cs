using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serverless.LocalHost;

namespace Serverless.Tests.LocalHost;

public sealed class Starting_and_stopping
{
    [Theory]
    [InlineData(0, "--port N", "--help")]
    [InlineData(0, "--port N", "-h")]
    [InlineData(2, "Unknown option --prot", "--prot", "80")]
    [InlineData(2, "--port takes a number", "--port", "many")]
    [InlineData(2, "--port needs a value", "--port")]
    [InlineData(2, "--Some:Setting needs a value", "--Some:Setting", "--quiet")]
    [InlineData(2, "--verbose takes true or false", "--verbose=1")]
    [InlineData(2, "--host takes an IP address", "--host", "nowhere.example")]
    [InlineData(1, "cannot use an identity", "--AzureWebJobsStorage__accountName", "acct")]
    public void An_invalid_command_line_prints_the_reason(int exitCode, string text, params string[] args)
    {
        var exit = Assert.Throws<LocalHostException>(() => new LocalApplicationBuilder(args, typeof(SampleHost).Assembly));
        Assert.Equal(exitCode, exit.ExitCode);
        Assert.Contains(text, exit.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Some:Setting=1")]
    [InlineData("--Some__Setting=1")]
    [InlineData("--Some__Setting", "1")]
    public void A_setting_can_be_given_on_the_command_line(params string[] args) =>
        Assert.Equal("1", new LocalApplicationBuilder(args, typeof(SampleHost).Assembly).Configuration["Some:Setting"]);

    [Theory]
    [InlineData(0, "--help")]
    [InlineData(2, "--prot")]
    public async Task Help_and_invalid_options_print_no_stack_trace(int exitCode, string argument)
    {
        var (code, output) = await RunApp(argument);
        Assert.Equal(exitCode, code);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_reported_in_one_sentence()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var (code, output) = await RunApp("--port", $"{port}");
        Assert.Equal(1, code);
        Assert.StartsWith($"Port {port} is in use", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_finishes_running_calls_before_the_services_of_the_app_stop()
    {
        await using var host = await SampleHost.Start(typeof(Slow), builder => builder.Services.AddHostedService<Flusher>().AddSingleton<Gate>());
        Assert.Equal("service started", await host.Journal.Next());
        var call = host.Client.GetStringAsync(new Uri("/slow", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal("call began", await host.Journal.Next());

        var stopping = host.Host.StopAsync(TestContext.Current.CancellationToken);
        host.Host.Services.GetRequiredService<Gate>().Open.SetResult();

        Assert.Equal("slow", await call);
        await stopping;
        Assert.Equal("call ended", await host.Journal.Next());
        Assert.Equal("service stopped", await host.Journal.Next());
    }

    [Fact]
    public async Task Azurite_runs_until_it_is_disposed()
    {
        var azurite = await Azurite.StartAsync(new AzuriteOptions());
        var queues = new Azure.Storage.Queues.QueueServiceClient(azurite.ConnectionString);
        await queues.CreateQueueAsync("here", cancellationToken: TestContext.Current.CancellationToken);
        await azurite.DisposeAsync();
        using var socket = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(
            async () => await socket.ConnectAsync(IPAddress.Loopback, queues.Uri.Port, TestContext.Current.CancellationToken));
    }

    private static async Task<(int ExitCode, string Output)> RunApp(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Functions.dll"));
        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        using var app = Process.Start(start)!;
        var output = app.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = app.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await app.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (app.ExitCode, await output + await error);
    }

    public sealed class Gate
    {
        public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public sealed class Slow(Journal journal, Gate gate)
    {
        [Function("slow")]
        public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request)
        {
            journal.Write("call began");
            await gate.Open.Task;
            journal.Write("call ended");
            return Results.Text("slow");
        }
    }

    internal sealed class Flusher(Journal journal) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            journal.Write("service started");
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            journal.Write("service stopped");
            return Task.CompletedTask;
        }
    }
}
