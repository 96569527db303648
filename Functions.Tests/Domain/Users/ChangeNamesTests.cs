using System.Globalization;
using Azure.Core;
using Serverless.Storage.Rows;
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
        var writes = 0;
        HeldRequests? finalising = null;
        finalising = app.Faults.Hold(request =>
        {
            var number = request.Method == RequestMethod.Put && request.Uri.Path.Contains("Names(", StringComparison.Ordinal) ? ++writes : 0;
            if (number == 2)
            {
                finalising!.Release();
            }

            return number == 1;
        });
        Assert.Equal(200, (await client.Call("profile/set-telegram-username", first)).Status);
        Assert.Equal(200, (await client.Call("profile/set-telegram-username", second)).Status);
        await app.FinishFollowUps();
        app.Faults.Clear();

        Assert.Equal(200, (await other.Call("profile/set-telegram-username", first)).Status);
        await Invariants.Hold(app);
    }

    [Fact]
    public async Task The_user_row_is_read_at_the_same_time_as_the_session_row()
    {
        var (user, client) = await Given.SignedInUser(app.Rpc);
        await app.FinishFollowUps();
        var name = Given.Name();

        // The response for the session row waits until the user row is requested.
        HeldRequests? session = null;
        session = app.Faults.HoldResponse(request =>
        {
            if (IsReadOf(request, UserRow.KeyPrefix))
            {
                session!.Release();
            }

            return IsReadOf(request, "session;");
        });
        var answer = await client.Call("profile/set-telegram-username", name).WaitAsync(TestTimeout.Length, TestContext.Current.CancellationToken);
        app.Faults.Clear();

        Assert.Equal(200, answer.Status);
        Assert.Equal(name, (await app.FindUser(user))!.TelegramName);
    }

    [Fact]
    public async Task An_administrator_whose_session_ends_while_names_are_marked_leaves_all_names_as_they_were()
    {
        var root = await Given.Root(app);
        var (admin, client) = await Given.SignedInUser(app.Rpc);
        Assert.Equal(200, (await root.Call("admin/users/set-permissions", (await app.FindUser(admin))!.Id.ToString(CultureInfo.InvariantCulture), new { admin = true })).Status);
        var (user, wanted) = (await Given.User(app.Rpc), Given.Name());
        await app.FinishFollowUps();

        // The second read of the session row runs beside the mark, and waits for the sign-out.
        var looks = 0;
        var check = app.Faults.Hold(request => IsReadOf(request, "session;") && ++looks == 2);
        var running = client.Call("admin/users/set-username", user, wanted);
        await check.Wait();
        Assert.Equal(200, (await client.Call("session/signout")).Status);
        check.Release();
        Assert.Equal(401, (await running).HttpStatus);
        await app.FinishFollowUps();
        app.Faults.Clear();

        await Given.Session(app.Rpc, user);
        Assert.Equal(200, (await root.Call("admin/users/create", new { username = wanted, password = Given.Password })).Status);
        await Invariants.Hold(app);
    }

    private static bool IsReadOf(Request request, string rowKey) =>
        request.Method == RequestMethod.Get && Uri.UnescapeDataString(request.Uri.ToString()).Contains($"RowKey='{rowKey}", StringComparison.Ordinal);
}
