using Microsoft.Extensions.DependencyInjection;
using Serverless.Security;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.SignIn;

/// <summary>Tests the order in which sign-ins get their hashes while many wait.</summary>
public sealed class HashQueueTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_new_device_does_not_wait_for_all_known_devices()
    {
        using var passwords = new OrderedPasswords();
        await using var app = new LimitedApp(azurite) { HashesAtOnce = 1, Configure = services => services.AddSingleton<IPasswordAlgorithm>(passwords) };
        await app.InitializeAsync();
        var office = LimitedApp.NewAddress();
        string[] known = [await Given.User(app.From()), await Given.User(app.From()), await Given.User(app.From()), await Given.User(app.From())];
        foreach (var name in known)
        {
            Assert.Equal(200, (await SignIn(name)).Status);
        }

        var newcomer = await Given.User(app.From());
        var hash = (await app.FindUser(newcomer))!.PasswordHash!;
        passwords.Block();
        var first = SignIn(known[0]);
        await TestTimeout.Until(() => passwords.Verified.Count == 1, "The first sign-in did not begin its hash.");
        Task<RpcAnswer>[] others = [.. known[1..].Select(SignIn)];
        await WaitForQueue(others.Length);
        var late = SignIn(newcomer);
        await WaitForQueue(others.Length + 1);
        passwords.Release();

        Assert.All(await Task.WhenAll([first, late, .. others]), answer => Assert.Equal(200, answer.Status));
        Assert.Equal(1, passwords.Verified.IndexOf(hash));

        Task<RpcAnswer> SignIn(string name) => app.From(office).Call("session/signin", new { username = name, password = Given.Password });
        Task WaitForQueue(int length) => TestTimeout.Until(() => app.Get<PasswordHashing>().Waiting == length, $"{length} hashes did not wait.");
    }

    /// <summary>Lists the verified hashes in order, and can block.</summary>
    private sealed class OrderedPasswords : IPasswordAlgorithm, IDisposable
    {
        private readonly CountingPasswords _passwords = new();
        private readonly ManualResetEventSlim _gate = new(initialState: true);
        private readonly List<string> _verified = [];

        public List<string> Verified
        {
            get
            {
                lock (_verified)
                {
                    return [.. _verified];
                }
            }
        }

        public void Block()
        {
            _gate.Reset();
            lock (_verified)
            {
                _verified.Clear();
            }
        }

        public void Release() => _gate.Set();

        public string Hash(string password) => _passwords.Hash(password);

        public bool Verify(string password, string encoded)
        {
            lock (_verified)
            {
                _verified.Add(encoded);
            }

            _gate.Wait(TestTimeout.Length);
            return _passwords.Verify(password, encoded);
        }

        public string Decoy() => _passwords.Decoy();

        public bool NeedsRehash(string encoded) => _passwords.NeedsRehash(encoded);

        public void Dispose() => _gate.Dispose();
    }
}
