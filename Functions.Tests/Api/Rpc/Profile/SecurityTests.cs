using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Profile;

/// <summary>Tests <c>profile/security/read</c>, by which the console leads administrators.</summary>
[Trait("Category", "BlackBox")]
public sealed class SecurityTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Own = "a password of my own";

    private readonly TestApp _app = new(azurite);

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task The_first_password_of_root_is_initial_until_it_is_changed_on_every_instance()
    {
        var root = await Given.Session(_app.Rpc, "root", TestApp.RootPassword);
        Assert.Equal("""{"has_initial_password":true,"has_second_factor":false}""", await Read(root));
        await using var another = new TestApp(azurite) { Prefix = _app.Prefix };
        await another.InitializeAsync();
        Assert.Equal(200, (await root.Call("profile/set-password", Own)).Status);
        Assert.Equal("""{"has_initial_password":false,"has_second_factor":false}""", await Read(another.Rpc.With(root.Token)));
    }

    [Fact]
    public async Task A_password_that_an_operator_reset_is_initial_again()
    {
        Assert.Equal(200, (await (await Given.Session(_app.Rpc, "root", TestApp.RootPassword)).Call("profile/set-password", Own)).Status);
        var (exitCode, output) = await ProductProcess.RunToEnd(["--reset-root", "--Root:Password=another horse, another staple", .. TestApp.Storage(azurite, _app.Prefix)]);
        Assert.True(exitCode == 0, output);
        Assert.Equal("""{"has_initial_password":true,"has_second_factor":false}""", await Read(await Given.Session(_app.Rpc, "root", "another horse, another staple")));
    }

    [Fact]
    public async Task Users_see_whether_they_have_a_second_factor()
    {
        var (_, user) = await Given.SignedInUser(_app.Rpc);
        Assert.Equal("""{"has_initial_password":false,"has_second_factor":false}""", await Read(user));
        await FactorGiven.Totp(_app, user);
        Assert.Equal("""{"has_initial_password":false,"has_second_factor":true}""", await Read(user));
    }

    private static async Task<string> Read(RpcClient client) => (await client.Call("profile/security/read")).Data.GetRawText();
}
