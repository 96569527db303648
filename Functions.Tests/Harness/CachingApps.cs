using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Domain.Sessions.Revocation;
using Serverless.Storage.Index;

namespace Serverless.Tests.Harness;

/// <summary>Runs two instances over one store, both with <c>Auth__CacheSeconds</c> and one common clock.</summary>
public sealed class CachingApps(AzuriteFixture azurite) : IAsyncLifetime
{
    public TestApp Here { get; } = new CachingApp(azurite);

    public TestApp There { get; private set; } = null!;

    /// <summary>Gets the error of the second instance's clock; null for one common clock. Two clocks are corrected by storage, as in the product.</summary>
    public TimeSpan? Skew { get; init; }

    public async ValueTask InitializeAsync()
    {
        There = new CachingApp(azurite) { Prefix = Here.Prefix, Clock = Skew is null ? Here.Clock : new() };
        if (Skew is { } skew)
        {
            There.Clock.Advance(skew);
            foreach (var app in (TestApp[])[Here, There])
            {
                app.Configure = services => services.AddSingleton(new StorageClock(app.Clock));
            }
        }

        await Here.InitializeAsync();
        await There.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await There.DisposeAsync();
        await Here.DisposeAsync();
    }

    /// <summary>Creates a user whose session both instances remember.</summary>
    public async Task<KnownUser> SignedInUser()
    {
        var (name, here) = await Given.SignedInUser(Here.Rpc);
        var there = There.Rpc.With(here.Token);
        Assert.Equal(200, (await here.Call("profile/read")).Status);
        // The last poll may be from before the previous user's revocation.
        There.Clock.Advance(Bound);
        var profile = await there.Call("profile/read");
        return new KnownUser(name, profile.Data.GetProperty("id").GetString()!, here, there);
    }

    /// <summary>
    /// Returns the reads of sessions and API tokens on the second instance during <paramref name="calls"/> calls, without polls for revocations.
    /// </summary>
    public Task<int> ReadsOf(KnownUser user, int calls) => ReadsOf(user.There, calls);

    public async Task<int> ReadsOf(RpcClient there, int calls)
    {
        var reads = 0;
        There.Faults.Watch(request => reads += IsOfCredential(Uri.UnescapeDataString(request.Uri.ToString())) ? 1 : 0);
        for (var i = 0; i < calls; i++)
        {
            Assert.Equal(200, (await there.Call("profile/read")).Status);
        }

        There.Faults.Clear();
        return reads;
    }

    private static bool IsOfCredential(string uri) => uri.Contains("RowKey='session;", StringComparison.Ordinal) || uri.Contains("RowKey='token;", StringComparison.Ordinal);

    /// <summary>Lets time pass while the second instance is called, so that it continues to poll for revocations.</summary>
    public async Task Pass(TimeSpan time, RpcClient there)
    {
        var step = TimeSpan.FromSeconds(40); // less than the time after which everything is forgotten
        for (; time > TimeSpan.Zero; time -= step)
        {
            There.Clock.Advance(time < step ? time : step);
            Assert.Equal(200, (await there.Call("profile/read")).Status);
        }
    }

    /// <summary>Gets the longest time for which a revocation may go unnoticed.</summary>
    public static TimeSpan Bound => RevocationWatch.Bound;

    /// <summary>Gets how long the credentials of a revocation are not remembered.</summary>
    public static TimeSpan Hold => Revocations.Hold;

    /// <param name="Name">The user's name.</param>
    /// <param name="Id">Their id.</param>
    /// <param name="Here">Their session on the first instance.</param>
    /// <param name="There">Their session, for calls to the second instance.</param>
    public sealed record KnownUser(string Name, string Id, RpcClient Here, RpcClient There);

    private sealed class CachingApp : TestApp
    {
        public CachingApp(AzuriteFixture azurite)
            : base(azurite)
        {
            Settings["SignUp:SendConfirmation"] = "false";
            Settings["Auth:CacheSeconds"] = Seconds.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>How long credentials are remembered, in seconds.</summary>
    public const int Seconds = 3000;
}
