using System.Net.NetworkInformation;
using System.Security.Cryptography;
using Serverless.Tests.Harness;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Product;

/// <summary>Tests several instances in one folder, as processes, with the Azurite that they share.</summary>
public sealed class SharedAzuriteTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("serverless-shared-");
    private readonly int _port = FreePorts();

    public SharedAzuriteTests()
    {
        File.Copy(Repository.PathOf("host.json"), Path.Combine(_folder.FullName, "host.json"));
        File.Copy(Repository.PathOf("local.settings.sample.json"), Path.Combine(_folder.FullName, "local.settings.sample.json"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "node_modules"), Repository.PathOf("node_modules"));
    }

    public void Dispose()
    {
        File.Delete(Path.Combine(_folder.FullName, "node_modules"));
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Azurite_outlives_the_instance_that_started_it_and_ends_with_the_last(bool isKilled)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Processes are ended by signals.");
        var (first, firstAddress) = await Start();
        await using var firstProcess = first;
        using var firstHttp = PatientHttp.Client(firstAddress);
        var name = await Given.User(new RpcClient(firstHttp));

        var (second, secondAddress) = await Start();
        await using var secondProcess = second;
        using var secondHttp = PatientHttp.Client(secondAddress);
        Assert.Contains("Azurite: shared with another instance in this folder", second.Output, StringComparison.Ordinal);

        await End(first, isKilled);
        await Given.Session(new RpcClient(secondHttp), name);
        await Given.User(new RpcClient(secondHttp));

        await End(second, isKilled);
        await TestTimeout.Until(() => !IsListening(), "Azurite did not end with the last instance.");

        var (third, thirdAddress) = await Start();
        await using var thirdProcess = third;
        using var thirdHttp = PatientHttp.Client(thirdAddress);
        Assert.DoesNotContain("Azurite:", third.Output, StringComparison.Ordinal);
        await Given.Session(new RpcClient(thirdHttp), name); // the written data still exists
        await third.Terminate();
        Assert.False(IsListening());
    }

    [Fact]
    public async Task Only_one_of_two_instances_that_start_at_once_starts_Azurite()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Processes are ended by signals.");
        var started = await Task.WhenAll(Start(), Start());
        foreach (var (product, _) in started)
        {
            await using (product)
            {
                await product.Terminate();
            }
        }

        Assert.Single(started, one => one.Product.Output.Contains("Azurite: shared with another instance", StringComparison.Ordinal));
        Assert.False(IsListening());
    }

    private Task<(ProductProcess Product, Uri Address)> Start() =>
        ProductProcess.StartIn(_folder.FullName, [$"--LocalHost:AzuritePort={_port}", "--RateLimits:Enabled=false", .. TestApp.PatientTimeouts]);

    private static async Task End(ProductProcess product, bool isKilled)
    {
        if (isKilled)
        {
            await product.Kill();
        }
        else
        {
            await product.Terminate();
        }
    }

    private bool IsListening() => Listening().Any(port => port >= _port && port < _port + 3);

    private static IEnumerable<int> Listening() => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port);

    /// <summary>Returns the first of three consecutive ports below those that the system assigns to connections.</summary>
    private static int FreePorts()
    {
        var taken = Listening().ToHashSet();
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(11_000, 30_000);
            if (!Enumerable.Range(port, 3).Any(taken.Contains))
            {
                return port;
            }
        }
    }
}
