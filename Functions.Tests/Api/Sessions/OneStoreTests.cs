using Azure.Data.Tables;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Sessions;

/// <summary>Tests that all families share one store: the session family sees changes of the others at once.</summary>
public sealed class OneStoreTests(TestApp app) : IClassFixture<TestApp>
{
    private RestClient Rest => new(app.Http);

    [Fact]
    public async Task The_session_family_lists_and_accepts_sessions_of_the_RPC_family()
    {
        var (name, rpc) = await Given.SignedInUser(app.Rpc.With(null));
        var (client, id) = await Rest.SignIn(name);
        var own = (await Rest.With(rpc.Token).Get("/api/user/session"))["iat"].GetInt64();
        Assert.Equal([id, own], await client.Ids());
        Assert.Equal("Session Deleted", (await client.Delete($"/api/user/session/{own}"))["message"].GetString());
        Assert.Equal(-32801, (await rpc.Call("profile/read")).Status);
    }

    [Fact]
    public async Task The_RPC_family_accepts_and_ends_sessions_of_the_session_family()
    {
        var (client, _) = await Rest.SignIn(await Given.User(app.Rpc));
        var rpc = app.Rpc.With(client.Token);
        Assert.True((await rpc.Call("profile/read")).IsSuccess);
        Assert.True((await rpc.Call("session/signout")).IsSuccess);
        Assert.Equal(401, (await client.Get("/api/user/session")).Status);
    }

    [Fact]
    public async Task A_user_registered_in_the_session_family_can_sign_in_to_the_RPC_family()
    {
        var name = Given.Name();
        await Rest.Post("/api/user", new { username = name, email = Given.Email(name), password = Given.Password, repeatPassword = Given.Password });
        Assert.True((await (await Given.Session(app.Rpc, name)).Call("profile/read")).IsSuccess);
        Assert.Equal(200, (await Rest.Post("/api/v2/sign_in", new { login = name, password = Given.Password })).Status);
    }

    [Fact]
    public async Task A_new_password_and_ended_sessions_take_effect_in_the_session_family()
    {
        var name = await Given.User(app.Rpc);
        var (first, _) = await Rest.SignIn(name);
        var (second, _) = await Rest.SignIn(name);
        Assert.True((await app.Rpc.With(second.Token).Call("profile/set-password", "another long password")).IsSuccess);
        Assert.Equal((401, 200), ((await first.Get("/api/user/session")).Status, (await second.Get("/api/user/session")).Status));
        var (third, _) = await Rest.SignIn(name, "another long password");
        Assert.Equal(1, (await app.Rpc.With(third.Token).Call("profile/delete-sessions")).Rows);
        Assert.Equal((401, 200), ((await second.Get("/api/user/session")).Status, (await third.Get("/api/user/session")).Status));
    }

    [Fact]
    public async Task An_API_token_can_list_sessions_and_cannot_end_them()
    {
        var (client, id) = await Rest.SignIn(await Given.User(app.Rpc));
        var token = Rest.With((await app.Rpc.With(client.Token).Call("api-tokens/create", "mine")).Data.GetProperty("token").GetString());
        Assert.Equal(401, (await token.Get("/api/user/session")).Status); // it is not a session
        Assert.Equal([id], await token.Ids());
        Assert.Equal(200, (await token.Get($"/api/user/session/{id}")).Status);
        Assert.Equal(200, (await token.Get("/api/user")).Status);
        foreach (var path in (string[])[$"/api/user/session/{id}", "/api/user/sessions", "/api/user/sessions/all", $"/api/users/me/sessions/{id}"])
        {
            (await token.Delete(path, new { sessions = new[] { $"{id}" } })).IsError(403, "INSUFFICIENT_PERMISSIONS_ERROR", "Missing Permissions");
        }
    }

    [Fact]
    public async Task A_session_from_before_public_ids_works_like_any_other()
    {
        var name = await Given.User(app.Rpc);
        var (old, id) = await Rest.SignIn(name);
        await MakeOld((await app.FindUser(name))!.Id);
        Assert.Equal(("", id), ((await old.Get("/api/user/session"))["name"].GetString(), (await old.Get("/api/user/session"))["iat"].GetInt64()));
        var (client, another) = await Rest.SignIn(name);
        Assert.Contains(id, await client.Ids());
        Assert.Equal(200, (await client.Delete($"/api/user/session/{id}")).Status);
        Assert.Equal(401, (await old.Get("/api/user/session")).Status);
        if (another != id) // sessions created in one second end together: the id of an old session is its age, which another session can share
        {
            Assert.Equal([another], await client.Ids());
        }
    }

