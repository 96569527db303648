using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.RateLimits;

/// <summary>Runs each test of a class on two instances of the product over one storage, with its default limits. Both write emails into one folder.</summary>
/// <param name="create">Creates an instance with a prefix.</param>
public abstract class OnTwoInstances(Func<string, LimitedApp> create) : IAsyncLifetime
{
    private readonly string _prefix = TestApp.NewPrefix();

    /// <summary>Gets the instances.</summary>
    protected LimitedApp[] Apps { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Apps = [create(_prefix), create(_prefix)];
        Apps[1].Settings["Email:PickupDirectory"] = Apps[0].MailDirectory;
        foreach (var app in Apps)
        {
            await app.InitializeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The first instance deletes the folder, so it is the last to end.
        foreach (var app in Enumerable.Reverse(Apps))
        {
            await app.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}
