using Serverless.Tests.Harness;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Api.Shared;

/// <summary>Tests members that an operation does not know. The contracts require that they are ignored; the log names them at level Debug.</summary>
public sealed class IgnoredMembersTests(IgnoredMembersTests.App app) : IClassFixture<IgnoredMembersTests.App>
{
    public sealed class App : TestApp
    {
        public App(AzuriteFixture azurite)
            : base(azurite) => Configure = Log.AddTo;

        internal LogCapture Log { get; } = new();
    }

    [Fact]
    public async Task Logs_the_name_of_a_misspelt_parameter()
    {
        Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = Given.Name(), password = Given.Password, permisions = "a secret" })).Status);
        await Logged("/v1/session/signup was called with members that it does not know and ignores: fields.permisions.");
        Assert.DoesNotContain(app.Log.Entries, entry => entry.Contains("a secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Logs_misspelt_fields_and_does_not_repeat_invalid_names()
    {
        var name = Given.Name();
        Assert.Equal(200, (await app.Rest.Post("/api/v2/sign_in", new Dictionary<string, string> { ["login"] = await Given.User(app.Rpc), ["password"] = Given.Password, ["firstName"] = name, ["a b"] = "" })).Status);
        await Logged("with fields that it does not know and ignores: firstName, (not a name).");
        Assert.DoesNotContain(app.Log.Entries, entry => entry.Contains(name, StringComparison.Ordinal));
    }

    private Task Logged(string sentence) =>
        TestTimeout.Until(() => app.Log.Entries.Any(entry => entry.Contains(sentence, StringComparison.Ordinal)), "The log does not say: " + sentence);
}
