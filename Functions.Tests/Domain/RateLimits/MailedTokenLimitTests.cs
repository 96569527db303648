using Serverless.Security;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.RateLimits;

/// <summary>Tests that invalid tokens from emails are limited to 20 attempts an hour from one IP address, on two instances together.</summary>
public sealed class MailedTokenLimitTests(AzuriteFixture azurite) : OnTwoInstances(prefix => new LimitedApp(azurite) { Prefix = prefix, Settings = { ["SignUp:SendConfirmation"] = "true" } })
{
    [Fact]
    public async Task An_hour_allows_twenty_forged_tokens_across_all_endpoints()
    {
        var address = LimitedApp.NewAddress();
        var answers = new List<int>();
        for (var i = 0; i < 24; i++)
        {
            answers.Add((await Try(i, address, Forged(i))).Status);
        }

        Assert.Equal([.. Enumerable.Repeat(404, 20), .. Enumerable.Repeat(-32802, 4)], answers);
        Assert.Equal(404, (await Try(0, LimitedApp.NewAddress(), Forged(0))).Status);
        var transactions = Apps.Sum(app => app.OwnTransactions);
        var refused = await Try(0, address, Forged(0));
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 180);
        Assert.Equal(transactions, Apps.Sum(app => app.OwnTransactions));
        Array.ForEach(Apps, app => app.Clock.Advance(TimeSpan.FromSeconds(181)));
        Assert.Equal(404, (await Try(1, address, Forged(1))).Status);
    }

    [Fact]
    public async Task Concurrent_attempts_with_tokens_do_not_exceed_the_limit()
    {
        var address = LimitedApp.NewAddress();
        var answers = await Task.WhenAll(Enumerable.Range(0, 80).Select(i => Try(i, address, Forged(i))));
        Assert.InRange(answers.Count(answer => answer.Status == 404), 1, 20);
        Assert.All(answers, answer => Assert.Contains(answer.Status, new[] { 404, -32802 }));
    }

    [Fact]
    public async Task Malformed_tokens_are_limited_on_each_instance_and_cost_no_storage()
    {
        var address = LimitedApp.NewAddress();
        var transactions = Apps[0].OwnTransactions;
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(400, (await Apps[0].From(address).Call("session/confirm-email-by-token", $"garbage{i}")).Status);
        }

        Assert.Equal(-32802, (await Apps[0].From(address).Call("session/confirm-email-by-token", "garbage")).Status);
        Assert.Equal(-32802, (await Apps[0].From(address).Call("session/set-password-by-token", "garbage", Given.Password)).Status);
        Assert.Equal(transactions, Apps[0].OwnTransactions);
    }

    [Fact]
    public async Task Correct_tokens_are_not_counted()
    {
        var office = LimitedApp.NewAddress();
        for (var i = 0; i < 22; i++)
        {
            var name = await Given.User(Apps[0].From(), withEmail: true);
            var token = Mailbox.Token(await Apps[0].Mail.Wait(Given.Email(name), "Confirm your email"));
            Assert.Equal(200, (await Apps[i % 2].From(office).Call("session/confirm-email-by-token", token)).Status);
        }
    }

    private Task<RpcAnswer> Try(int number, string address, string token) => number % 4 < 2
        ? Apps[number % 2].From(address).Call("session/confirm-email-by-token", token)
        : Apps[number % 2].From(address).Call("session/set-password-by-token", token, Given.Password);

    private static string Forged(int number) =>
        Credential.Create(number % 4 < 2 ? CredentialKind.EmailConfirmation : CredentialKind.PasswordReset, 101, Ids.Random()).Text;
}
