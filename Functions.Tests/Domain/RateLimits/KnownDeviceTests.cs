using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.RateLimits;

/// <summary>Tests that strangers cannot lock a user out of devices with an earlier sign-in, on two instances over one storage.</summary>
public sealed class KnownDeviceTests(AzuriteFixture azurite) : OnTwoInstances(prefix => new LimitedApp(azurite) { Prefix = prefix })
{
    private int _turn;

    [Fact]
    public async Task A_known_device_can_sign_in_while_strangers_have_locked_the_name()
    {
        var (name, home) = (await Given.User(Apps[0].From()), LimitedApp.NewAddress());
        Assert.Equal(200, (await TryRight(name, home)).Status);
        await LockByStrangers(name);
        Assert.Equal(-32802, (await TryRight(name, LimitedApp.NewAddress())).Status);
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(200, (await TryRight(name, home)).Status);
        }

        // The success does not clear the failures of strangers.
        Assert.Equal(-32802, (await TryWrong(name, LimitedApp.NewAddress())).Status);
    }

    [Fact]
    public async Task Root_can_sign_in_from_a_known_device_too()
    {
        var home = LimitedApp.NewAddress();
        Assert.Equal(200, (await Try("root", TestApp.RootPassword, home)).Status);
        await LockByStrangers("root");
        Assert.Equal(-32802, (await Try("root", TestApp.RootPassword, LimitedApp.NewAddress())).Status);
        Assert.Equal(200, (await Try("root", TestApp.RootPassword, home)).Status);
    }

    [Fact]
    public async Task A_known_device_has_ten_failures_of_its_own_and_uses_up_no_others()
    {
        var (name, home) = (await Given.User(Apps[0].From()), LimitedApp.NewAddress());
        Assert.Equal(200, (await TryRight(name, home)).Status);
        var answers = new List<int>();
        for (var i = 0; i < 12; i++)
        {
            answers.Add((await TryWrong(name, home)).Status);
        }

        Assert.Equal([.. Enumerable.Repeat(401, 10), -32802, -32802], answers);
        Assert.Equal(-32802, (await TryRight(name, home)).Status);
        Assert.Equal(200, (await TryRight(name, LimitedApp.NewAddress())).Status); // an unknown device so far
        Array.ForEach(Apps, app => app.Clock.Advance(TimeSpan.FromSeconds(31)));
        Assert.Equal(200, (await TryRight(name, home)).Status);
        Assert.Equal(401, (await TryWrong(name, home)).Status);
        Assert.Equal(401, (await TryWrong(name, home)).Status); // and the count starts again
    }

    [Fact]
    public async Task Another_program_or_another_network_is_another_device()
    {
        var name = await Given.User(Apps[0].From());
        Assert.Equal(200, (await Try(name, Given.Password, "2001:db8:7:1::1", "Firefox/1")).Status);
        await LockByStrangers(name);
        Assert.Equal(-32802, (await Try(name, Given.Password, "2001:db8:7:1::1", "Chrome/1")).Status);
        Assert.Equal(-32802, (await Try(name, Given.Password, "2001:db8:7:2::1", "Firefox/1")).Status);
        Assert.Equal(200, (await Try(name, Given.Password, "2001:db8:7:1::ffff", "Firefox/1")).Status);
    }

    [Fact]
    public async Task One_device_with_an_outdated_password_does_not_lock_out_its_office()
    {
        var office = LimitedApp.NewAddress();
        var (stale, colleague) = (await Given.User(Apps[0].From()), await Given.User(Apps[0].From()));
        for (var i = 0; i < 30; i++)
        {
            await TryWrong(stale, office);
            Assert.Equal(200, (await TryRight(colleague, office)).Status);
        }

        // New colleagues are unknown devices here and can sign in as well.
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(200, (await TryRight(await Given.User(Apps[0].From()), office)).Status);
        }
    }

    [Fact]
    public async Task Ten_names_from_one_IP_address_block_strangers_there_but_not_known_devices()
    {
        var office = LimitedApp.NewAddress();
        var (known, stranger) = (await Given.User(Apps[0].From()), await Given.User(Apps[0].From()));
        Assert.Equal(200, (await TryRight(known, office)).Status);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(401, (await TryWrong(Given.Name(), office)).Status);
        }

        foreach (var app in Apps)
        {
            Assert.Equal(-32802, (await TryWrong(Given.Name(), office)).Status);
            Assert.Equal(-32802, (await TryRight(stranger, office)).Status);
            Assert.Equal(200, (await TryRight(known, office)).Status);
        }
    }

    [Fact]
    public async Task An_attempt_costs_the_same_for_known_and_unknown_devices_and_names()
    {
        var (name, home) = (await Given.User(Apps[0].From()), LimitedApp.NewAddress());
        await Given.Session(Apps[0].From(home), name);
        var costs = new List<(long, int)>();
        foreach (var (login, address) in new[] { (name, home), (name, LimitedApp.NewAddress()), (Given.Name(), LimitedApp.NewAddress()) })
        {
            var (transactions, hashes) = (Apps[0].OwnTransactions, Apps[0].Passwords.Count);
            Assert.Equal(401, (await Apps[0].From(address).Call("session/signin", new { username = login, password = "wrong" })).Status);
            costs.Add((Apps[0].OwnTransactions - transactions, Apps[0].Passwords.Count - hashes));
        }

        Assert.Equal([(6, 1), (6, 1), (6, 1)], costs);
    }

    private async Task LockByStrangers(string name)
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(401, (await TryWrong(name, LimitedApp.NewAddress())).Status);
        }
    }

    private Task<RpcAnswer> TryWrong(string name, string address) => Try(name, "wrong", address);

    private Task<RpcAnswer> TryRight(string name, string address) => Try(name, Given.Password, address);

    /// <summary>Tries to sign in on the instances in turn.</summary>
    private async Task<RpcAnswer> Try(string name, string password, string address, string? program = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/session/signin") { Content = RpcClient.Body(new { username = name, password }) };
        if (program is not null)
        {
            request.Headers.TryAddWithoutValidation("User-Agent", program);
        }

        return await Apps[_turn++ % Apps.Length].From(address).Send(request);
    }
}
