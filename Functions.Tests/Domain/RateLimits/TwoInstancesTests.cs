using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.RateLimits;

/// <summary>Tests that two instances over one storage together admit no more than one would.</summary>
public sealed class TwoInstancesTests : IAsyncLifetime
{
    private readonly Interference _interference;
    private readonly LimitedApp[] _apps;

    public TwoInstancesTests(AzuriteFixture azurite)
    {
        var prefix = "t" + Guid.NewGuid().ToString("N")[..12];
        _interference = new(azurite);
        _apps = [.. Enumerable.Range(0, 2).Select(_ => new LimitedApp(azurite) { Prefix = prefix, HashesAtOnce = 1, Passwords = CountingPasswords.OfTheProduct() })];
    }

    public async ValueTask InitializeAsync()
    {
        foreach (var app in _apps)
        {
            app.Settings["RateLimits:SignUp:Count"] = "12";
            app.Configure = services => services.AddSingleton<HttpPipelinePolicy>(_interference);
            await app.InitializeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps)
        {
            await app.DisposeAsync();
        }
    }

    [Fact]
    public async Task Ten_failures_count_as_ten_on_any_instance()
    {
        var (name, address) = (Given.Name(), LimitedApp.NewAddress());
        var byName = new List<int>();
        var byAddress = new List<int>();
        for (var i = 0; i < 14; i++)
        {
            byName.Add((await SignIn(i, name, null)).Status);
            byAddress.Add((await SignIn(i, Given.Name(), address)).Status);
        }

        int[] expected = [.. Enumerable.Repeat(401, 10), .. Enumerable.Repeat(-32802, 4)];
        Assert.Equal(expected, byName);
        Assert.Equal(expected, byAddress);
    }

    [Fact]
    public async Task Concurrent_guesses_on_two_instances_do_not_exceed_the_limit()
    {
        var name = Given.Name();
        var hashes = Hashes;
        var answers = await Task.WhenAll(Enumerable.Range(0, 80).Select(i => SignIn(i, name, null)));
        Assert.InRange(answers.Count(answer => answer.Status == 401), 1, 10);
        Assert.All(answers, answer => Assert.Contains(answer.Status, new[] { 401, -32802 }));
        // A guess in progress on the other instance is not known yet: one more hash may be computed, and is answered with 429.
        Assert.InRange(Hashes - hashes, 1, 10 + _apps.Length);
    }

    [Fact]
    public async Task Concurrent_sign_ups_from_one_IP_address_do_not_exceed_the_limit()
    {
        var address = LimitedApp.NewAddress();
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            _apps[i % 2].From(address).Call("session/signup", new { username = Given.Name(), password = Given.Password })));
        Assert.InRange(answers.Count(answer => answer.Status == 200), 1, 12);
        Assert.All(answers, answer => Assert.Contains(answer.Status, new[] { 200, -32802 }));
    }

    [Fact]
    public async Task A_success_on_one_instance_counts_on_both()
    {
        var name = await Given.User(_apps[0].From());
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 9; i++)
            {
                Assert.Equal(401, (await SignIn(i, name, null)).Status);
            }

            Assert.Equal(200, (await SignIn(round, name, null, Given.Password)).Status);
        }
    }

    [Fact]
    public async Task A_call_that_loses_three_races_for_a_row_counts_as_limited()
    {
        var address = LimitedApp.NewAddress();
        var caller = _apps[0].From(address);
        Assert.Equal(200, (await caller.Call("session/signup", new { username = Given.Name(), password = Given.Password })).Status);
        _interference.Times = 2;
        Assert.Equal(200, (await caller.Call("session/signup", new { username = Given.Name(), password = Given.Password })).Status);
        _interference.Times = 3;
        var refused = await caller.Call("session/signup", new { username = Given.Name(), password = Given.Password });
        Assert.Equal((429, TimeSpan.FromSeconds(1)), (refused.HttpStatus, refused.Headers.RetryAfter!.Delta));
        Assert.Equal(0, _interference.Times);
    }

    private int Hashes => _apps.Sum(app => app.Passwords.Count);

    private Task<RpcAnswer> SignIn(int number, string name, string? address, string password = "wrong") =>
        _apps[number % _apps.Length].From(address).Call("session/signin", new { username = name, password });

    /// <summary>Changes a row of table Limits just before it is written, as a concurrent process would.</summary>
    private sealed class Interference(AzuriteFixture azurite) : HttpPipelinePolicy
    {
        private int _times;

        public int Times
        {
            get => Math.Max(0, Volatile.Read(ref _times));
            set => Volatile.Write(ref _times, value);
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            var path = Uri.UnescapeDataString(message.Request.Uri.Path);
            if (message.Request.Method == RequestMethod.Put && path.Contains("Limits(", StringComparison.Ordinal) && Interlocked.Decrement(ref _times) >= 0)
            {
                var table = path[(path.LastIndexOf('/') + 1)..path.IndexOf('(', StringComparison.Ordinal)];
                var key = path.Split('\'')[1];
                await new TableClient(azurite.ConnectionString, table)
                    .UpsertEntityAsync(new TableEntity(key, key) { ["Interference"] = Guid.NewGuid() }, TableUpdateMode.Merge, message.CancellationToken);
            }

            await ProcessNextAsync(message, pipeline);
        }
    }
}
