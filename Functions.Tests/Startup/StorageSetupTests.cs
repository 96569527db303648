using Microsoft.Extensions.DependencyInjection;
using Serverless.Security;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Startup;

/// <summary>Tests calls to a new installation whose setup takes long.</summary>
public sealed class StorageSetupTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_machine_is_too_busy_to_create_root_calls_get_503_and_the_setup_continues()
    {
        using var gate = new ManualResetEventSlim();
        using var hashing = new PasswordHashing(new BlockedPasswords(gate), TimeProvider.System, atOnce: 1);
        var first = hashing.Hash("keeps the only thread busy", Stop);
        await using var app = new TestApp(azurite) { HashesAtOnce = null, Configure = services => services.AddSingleton(hashing) };
        await app.InitializeAsync(); // does not fail, although root's hash waits for longer than a call would

        var early = await SignIn(app);
        Assert.Equal(503, early.Status); // not 401: the password is right
        Assert.NotNull(early.Headers.RetryAfter);

        gate.Set();
        await first;
        await TestTimeout.Until(async () => (await SignIn(app)).Status != 503, "The setup did not continue.");
        Assert.Equal(200, (await SignIn(app)).Status);
    }

    private static Task<RpcAnswer> SignIn(TestApp app) => app.Rpc.Call("session/signin", new { username = "root", password = TestApp.RootPassword });

    /// <summary>The product's algorithm, behind a gate.</summary>
    private sealed class BlockedPasswords(ManualResetEventSlim gate) : IPasswordAlgorithm
    {
        private readonly CountingPasswords _algorithm = new();

        public string Hash(string password)
        {
            gate.Wait(Stop);
            return _algorithm.Hash(password);
        }

        public bool Verify(string password, string encoded) => _algorithm.Verify(password, encoded);

        public string Decoy() => _algorithm.Decoy();

        public bool NeedsRehash(string encoded) => false;
    }
}
