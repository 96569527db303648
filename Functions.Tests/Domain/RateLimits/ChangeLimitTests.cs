using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Reflection;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.RateLimits;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.RateLimits;

/// <summary>
/// Tests the limit of 20 changes of password, names and email address an hour for each user, on two instances together. The hashes delay no other
/// caller.
/// </summary>
public sealed class ChangeLimitTests(AzuriteFixture azurite) : OnTwoInstances(prefix => new LimitedApp(azurite) { Prefix = prefix, HashesAtOnce = null, Passwords = CountingPasswords.OfTheProduct() })
{
    [Fact]
    public async Task Twenty_changes_of_all_kinds_in_an_hour_is_the_limit_across_all_endpoints()
    {
        var (name, token) = await SignedIn();
        var taken = await Given.User(Apps[0].From(), withEmail: true);
        Func<RpcClient, int, Task<RpcAnswer>>[] changes =
        [
            (client, i) => client.Call("profile/set-password", $"{Given.Password} {i}"),
            (client, _) => client.Call("profile/set-email", Given.Email(taken)),
            (client, i) => client.Call("profile/set-telegram-username", $"{name[..10]}_{i}"),
            (client, i) => client.Call("profile/set-email", $"{name}{i}@example.com"),
        ];
        var answers = new List<int>();
        for (var i = 0; i < 20; i++)
        {
            answers.Add((await changes[i % changes.Length](Client(i, token), i)).Status);
        }

        Assert.Equal(Enumerable.Repeat(new[] { 200, 409, 200, 200 }, 5).SelectMany(statuses => statuses), answers);
        foreach (var app in Apps)
        {
            foreach (var change in changes)
            {
                var refused = await change(app.Rpc.With(token), 99);
                Assert.Equal((429, -32802), (refused.HttpStatus, refused.Status));
                Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 180);
            }

            Assert.Equal(429, (await Put(app, "/user", token, new { email = $"{name}x@example.com" })).Status);
            Assert.Equal(429, (await Put(app, "/user/password", token, new { current_password = "x", password = "y", password_confirmation = "y" })).Status);
        }

        var (_, other) = await SignedIn();
        Assert.Equal(200, (await Client(0, other).Call("profile/set-email", $"{name}y@example.com")).Status); // counted per user
        Array.ForEach(Apps, app => app.Clock.Advance(TimeSpan.FromSeconds(181)));
        Assert.Equal(200, (await Client(1, token).Call("profile/set-email", $"{name}z@example.com")).Status);
    }

    [Fact]
    public async Task Of_five_hundred_concurrent_changes_at_most_twenty_run_and_delay_no_sign_in()
    {
        var (_, token) = await SignedIn();
        var other = await Given.User(Apps[0].From());
        var flood = Enumerable.Range(0, 500).Select(i => Client(i, token).Call("profile/set-password", $"{Given.Password} {i}")).ToArray();
        var signIns = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => Apps[i % 2].From().Call("session/signin", new { username = other, password = Given.Password })));
        Assert.All(signIns, answer => Assert.Equal(200, answer.Status));
        var answers = await Task.WhenAll(flood);
        // The user's own changes lose races for the user's row, and may wait too long for each other.
        Assert.InRange(answers.Count(answer => answer.Status is 200 or 409), 1, 20);
        Assert.All(answers, answer => Assert.Contains(answer.Status, new[] { 200, 409, 503, -32802 }));
    }

    /// <summary>Users that change their names do not delay each other: no row is written by several users, so no write is retried.</summary>
    [Fact]
    public async Task Eight_users_that_rename_themselves_on_two_instances_do_not_slow_down_a_sign_up()
    {
        var tokens = new ConcurrentQueue<(int Number, string Token)>();
        for (var i = 0; i < 12; i++)
        {
            tokens.Enqueue((i, (await SignedIn()).Token)); // each renames once: a second name costs more, because it replaces the first
        }

        await Cost(2, 2); // each instance leases its first ids
        var (rename, signUp) = (await Cost(2, 0) / 2, await Cost(0, 2) / 2);
        var alone = (8 * rename) + (16 * signUp);
        Assert.InRange(await Cost(8, 16), alone, alone + 8); // occasionally they lease more ids

        async Task<long> Cost(int renames, int signUps)
        {
            await Task.WhenAll(Apps.Select(app => app.FinishFollowUps()));
            var before = Apps.Sum(app => app.OwnTransactions);
            var answers = await Task.WhenAll(
                Enumerable.Range(0, renames).Select(_ => tokens.TryDequeue(out var user) ? user : throw new InvalidOperationException("All have renamed themselves."))
                    .Select(user => Client(user.Number, user.Token).Call("profile/set-telegram-username", Given.Name()))
                    .Concat(Enumerable.Range(0, signUps).Select(i => Apps[i % 2].From().Call("session/signup", new { username = Given.Name(), password = Given.Password }))));
            Assert.All(answers, answer => Assert.Equal(200, answer.Status));
            await Task.WhenAll(Apps.Select(app => app.FinishFollowUps()));
            return Apps.Sum(app => app.OwnTransactions) - before;
        }
    }

    [Fact]
    public void Every_operation_that_changes_the_callers_password_names_or_email_address_declares_the_limit()
    {
        var operations = Rules.Product.Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(Operation)) && !type.IsAbstract).ToList();
        var changes = operations.Where(type => type.Namespace!.EndsWith(".Api.Rpc.Profile", StringComparison.Ordinal) && type.Name.StartsWith("Set", StringComparison.Ordinal))
            .Concat(operations.Where(type => type.Name is "UpdateUser" or "UpdatePassword")).ToList();
        Assert.True(changes.Count >= 5);
        Assert.All(changes, type => Assert.Equal(LimitKind.Changes, type.GetCustomAttribute<LimitAttribute>()?.Kind));
    }

    private async Task<(string Name, string Token)> SignedIn()
    {
        var (name, client) = await Given.SignedInUser(Apps[0].From());
        return (name, client.Token!);
    }

    private RpcClient Client(int number, string token) => Apps[number % Apps.Length].Rpc.With(token);

    private static async Task<RestReply> Put(TestApp app, string path, string token, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Headers = { { "Authorization", "Bearer " + token } }, Content = JsonContent.Create(body) };
        return await new RestClient(app.Http).Send(request);
    }
}
