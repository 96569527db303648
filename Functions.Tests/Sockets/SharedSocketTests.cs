using System.Diagnostics;
using Azure.Data.Tables;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Sockets;

/// <summary>Tests the sockets of two local hosts on one storage account.</summary>
public sealed class SharedSocketTests(AzuriteFixture azurite) : IAsyncLifetime
{
    /// <summary>The time that the specification promises, plus a margin for a busy machine.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(2) + TimeSpan.FromSeconds(3);

    private readonly TestApp _here = new(azurite) { SharesSockets = true };
    private TestApp _there = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _there = new TestApp(azurite) { SharesSockets = true, Prefix = _here.Prefix, Clock = _here.Clock };
        await _here.InitializeAsync();
        await _there.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _there.DisposeAsync();
        await _here.DisposeAsync();
    }

    [Fact]
    public async Task A_sign_out_on_one_host_closes_a_socket_of_the_other_host()
    {
        var (_, client) = await Given.SignedInUser(_here.Rpc);
        await using var socket = await RpcSocket.Open(_there.Http.BaseAddress!, client.Token);
        Assert.Equal(200, RpcSocket.Status(await socket.Call("profile/read")));
        var started = Stopwatch.GetTimestamp();
        await client.Call("session/signout");
        await socket.UntilClosed();
        Assert.Equal((4000, "Signed out"), socket.Closed);
        Assert.True(Stopwatch.GetElapsedTime(started) < Bound, $"It took {Stopwatch.GetElapsedTime(started)}.");
    }

    [Fact]
    public async Task A_notification_on_one_host_reaches_each_socket_of_both_hosts_once()
    {
        var root = await Given.Root(_here);
        var (_, client) = await Given.SignedInUser(_here.Rpc);
        await using var there = await RpcSocket.Open(_there.Http.BaseAddress!, client.Token);
        await using var here = await RpcSocket.Open(_here.Http.BaseAddress!, client.Token);
        string[] ids = [(await client.Call("profile/read")).Data.GetProperty("id").GetString()!];
        await root.Call("admin/notifications/create", ids, "subject", "body");
        foreach (var socket in (RpcSocket[])[here, there])
        {
            Assert.Equal("/event", (await socket.Next()).GetProperty("method").GetString());
            Assert.Equal("/publish", (await socket.Next()).GetProperty("method").GetString());
        }

        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, Stop);
        await there.Send("""{"jsonrpc":"2.0","method":"/ping","id":1}""");
        Assert.Equal("/pong", (await there.Next()).GetProperty("method").GetString());
    }

    [Fact]
    public async Task While_no_socket_is_open_hosts_do_not_poll_and_a_sign_out_writes_no_signal()
    {
        var (_, client) = await Given.SignedInUser(_here.Rpc);
        var socket = await RpcSocket.Open(_there.Http.BaseAddress!, client.Token);
        await TestTimeout.Until(async () => await Rows() == 1, "The instance with a socket does not say so.");
        await socket.DisposeAsync();
        await TestTimeout.Until(async () => await Rows() == 0, "An instance without sockets says that it has some.");
        var (here, there) = (_here.Transactions.Count, _there.Transactions.Count);
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, Stop);
        Assert.Equal((here, there), (_here.Transactions.Count, _there.Transactions.Count));
        await client.Call("session/signout");
        await _here.FinishFollowUps();
        Assert.Equal(0, await Rows());
    }

    private async Task<int> Rows() =>
        await _here.Get<Tables>().Counters.QueryAsync<TableEntity>("PartitionKey eq 'sockets'", cancellationToken: Stop).CountAsync(Stop);
}
