using System.Net;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Sockets;

/// <summary>
/// Tests the app as a worker of the Functions host, with a simulated Web PubSub in front of it. Events and pushes go over HTTP, as on Azure. The published
/// client makes the same calls here and on the local host.
/// </summary>
public sealed class WorkerSocketTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_published_client_works_and_pushes_have_the_documented_form()
    {
        await using var service = await PubSubService.Start();
        await using var worker = await ProductProcess.StartWorker(
            [.. TestApp.Storage(azurite, TestApp.NewPrefix()), $"--Root:Password={TestApp.RootPassword}", "--RateLimits:Enabled=false", $"--Sockets:ConnectionString={service.ConnectionString}"]);
        service.App = worker.Address;
        await WaitForRoot(worker.Address);
        Assert.Equal(
            await PublishedClient.Expected("socket-client.jsonl"),
            await PublishedClient.Run(new Uri(service.Address, "/"), TestApp.RootPassword, "socket-client.mjs"));
        Assert.All(service.Requests, request => Assert.EndsWith("api-version=2024-12-01", request.Path.Replace("&reason=Signed out", "", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.Contains(service.Requests, request => request.Path.StartsWith("/api/hubs/api/groups/user-", StringComparison.Ordinal) && request.Path.Contains("/:send?", StringComparison.Ordinal) && request.ContentType == "text/plain");
        Assert.Contains(service.Requests, request => request.Path.StartsWith("/api/hubs/api/groups/credential-", StringComparison.Ordinal) && request.Path.Contains("/:closeConnections?", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failed_push_is_repeated_by_the_queue_and_the_call_succeeds()
    {
        await using var service = await PubSubService.Start();
        await using var app = new TestApp(azurite) { Settings = { ["Sockets:ConnectionString"] = service.ConnectionString } };
        await app.InitializeAsync();
        service.App = app.Http.BaseAddress;
        var (_, client) = await Given.SignedInUser(app.Rpc);
        await using var socket = await RpcSocket.Open(service.Address, client.Token);
        service.Failures = 6; // more than the attempts of one request
        Assert.Equal(200, (await client.Call("session/signout")).Status);
        await socket.UntilClosed();
        Assert.Equal((4000, "Signed out"), socket.Closed);
        Assert.Equal(0, service.Failures);
    }

    [Fact]
    public async Task Without_a_service_the_event_handler_returns_404_and_an_upgrade_426()
    {
        await using var worker = await ProductProcess.StartWorker(TestApp.Storage(azurite, TestApp.NewPrefix()));
        using var http = new HttpClient { BaseAddress = worker.Address };
        foreach (var name in (string[])["validation", "connect", "message-text"])
        {
            using var request = Recorded.Read(name, text => Recorded.Fill(text));
            using var response = await http.SendAsync(request, Stop);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }

        using var upgrade = new HttpRequestMessage(HttpMethod.Get, "/api");
        upgrade.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        upgrade.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        using var refused = await http.SendAsync(upgrade, Stop);
        Assert.Equal(HttpStatusCode.UpgradeRequired, refused.StatusCode);
    }

    private static async Task WaitForRoot(Uri address)
    {
        using var http = PatientHttp.Client(address);
        await Given.Session(new RpcClient(http), "root", TestApp.RootPassword);
    }
}
