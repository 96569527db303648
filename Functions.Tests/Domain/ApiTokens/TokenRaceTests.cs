using Serverless.Domain.LastUse;
using Serverless.Domain.Users;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.ApiTokens;

/// <summary>Uses, rotates and deletes one API token on two instances at once.</summary>
public sealed class TokenRaceTests(TestApp app, AzuriteFixture azurite) : IClassFixture<TestApp>, IAsyncLifetime
{
    private const int Rounds = 12;

    private readonly TestApp _second = new(azurite) { Prefix = app.Prefix, Clock = app.Clock };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _second.InitializeAsync();

    public async ValueTask DisposeAsync() => await _second.DisposeAsync();

    [Fact]
    public async Task Two_rotations_leave_one_newest_secret_and_every_returned_one_works_in_the_overlap()
    {
        var (_, client, id, first) = await Token();
        for (var round = 0; round < Rounds; round++)
        {
            var answers = await Task.WhenAll(client.Call("api-tokens/rotate", id, 60), _second.Rpc.With(client.Token).Call("api-tokens/rotate", id, 60));
            var tokens = answers.Select(answer => answer.Data.GetProperty("token").GetString()).ToList();
            foreach (var token in tokens)
            {
                Assert.Equal(200, (await app.Rpc.With(token).Call("profile/read")).Status);
                Assert.Equal(200, (await _second.Rpc.With(token).Call("profile/read")).Status);
            }

            // Only one of the two is the newest secret, and may rotate the token.
            var rotations = new List<int>();
            foreach (var token in tokens)
            {
                rotations.Add((await app.Rpc.With(token).Call("api-tokens/rotate", id, 60)).Status);
            }

            Assert.Equal([200, 403], rotations.Order());
        }

        Assert.Equal(-32801, (await app.Rpc.With(first).Call("profile/read")).Status); // more rotations than secrets that are kept
    }

    [Fact]
    public async Task A_rotation_beside_a_deletion_leaves_no_token()
    {
        var (name, client, _, _) = await Token();
        for (var round = 0; round < Rounds; round++)
        {
            var created = (await client.Call("api-tokens/create", "robot", new { expires_in_days = 5 })).Data;
            var (id, token) = (created.GetProperty("id").GetString(), created.GetProperty("token").GetString());
            var program = _second.Rpc.With(token);
            var rotating = client.Call("api-tokens/rotate", id, 60);
            var deleting = _second.Rpc.With(client.Token).Call("api-tokens/delete", id);
            var using_ = program.Call("profile/read");
            await Task.WhenAll(rotating, deleting, using_, _second.Get<WriteUses>().Flush(Stop));
            Assert.Equal(200, (await deleting).Status);
            var rotated = await rotating;
            Assert.Contains(rotated.Status, (int[])[200, 404]);
            await Task.WhenAll(app.Get<WriteUses>().Flush(Stop), _second.Get<WriteUses>().Flush(Stop));
            Assert.Equal(-32801, (await program.Call("profile/read")).Status);
            if (rotated.Status == 200)
            {
                Assert.Equal(-32801, (await app.Rpc.With(rotated.Data.GetProperty("token").GetString()).Call("profile/read")).Status);
            }

            var user = (await app.FindUser(name))!;
            Assert.Single(await app.Get<AccountStore>().ListTokens(user.Id, Stop));
            Assert.Equal((1, 0), (user.Tokens.Length, user.ExpiringTokens.Length));
        }
    }

    [Fact]
    public async Task A_change_by_a_secret_that_a_rotation_ends_is_made_before_it_or_not_at_all()
    {
        var (_, client, id, token) = await Token();
        for (var round = 0; round < Rounds; round++)
        {
            var created = _second.Rpc.With(token).Call("api-tokens/create", "by the old secret");
            var rotated = client.Call("api-tokens/rotate", id);
            await Task.WhenAll(created, rotated);
            Assert.Contains((await created).Status, (int[])[200, -32801]);
            Assert.Equal(-32801, (await _second.Rpc.With(token).Call("api-tokens/create", "too late")).Status);
            Assert.Equal(200, (await rotated).Status);
            token = (await rotated).Data.GetProperty("token").GetString()!;
        }
    }

    private async Task<(string Name, RpcClient Client, string Id, string Token)> Token()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var created = (await client.Call("api-tokens/create", "robot")).Data;
        return (name, client, created.GetProperty("id").GetString()!, created.GetProperty("token").GetString()!);
    }
}
