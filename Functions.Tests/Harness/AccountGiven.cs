namespace Serverless.Tests.Harness;

/// <summary>Brings about what tests of the account family start from.</summary>
public static class AccountGiven
{
    /// <summary>What a person fills in.</summary>
    public static Dictionary<string, string?> Form(string name, string password = Given.Password) => new()
    {
        ["username"] = name,
        ["email"] = Given.Email(name),
        ["password"] = password,
        ["password_confirmation"] = password,
    };

    /// <summary>A new user of this family, and the client that his token makes.</summary>
    public static async Task<(RestReply Account, RestClient Client)> User(RestClient rest)
    {
        var account = await rest.Post("/api/v2/sign_up", Form(Given.Name()));
        return (account, rest.WithPrivateToken(Token(account)));
    }

    /// <summary>The token in an answer that must be a success.</summary>
    public static string Token(RestReply account)
    {
        Assert.True(account.Status == 200, account.ToString());
        return account["private_token"].GetString()!;
    }
}
