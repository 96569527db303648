namespace Serverless.Tests.Harness;

/// <summary>Creates the preconditions of tests of the account family.</summary>
public static class AccountGiven
{
    /// <summary>Returns the form of a sign-up.</summary>
    public static Dictionary<string, string?> Form(string name, string password = Given.Password) => new()
    {
        ["username"] = name,
        ["email"] = Given.Email(name),
        ["password"] = password,
        ["password_confirmation"] = password,
    };

    /// <summary>Creates a user of this family and returns the account and a client with the user's token.</summary>
    public static async Task<(RestReply Account, RestClient Client)> User(RestClient rest)
    {
        var account = await rest.Post("/api/v2/sign_up", Form(Given.Name()));
        return (account, rest.WithPrivateToken(Token(account)));
    }

    /// <summary>Returns the token in a successful response.</summary>
    public static string Token(RestReply account)
    {
        Assert.True(account.Status == 200, account.ToString());
        return account["private_token"].GetString()!;
    }
}