    [Fact]
    public async Task The_place_of_the_credential_decides_which_family_answers_api_user()
    {
        var name = await Given.User(app.Rpc);
        var (client, _) = await Rest.SignIn(name);
        Assert.Contains("displayName", (await client.Get("/api/user")).Members, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/user");
        request.Headers.Add("PRIVATE-TOKEN", client.Token);
        using var answer = await app.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Contains("\"private_token\":", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("private_token", (await client.Get("/user")).Members, StringComparison.Ordinal);
        using var refused = await app.Http.GetAsync(new Uri("/api/user?private_token=x", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal("""{"message":"401 Unauthorized"}""", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Administrators_list_and_end_the_sessions_of_others()
    {
        var name = await Given.User(app.Rpc);
        var (client, id) = await Rest.SignIn(name);
        var user = (await app.FindUser(name))!.Id;
        var root = Rest.With((await Given.Root(app)).Token);
        foreach (var uid in (string[])[$"{user}", name])
        {
            Assert.Equal(id, (await root.Get($"/api/user/{uid}/sessions?limit=1"))["items"][0].GetProperty("iat").GetInt64());
            Assert.Equal($"{user}", (await root.Get($"/api/user/{uid}/session/{id}"))["sub"].GetString());
        }

        (await client.Get($"/api/user/{user}/sessions")).IsError(403, "INSUFFICIENT_PERMISSIONS_ERROR", "Missing Permissions");
        (await Rest.Get($"/api/user/{user}/sessions")).IsError(401, "INVALID_SESSION_ERROR", "Invalid Session");
        (await root.Get("/api/user/99999999/sessions")).IsError(404, "INVALID_USER_ERROR", "Invalid User");
        (await root.Get($"/api/user/{user}/session/5")).IsError(404, "INVALID_SESSION_ERROR", "Invalid Session");
        (await root.Delete($"/api/user/{user}/session/5")).IsError(404, "SESSION_NOT_FOUND_ERROR", "Session Not Found");
        Assert.Equal(0, (await root.Delete($"/api/user/{user}/sessions", new { sessions = new[] { "5" } }))["count"].GetInt32());
        Assert.Equal(200, (await root.Delete($"/api/user/{user}/session/{id}")).Status);
        Assert.Equal(401, (await client.Get("/api/user/session")).Status);
        await Rest.SignIn(name);
        Assert.Equal(1, (await root.Delete($"/api/user/{user}/sessions/all"))["count"].GetInt32());
    }

    [Fact]
    public async Task Only_root_ends_the_sessions_of_root()
    {
        var rpc = await Given.Root(app);
        var (name, client) = await Given.SignedInUser(app.Rpc);
        Assert.Equal(200, (await rpc.Call("admin/users/set-permissions", (await app.FindUser(name))!.Id, new { admin = true })).Status);
        var (root, administrator) = (Rest.With(rpc.Token), Rest.With(client.Token));
        var id = (await root.Get("/api/user/session"))["iat"].GetInt64();
        var ids = new { sessions = new[] { $"{id}" } };
        Assert.Contains(id, (await administrator.Get("/api/user/1/sessions"))["items"].EnumerateArray().Select(session => session.GetProperty("iat").GetInt64()));
        foreach (var uid in (string[])["1", "root", "ROOT"])
        {
            (await administrator.Delete($"/api/user/{uid}/session/{id}")).IsError(403, "INSUFFICIENT_PERMISSIONS_ERROR", "Missing Permissions");
            (await administrator.Delete($"/api/user/{uid}/sessions", ids)).IsError(403, "INSUFFICIENT_PERMISSIONS_ERROR", "Missing Permissions");
            (await administrator.Delete($"/api/user/{uid}/sessions/all")).IsError(403, "INSUFFICIENT_PERMISSIONS_ERROR", "Missing Permissions");
        }

        Assert.Equal(200, (await root.Get("/api/user/session")).Status);
        Assert.Equal(1, (await root.Delete("/api/user/1/sessions", ids))["count"].GetInt32());
        Assert.Equal(401, (await root.Get("/api/user/session")).Status);
    }

    /// <summary>Removes from a user's rows the properties that older sessions did not have.</summary>
    private async Task MakeOld(long user)
    {
        var accounts = app.Get<Tables>().Accounts;
        await foreach (var row in accounts.QueryAsync<TableEntity>(row => row.PartitionKey == Key.Encode(user)))
        {
            foreach (var column in (string[])["IssuedAt", "Name", "Owner"])
            {
                if (row.RowKey.StartsWith("session;", StringComparison.Ordinal))
                {
                    row.Remove(column);
                }
            }

            if (row.GetString("Sessions") is { } sessions)
            {
                row["Sessions"] = string.Join(',', sessions.Split(',').Select(session => string.Join(':', session.Split(':').Take(2))));
            }

            await accounts.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace);
        }
    }
}
