using Azure.Data.Tables;
using Serverless.Domain.RateLimits;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.RateLimits;

/// <summary>Tests that passwords cannot be guessed, and that strangers can lock a user out of nothing except the sign-in.</summary>
public sealed class SignInGuardTests(LimitedApp app) : IClassFixture<LimitedApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_ten_failures_with_a_name_I_wait_half_a_minute_then_a_minute()
    {
        var name = await Given.User(app.From());
        await Fail(name, 10);
        await AssertWaits(name, seconds: 30);
        app.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(401, (await TryWrong(name)).Status);
        await AssertWaits(name, seconds: 60);
        app.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(200, (await TryRight(name)).Status);
        await Fail(name, 10); // and the count starts again
    }

    [Fact]
    public async Task Known_and_unknown_names_and_disabled_users_get_the_same_responses_at_every_attempt()
    {
        var (known, disabled, alsoDisabled) = (await Given.User(app.From()), await Given.User(app.From()), await Given.User(app.From()));
        var root = await Given.Root(app);
        await root.Call("admin/users/set-enabled", disabled, false);
        await root.Call("admin/users/set-enabled", alsoDisabled, false);
        var unknown = Given.Name();
        for (var i = 0; i < 12; i++)
        {
            RpcAnswer[] answers = [await TryWrong(known), await TryWrong(unknown), await TryRight(disabled), await TryWrong(alsoDisabled)];
            var seen = Assert.Single(answers.Select(Seen).Distinct());
            Assert.StartsWith(i < 10 ? "401 " : "429 ", seen, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task After_ten_failures_an_IP_address_has_to_wait_with_any_name()
    {
        var name = await Given.User(app.From());
        var address = LimitedApp.NewAddress();
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(401, (await TryWrong(Given.Name(), address)).Status);
        }

        foreach (var login in new[] { name, Given.Name() })
        {
            AssertLimited(await TryRight(login, address), 30);
        }

        Assert.Equal(200, (await TryRight(name)).Status); // from another IP address
        var other = await Given.User(app.From());
        app.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(200, (await TryRight(name, address)).Status); // a success costs no attempt
        Assert.Equal(401, (await TryWrong(Given.Name(), address)).Status); // and it restores none
        AssertLimited(await TryRight(other, address), 30);
    }

    [Fact]
    public async Task A_success_clears_earlier_failures()
    {
        var name = await Given.User(app.From());
        for (var round = 0; round < 3; round++)
        {
            await Fail(name, 9);
            Assert.Equal(200, (await TryRight(name)).Status);
        }
    }

    [Fact]
    public async Task Spelling_a_name_differently_does_not_avoid_the_limit()
    {
        var name = await Given.User(app.From());
        foreach (var spelt in new[] { name, name.ToUpperInvariant(), $" {name}", $"{name}\t", name, name, name, name, name, name })
        {
            Assert.Equal(401, (await TryWrong(spelt)).Status);
        }

        AssertLimited(await TryRight(name), 30);
    }

    [Fact]
    public async Task A_locked_user_keeps_their_sessions_and_unlocks_by_resetting_the_password_by_email()
    {
        var name = await Given.User(app.From(), withEmail: true);
        var session = await Given.Session(app.From(), name);
        await Fail(name, 10);
        await Fail(Given.Email(name), 10);
        AssertLimited(await TryRight(name), 30);

        Assert.Equal(200, (await session.Call("profile/read")).Status);
        Assert.Equal(200, (await session.Call("session/signin")).Status);
        Assert.Equal(200, (await app.From().Call("session/send-password-reset-email", name)).Status);
        var token = Mailbox.Token(await app.Mail.Wait(Given.Email(name), "Reset Password"));
        Assert.Equal(200, (await app.From().Call("session/set-password-by-token", token, "another long and winding road")).Status);
        foreach (var login in new[] { name, Given.Email(name) })
        {
            Assert.Equal(200, (await Try(login, "another long and winding road")).Status);
        }
    }

    [Fact]
    public async Task An_administrator_unlocks_a_user_with_a_new_password_even_after_a_hundred_failures()
    {
        var name = await Given.User(app.From());
        await Fail(name, 10);
        for (var i = 10; i < 100; i++)
        {
            app.Clock.Advance(TimeSpan.FromHours(1));
            Assert.Equal(401, (await TryWrong(name)).Status);
        }

        app.Clock.Advance(TimeSpan.FromDays(29));
        AssertLimited(await TryRight(name), 3600); // waiting does not help any more
        var root = await Given.Root(app);
        Assert.Equal(200, (await root.Call("admin/users/set-password", name, Given.Password)).Status); // the same password is sufficient
        Assert.Equal(200, (await TryRight(name)).Status);
    }

    [Fact]
    public async Task A_name_that_was_tried_before_it_existed_is_not_locked_for_its_owner()
    {
        var name = Given.Name();
        await Fail(name, 10);
        AssertLimited(await TryRight(name), 30);
        Assert.Equal(200, (await app.From().Call("session/signup", new { username = name, password = Given.Password })).Status);
        Assert.Equal(200, (await TryRight(name)).Status);
    }

    [Fact]
    public async Task A_refused_attempt_costs_no_hash_and_from_a_known_IP_address_no_storage_call()
    {
        app.Clock.Stop(); // the calls count as simultaneous, however long they take
        var name = await Given.User(app.From());
        await Fail(name, 10);
        var before = app.Passwords.Count;
        await TryRight(name);
        Assert.Equal(before, app.Passwords.Count);

        var address = LimitedApp.NewAddress();
        for (var i = 0; i < 10; i++)
        {
            await TryWrong(Given.Name(), address);
        }

        var hashes = app.Passwords.Count;
        await Parallel.ForEachAsync(Enumerable.Range(0, 100), Stop, async (_, _) => Assert.Equal(429, (await TryRight(name, address)).HttpStatus)); // storage is read: it could be a known device
        var transactions = app.OwnTransactions;
        Assert.Equal(429, (await TryRight(name, address)).HttpStatus);
        Assert.Equal((hashes, transactions), (app.Passwords.Count, app.OwnTransactions));
    }

    [Fact]
    public async Task A_hundred_concurrent_guesses_count_as_ten()
    {
        var name = await Given.User(app.From());
        var before = app.Passwords.Count;
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => TryUntilServed()));
        Assert.Equal(10, app.Passwords.Count - before);
        Assert.Equal((10, 90), (answers.Count(answer => answer.Status == 401), answers.Count(answer => answer.Status == -32802)));

        // A name has one hash at a time. On a busy machine a guess may wait too long for its turn, and is repeated.
        async Task<RpcAnswer> TryUntilServed()
        {
            RpcAnswer answer;
            do
            {
                answer = await TryWrong(name);
            }
            while (answer.Status == 503);
            return answer;
        }
    }

    [Fact]
    public async Task Many_concurrent_sign_ins_with_the_correct_password_succeed()
    {
        var name = await Given.User(app.From());
        var address = LimitedApp.NewAddress();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => TryRight(name, address)));
        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
    }

    [Fact]
    public async Task Rows_contain_no_names_or_addresses_and_are_deleted_after_they_expire()
    {
        var (name, address) = (Given.Name(), LimitedApp.NewAddress());
        var others = (await Rows()).Select(row => row.PartitionKey).ToHashSet(StringComparer.Ordinal); // of earlier tests
        await TryWrong(name, address);
        var rows = await Rows();
        Assert.Equal(2, rows.Count(row => !others.Contains(row.PartitionKey)));
        var text = string.Join('\n', rows.SelectMany(row => row.Select(column => $"{column.Key}={column.Value}")));
        Assert.DoesNotContain(name, text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(address, text, StringComparison.Ordinal);

        app.Clock.Advance(TimeSpan.FromMinutes(11)); // the row of the IP address: half a minute, and five minutes for clocks that differ
        await app.Get<SharedLimits>().DeleteExpired(Stop);
        Assert.StartsWith("SignInName;", Assert.Single(await Rows(), row => !others.Contains(row.PartitionKey)).PartitionKey, StringComparison.Ordinal);
        app.Clock.Advance(TimeSpan.FromDays(30));
        await app.Get<SharedLimits>().DeleteExpired(Stop);
        Assert.Empty(await Rows());
        Assert.Equal(401, (await TryWrong(name, address)).Status); // remembering deleted rows has no effect
    }

    [Fact]
    public async Task A_failure_with_a_lost_storage_response_is_counted_once()
    {
        var name = Given.Name();
        for (var i = 0; i < 10; i++)
        {
            app.Faults.FailAfter(request => Faults.IsWrite(request) && request.Uri.Path.Contains("Limits", StringComparison.Ordinal), times: 1 + (i % 2));
            await Fail(name, 1);
        }

        app.Faults.Clear();
        AssertLimited(await TryWrong(name), 30);
    }

    private Task<RpcAnswer> TryWrong(string login, string? address = null) => Try(login, "wrong", address);

    private Task<RpcAnswer> TryRight(string login, string? address = null) => Try(login, Given.Password, address);

    private Task<RpcAnswer> Try(string login, string password, string? address = null) =>
        app.From(address).Call("session/signin", new { username = login, password });

    /// <summary>Fails a number of times, each time from another IP address.</summary>
    private async Task Fail(string login, int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.Equal(401, (await TryWrong(login)).Status);
        }
    }

    private async Task AssertWaits(string login, int seconds)
    {
        AssertLimited(await TryRight(login), seconds);
        app.Clock.Advance(TimeSpan.FromSeconds(seconds - 10));
        AssertLimited(await TryRight(login), 10);
        app.Clock.Advance(TimeSpan.FromSeconds(10 - seconds));
    }

    private static string Seen(RpcAnswer answer) =>
        $"{answer.HttpStatus} {string.Join(',', answer.Headers.Select(header => header.Key).Order(StringComparer.Ordinal))} {answer.Body}";

    private static void AssertLimited(RpcAnswer answer, int atMost)
    {
        Assert.Equal((429, -32802, "Too many requests"), (answer.HttpStatus, answer.Status, answer.Text));
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, Math.Max(1, atMost - 5), atMost);
    }

    private async Task<List<TableEntity>> Rows() => await app.Get<Tables>().Limits.QueryAsync<TableEntity>(cancellationToken: Stop).ToListAsync(Stop);
}
