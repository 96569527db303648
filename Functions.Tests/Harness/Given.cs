using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Tests.Harness;

/// <summary>Creates the preconditions of tests through the product's own endpoints.</summary>
public static class Given
{
    public const string Password = "a long and winding road";

    /// <summary>Returns a name that no other test uses.</summary>
    public static string Name() => "u" + Guid.NewGuid().ToString("N")[..14];

    /// <summary>Creates a user with a password and, on request, an email address made from their name.</summary>
    public static async Task<string> User(RpcClient rpc, bool withEmail = false)
    {
        var name = Name();
        var answer = await rpc.Call("session/signup", withEmail
            ? new { username = name, password = Password, email = Email(name) }
            : new { username = name, password = Password });
        Assert.True(answer.IsSuccess, answer.ToString());
        return name;
    }

    /// <summary>Confirms a user's email address.</summary>
    public static async Task Confirmed(TestApp app, string name) => await app.Get<AccountStore>().Change(
        Actor.Nobody, (await app.FindUser(name))!.Id, change => change.User = change.User with { EmailConfirmed = true }, TestContext.Current.CancellationToken);

    public static string Email(string name) => $"{name}@example.com";

    /// <summary>Returns a client with a session of the user.</summary>
    public static async Task<RpcClient> Session(RpcClient rpc, string name, string password = Password)
    {
        var answer = await rpc.Call("session/signin", new { username = name, password });
        Assert.True(answer.IsSuccess, answer.ToString());
        return rpc.With(answer.Data.GetProperty("token").GetString());
    }

    /// <summary>Returns a client with a session of root.</summary>
    public static Task<RpcClient> Root(TestApp app) => Session(app.Rpc, "root", TestApp.RootPassword);

    /// <summary>Creates a user and returns their client.</summary>
    public static async Task<(string Name, RpcClient Client)> SignedInUser(RpcClient rpc, bool withEmail = false)
    {
        var name = await User(rpc, withEmail);
        return (name, await Session(rpc, name));
    }
}
