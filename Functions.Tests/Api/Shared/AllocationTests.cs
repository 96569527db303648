using Azure.Core.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Security;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Shared;

/// <summary>
/// Counts the bytes that calls allocate on one thread, without the allocations of the server and of the connection to storage. Tests run in a debug
/// build, which allocates more than a release build.
/// </summary>
public sealed class AllocationTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const int Calls = 500;
    private const int MostOfAGuest = 2_500;

    private readonly ReplayedReads _reads = new();
    private QuietApp _app = null!;
    private RpcClient _client = null!;
    private Credential _credential = null!;

    public async ValueTask InitializeAsync()
    {
        _app = new QuietApp(azurite) { Configure = services => services.AddSingleton<HttpPipelinePolicy>(_reads) };
        await _app.InitializeAsync();
        (_, _client) = await Given.SignedInUser(_app.Rpc);
        Assert.True(Credential.TryParse(_client.Token, out var credential));
        _credential = credential;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task An_authenticated_call_allocates_at_most_half_more_than_its_read()
    {
        var accounts = _app.Get<Tables>().Accounts;
        var (partition, row) = (Key.Encode(_credential.UserId), $"session;{_credential.RecordId}");
        var read = await Measure(() => accounts.Find(partition, row, CancellationToken.None));
        var call = await Measure(() => Dispatch("/v1/profile/read", _client.Token));
        TestContext.Current.TestOutputHelper?.WriteLine($"read {read} bytes, call {call} bytes");
        Assert.InRange(call, 0, read * 3 / 2);
    }

    [Fact]
    public async Task An_anonymous_call_allocates_little()
    {
        var call = await Measure(() => Dispatch("/v1/test/test", null));
        TestContext.Current.TestOutputHelper?.WriteLine($"{call} bytes");
        Assert.InRange(call, 0, MostOfAGuest);
    }

    private Task<Result> Dispatch(string method, string? token) => _app.Get<RpcPipeline>()
        .Dispatch(new RpcCall { MethodId = method, Authorization = token is null ? null : "Bearer " + token }, CancellationToken.None);

    /// <summary>Returns the bytes that one run allocates. After its first run the work must complete synchronously.</summary>
    private async Task<long> Measure(Func<Task> work)
    {
        _reads.IsOn = false;
        await work();
        _reads.IsOn = true;
        var least = long.MaxValue;
        for (var round = 0; round < 20; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Calls; i++)
            {
                var running = work();
                Assert.True(running.IsCompletedSuccessfully, "This ran on, perhaps on another thread.");
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least / Calls;
    }
}
