using System.Text.Json;
using Serverless.Domain.ApiTokens;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.ApiTokens;

/// <summary>Tests that an API token gets a new secret (account-security.md 5).</summary>
public sealed class RotateTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task Without_an_overlap_the_old_secret_ends_at_once()
    {
        var (client, id, old) = await Token();
        var rotated = (await client.Call("api-tokens/rotate", id)).Data;
        Assert.Equal(["id", "token", "previous_until"], rotated.EnumerateObject().Select(member => member.Name));
        Assert.Equal(id, rotated.GetProperty("id").GetString());
        Assert.Equal(-32801, (await old.Call("profile/read")).Status);
        var program = With(rotated);
        Assert.Equal(200, (await program.Call("profile/read")).Status);
        Assert.Equal(program.Token![^4..], Assert.Single((await client.Call("api-tokens/read")).Data.EnumerateArray()).GetProperty("hint").GetString());
    }

    [Fact]
    public async Task The_token_keeps_id_name_permissions_and_expiry_and_its_owner_is_notified()
    {
        var (client, id, _) = await Token(new { expires_in_days = 9 });
        var before = Assert.Single((await client.Call("api-tokens/read")).Data.EnumerateArray());
        await client.Call("api-tokens/rotate", id, 10);
        var after = Assert.Single((await client.Call("api-tokens/read")).Data.EnumerateArray());
        foreach (var member in new[] { "id", "name", "permissions", "enabled", "created", "expires" })
        {
            Assert.Equal(before.GetProperty(member).GetRawText(), after.GetProperty(member).GetRawText());
        }

        Assert.Equal("An API token has a new secret", (await client.Call("notifications/read")).Data[0].GetProperty("subject").GetString());
    }

    [Fact]
    public async Task The_old_secret_works_until_the_end_of_the_overlap()
    {
        var (client, id, old) = await Token();
        var now = app.Clock.GetUtcNow();
        var rotated = (await client.Call("api-tokens/rotate", id, 60)).Data;
        Assert.InRange(rotated.GetProperty("previous_until").GetDateTimeOffset(), now.AddMinutes(60).AddMilliseconds(-1), app.Clock.GetUtcNow().AddMinutes(60));
        app.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(200, (await old.Call("profile/read")).Status);
        Assert.Equal(200, (await With(rotated).Call("profile/read")).Status);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(-32801, (await old.Call("profile/read")).Status);
        Assert.Equal(200, (await With(rotated).Call("profile/read")).Status);
    }

    [Fact]
    public async Task A_second_rotation_shortens_earlier_overlaps_and_prolongs_none()
    {
        var (client, id, first) = await Token();
        var second = With((await client.Call("api-tokens/rotate", id, 60)).Data);
        app.Clock.Advance(TimeSpan.FromMinutes(30));
        var third = With((await client.Call("api-tokens/rotate", id, 1440)).Data);
        await AssertWorks([first, second, third], []);
        app.Clock.Advance(TimeSpan.FromMinutes(30));
        await AssertWorks([second, third], [first]);
        var fourth = With((await client.Call("api-tokens/rotate", id, 10)).Data);
        app.Clock.Advance(TimeSpan.FromMinutes(10));
        await AssertWorks([fourth], [first, second, third]);
    }

    [Fact]
    public async Task A_repeated_rotation_whose_response_was_lost_keeps_the_secret_in_use()
    {
        var (client, id, inUse) = await Token();
        await client.Call("api-tokens/rotate", id, 60); // its response is lost
        var program = With((await client.Call("api-tokens/rotate", id, 60)).Data);
        await AssertWorks([inUse, program], []);
    }

    [Fact]
    public async Task A_rotation_without_an_overlap_ends_all_earlier_secrets()
    {
        var (client, id, first) = await Token();
        var second = With((await client.Call("api-tokens/rotate", id, 1440)).Data);
        var third = With((await client.Call("api-tokens/rotate", id, 0)).Data);
        await AssertWorks([third], [first, second]);
    }

    [Fact]
    public async Task At_most_five_replaced_secrets_work()
    {
        var (client, id, first) = await Token();
        List<RpcClient> all = [first];
        for (var i = 0; i < TokenSecrets.MaximumReplaced + 1; i++)
        {
            all.Add(With((await client.Call("api-tokens/rotate", id, 1440)).Data));
        }

        await AssertWorks([.. all.Skip(1)], [first]);
    }

    [Fact]
    public async Task The_overlap_ends_with_the_token()
    {
        var (client, id, old) = await Token(new { expires_in_days = 1 });
        app.Clock.Advance(TimeSpan.FromHours(23));
        var rotated = (await client.Call("api-tokens/rotate", id, 1440)).Data;
        var expires = Assert.Single((await client.Call("api-tokens/read")).Data.EnumerateArray()).GetProperty("expires").GetDateTimeOffset();
        Assert.Equal(expires, rotated.GetProperty("previous_until").GetDateTimeOffset());
        app.Clock.Advance(TimeSpan.FromHours(1));
        await AssertWorks([], [old, With(rotated)]);
        var again = await client.Call("api-tokens/rotate", id);
        Assert.Equal((400, "API token has expired: create a new one"), (again.Status, again.Text));
    }

    [Fact]
    public async Task A_disabled_token_stays_disabled()
    {
        var (client, id, old) = await Token();
        await client.Call("api-tokens/set-enabled", id, false);
        var program = With((await client.Call("api-tokens/rotate", id, 60)).Data);
        await AssertWorks([], [old, program]);
        await client.Call("api-tokens/set-enabled", id, true);
        await AssertWorks([old, program], []);
    }

    [Fact]
    public async Task A_token_rotates_itself_with_its_newest_secret_only()
    {
        var (_, id, old) = await Token();
        var program = With((await old.Call("api-tokens/rotate", id, 60)).Data);
        var refused = await old.Call("api-tokens/rotate", id, 60);
        Assert.Equal((403, "An API token can rotate only itself, with its newest secret: use a session"), (refused.Status, refused.Text));
        Assert.Equal(200, (await program.Call("api-tokens/rotate", id)).Status);
    }

    [Fact]
    public async Task A_replaced_secret_creates_no_token_that_outlives_it()
    {
        var (client, id, old) = await Token();
        var until = (await client.Call("api-tokens/rotate", id, 60)).Data.GetProperty("previous_until").GetDateTimeOffset();
        Assert.Equal(200, (await old.Call("api-tokens/create", "successor")).Status);
        var successor = (await client.Call("api-tokens/read")).Data.EnumerateArray().Single(token => token.GetProperty("name").GetString() == "successor");
        Assert.Equal(until, successor.GetProperty("expires").GetDateTimeOffset());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1441)]
    public async Task An_overlap_that_is_not_valid_is_refused(int minutes)
    {
        var (client, id, old) = await Token();
        var answer = await client.Call("api-tokens/rotate", id, minutes);
        Assert.Equal((400, "overlap_minutes must be from 0 to 1440"), (answer.Status, answer.Text));
        Assert.Equal(200, (await old.Call("profile/read")).Status);
    }

    [Fact]
    public async Task Tokens_of_others_are_not_found()
    {
        var (_, id, old) = await Token();
        var (_, stranger) = await Given.SignedInUser(app.Rpc);
        Assert.Equal(404, (await stranger.Call("api-tokens/rotate", id)).Status);
        Assert.Equal(404, (await stranger.Call("api-tokens/rotate", "nonsense")).Status);
        Assert.Equal(200, (await old.Call("profile/read")).Status);
    }

    [Fact]
    public async Task Sockets_close_and_a_replaced_secret_opens_one_until_the_end_of_the_overlap()
    {
        var (client, id, old) = await Token();
        await using var before = await RpcSocket.Open(app.Http.BaseAddress!, old.Token);
        Assert.Equal(200, RpcSocket.Status(await before.Call("profile/read")));
        var program = With((await client.Call("api-tokens/rotate", id, 60)).Data);
        await before.UntilClosed();

        await using var during = await RpcSocket.Open(app.Http.BaseAddress!, old.Token);
        await using var current = await RpcSocket.Open(app.Http.BaseAddress!, program.Token);
        Assert.Equal(200, RpcSocket.Status(await during.Call("profile/read")));
        app.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(-32801, RpcSocket.Status(await during.Call("profile/read")));
    }

    private static async Task AssertWorks(IEnumerable<RpcClient> working, IEnumerable<RpcClient> ended)
    {
        foreach (var client in working)
        {
            Assert.Equal(200, (await client.Call("profile/read")).Status);
        }

        foreach (var client in ended)
        {
            Assert.Equal(-32801, (await client.Call("profile/read")).Status);
        }
    }

    private RpcClient With(JsonElement rotated) => app.Rpc.With(rotated.GetProperty("token").GetString());

    private async Task<(RpcClient Client, string? Id, RpcClient Program)> Token(object? options = null)
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var created = (options is null ? await client.Call("api-tokens/create", "robot") : await client.Call("api-tokens/create", "robot", options)).Data;
        return (client, created.GetProperty("id").GetString(), With(created));
    }
}
