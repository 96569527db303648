using Serverless.Domain.Users;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Users;

/// <summary>
/// Stops operations with several writes after each of them (security requirement R48). The repeated request must then succeed or be refused cleanly.
/// After the repair job the invariants hold: unique names, no user without their name, no name without its user, lists that match the rows.
/// </summary>
public abstract class StoppedAfterWrites(QuietApp app)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Gets the app that stops.</summary>
    protected QuietApp App => app;

    public static TheoryData<int> Cuts(int most) => [.. Enumerable.Range(0, most + 1)];

    /// <summary>Runs a call in a process that crashes after a number of writes. Returns whether the call completed nevertheless.</summary>
    protected async Task<bool> DieAfter(int writes, Func<Task<RpcAnswer>> call)
    {
        app.Faults.DieAfterWrites(writes);
        var answer = await call();
        await app.FinishFollowUps();
        app.Faults.Clear();
        Assert.Contains(answer.Status, (int[])[200, 500]);
        return answer.Status == 200;
    }

    /// <summary>Waits until the emails of a user are marked as sent, so that only the test writes to the user.</summary>
    protected async Task Settle(string name)
    {
        var user = await app.FindUser(name);
        foreach (var action in user!.Actions)
        {
            while (await app.Get<AccountStore>().FindAction(user.Id, action.Id, Stop) is { Sent: false })
            {
                await Task.Yield();
            }
        }
    }
}
