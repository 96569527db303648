using Azure.Core;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Users;

/// <summary>Tests changes of names that follow each other closely.</summary>
public sealed class ChangeNamesTests(QuietApp app) : IClassFixture<QuietApp>
{
    [Fact]
    public async Task A_name_that_is_finalised_while_its_user_gives_it_up_is_free_for_others()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var (_, other) = await Given.SignedInUser(app.Rpc);
        var (first, second) = (Given.Name(), Given.Name());
        await app.FinishFollowUps();

        // The first change is finalised after its response. This write waits for the second change, which has read the row and is about to mark it.
        var (isMarking, writes) = (new TaskCompletionSource(), 0);
        app.Faults.Delay(
            request =>
            {
                var isUpdate = request.Method == RequestMethod.Put && request.Uri.Path.Contains("Names(", StringComparison.Ordinal);
                var number = isUpdate ? Interlocked.Increment(ref writes) : 0;
                if (number == 2)
                {
                    isMarking.SetResult();
                }

                return number == 1;
            },
            isMarking.Task);
        Assert.Equal(200, (await client.Call("profile/set-telegram-username", first)).Status);
        Assert.Equal(200, (await client.Call("profile/set-telegram-username", second)).Status);
        await app.FinishFollowUps();
        app.Faults.Clear();

        Assert.Equal(200, (await other.Call("profile/set-telegram-username", first)).Status);
        await Invariants.Hold(app);
    }
}
