using Microsoft.Extensions.Time.Testing;
using Serverless.Security;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Security;

public sealed class PasswordHashingTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("new:secret", true)]
    [InlineData("new:other", false)]
    [InlineData("old:other", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public async Task Every_check_computes_exactly_one_hash(string? encoded, bool ok)
    {
        var algorithm = new CountingAlgorithm();
        using var hashing = new PasswordHashing(algorithm, TimeProvider.System);
        int before = algorithm.Hashes;

        PasswordCheck check = await hashing.Verify("secret", encoded, Stop);

        Assert.Equal(new PasswordCheck(ok, null), check);
        Assert.Equal(1, algorithm.Hashes - before);
    }

    [Fact]
    public async Task A_correct_password_with_an_old_hash_gets_a_new_hash()
    {
        using var hashing = new PasswordHashing(new CountingAlgorithm(), TimeProvider.System);

        Assert.Equal(new PasswordCheck(true, "new:secret"), await hashing.Verify("secret", "old:secret", Stop));
    }

    [Fact]
    public async Task Hashes_with_old_parameters_are_upgraded_and_still_verify()
    {
        using var hashing = new PasswordHashing(new Argon2id(), TimeProvider.System);
        string old = new Argon2id(4_096, 3).Hash("secret");

        PasswordCheck first = await hashing.Verify("secret", old, Stop);
        PasswordCheck second = await hashing.Verify("secret", first.Upgraded, Stop);

        Assert.True(first.Ok);
        Assert.StartsWith("$argon2id$v=19$m=19456,t=2,p=1$", first.Upgraded, StringComparison.Ordinal);
        Assert.Equal(new PasswordCheck(true, null), second);
    }

    [Fact]
    public async Task A_password_verifies_against_its_own_hash()
    {
        using var hashing = new PasswordHashing(new Argon2id(), TimeProvider.System);
        string encoded = await hashing.Hash("secret", Stop);

        Assert.True((await hashing.Verify("secret", encoded, Stop)).Ok);
        Assert.False((await hashing.Verify("Secret", encoded, Stop)).Ok);
        Assert.False((await hashing.Verify("secret", "garbage", Stop)).Ok);
    }

    [Fact]
    public async Task Accepts_a_password_in_any_unicode_normalisation_form()
    {
        using var hashing = new PasswordHashing(new Argon2id(), TimeProvider.System);
        const string composed = "caf\u00E9 au lait", decomposed = "cafe\u0301 au lait";
        foreach (var encoded in new[] { await hashing.Hash(composed, Stop), await hashing.Hash(decomposed, Stop) })
        {
            Assert.Equal(new PasswordCheck(true, null), await hashing.Verify(composed, encoded, Stop));
            Assert.Equal(new PasswordCheck(true, null), await hashing.Verify(decomposed, encoded, Stop));
            Assert.False((await hashing.Verify("cafe au lait", encoded, Stop)).Ok);
        }
    }

    [Fact]
    public async Task Accepts_and_renews_hashes_of_passwords_that_were_not_normalised()
    {
        using var hashing = new PasswordHashing(new CountingAlgorithm(), TimeProvider.System);
        Assert.Equal(new PasswordCheck(true, "new:caf\u00E9"), await hashing.Verify("cafe\u0301", "new:cafe\u0301", Stop));
    }

    [Fact]
    public async Task The_number_of_hashes_depends_on_the_password_sent_and_not_on_the_account()
    {
        var algorithm = new CountingAlgorithm();
        using var hashing = new PasswordHashing(algorithm, TimeProvider.System);
        foreach (var encoded in new[] { null, "", "new:other", "new:cafe", "new:caf\u00E9" })
        {
            var before = algorithm.Hashes;
            await hashing.Verify("cafe\u0301", encoded, Stop);
            Assert.Equal(2, algorithm.Hashes - before);
        }
    }

    [Fact]
    public async Task A_password_with_a_lone_surrogate_is_checked_unchanged()
    {
        using var hashing = new PasswordHashing(new Argon2id(), TimeProvider.System);
        Assert.True((await hashing.Verify("secret\uD800", await hashing.Hash("secret\uD800", Stop), Stop)).Ok);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Limits_concurrent_hashes_and_keeps_them_off_the_thread_pool(int atOnce)
    {
        using var gate = new ManualResetEvent(false);
        var algorithm = new CountingAlgorithm(gate);
        using var hashing = new PasswordHashing(algorithm, new FakeTimeProvider(), atOnce);

        Task<PasswordCheck>[] checks = [.. Enumerable.Range(0, 20).Select(_ => hashing.Verify("secret", "new:secret", Stop))];
        await TestTimeout.Until(() => algorithm.Running == atOnce, "The hashes did not begin.");
        gate.Set();
        PasswordCheck[] done = await Task.WhenAll(checks);

        Assert.All(done, check => Assert.True(check.Ok));
        Assert.Equal(atOnce, algorithm.MostAtOnce);
        Assert.True(algorithm.NeverOnThePool);
    }

    [Fact]
    public async Task Hashing_runs_below_the_priority_of_calls_and_its_continuation_does_not()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shows the priority of a thread in a file.");
        var algorithm = new CountingAlgorithm();
        using var hashing = new PasswordHashing(algorithm, TimeProvider.System);

        for (var i = 0; i < 3; i++)
        {
            await hashing.Verify("secret", "new:secret", Stop);
            Assert.Equal(BackgroundThreads.Niceness, algorithm.Niceness - CountingAlgorithm.NicenessOfThread());
            Assert.Equal(CountingAlgorithm.NicenessOfProcess(), CountingAlgorithm.NicenessOfThread());
        }
    }

    [Theory]
    [InlineData(null, 5_000)]
    [InlineData(9_000, 5_000)]
    [InlineData(2_000, 2_000)]
    public async Task A_caller_that_waits_for_a_hash_for_five_seconds_or_the_rest_of_its_time_is_told_to_retry_in_five(int? left, int longest)
    {
        using var gate = new ManualResetEvent(false);
        var (time, algorithm) = (new FakeTimeProvider(), new CountingAlgorithm(gate));
        using var hashing = new PasswordHashing(algorithm, time, 1, longest => left is { } rest && TimeSpan.FromMilliseconds(rest) < longest ? TimeSpan.FromMilliseconds(rest) : longest);
        Task<PasswordCheck> running = hashing.Verify("secret", "new:secret", Stop);
        await TestTimeout.Until(() => algorithm.Running == 1, "The hash did not begin.");
        Task<PasswordCheck> waiting = hashing.Verify("secret", "new:secret", Stop);

        time.Advance(TimeSpan.FromMilliseconds(longest - 1));
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        var busy = await Assert.ThrowsAsync<ServiceBusyException>(() => waiting);
        Assert.Equal(TimeSpan.FromSeconds(5), busy.RetryAfter);
        gate.Set();
        Assert.True((await running).Ok);
        Assert.True((await hashing.Verify("secret", "new:secret", Stop)).Ok);
    }

    [Fact]
    public async Task A_caller_that_disconnects_while_waiting_leaves_the_queue()
    {
        using var gate = new ManualResetEvent(false);
        using var caller = new CancellationTokenSource();
        using var hashing = new PasswordHashing(new CountingAlgorithm(gate), new FakeTimeProvider(), 1);
        Task<PasswordCheck> running = hashing.Verify("secret", "new:secret", Stop);
        Task<PasswordCheck> waiting = hashing.Verify("secret", "new:secret", caller.Token);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        gate.Set();
        Assert.True((await running).Ok);
    }

    [Fact]
    public async Task A_failing_algorithm_releases_its_place_in_the_queue()
    {
        using var hashing = new PasswordHashing(new CountingAlgorithm(), TimeProvider.System, 1);

        // "x" is no hash of the counting algorithm, which throws where the real one returns false.
        await Assert.ThrowsAnyAsync<ArgumentException>(() => hashing.Verify("secret", "x", Stop));

        Assert.True((await hashing.Verify("secret", "new:secret", Stop)).Ok);
    }
}
