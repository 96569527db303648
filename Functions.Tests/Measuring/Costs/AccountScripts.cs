using Serverless.Measuring.Programs;

namespace Serverless.Measuring.Costs;

/// <summary>Contains a script for each endpoint of the account family, with which its cost is counted.</summary>
internal static class AccountScripts
{
    private const string NewPassword = "another long and winding road";

    public static IReadOnlyDictionary<string, Func<Actors, Task<EndpointRequest>>> All { get; } = new Dictionary<string, Func<Actors, Task<EndpointRequest>>>(StringComparer.Ordinal)
    {
        ["/accounts/read-user"] = User(),
        ["/accounts/reset-password"] = Guest(actors => new { email = $"{actors.Name}@example.com" }),
        ["/accounts/sign-in"] = Guest(actors => new { login = actors.Name, password = TestSettings.Password }),
        ["/accounts/sign-in-with"] = async actors =>
        {
            var known = Request(null, new { uid = actors.Name }, ("provider", "wechat"));
            await actors.App.Endpoint(HttpMethod.Post, "/api/v2/sign_in_with/wechat", known);
            return known;
        },
        ["/accounts/sign-up"] = Guest(_ => SignUp(Actors.NewName())),
        ["/accounts/sign-up-temporarily"] = Guest(_ => null),
        ["/accounts/update-password"] = User(new { current_password = TestSettings.Password, password = NewPassword, password_confirmation = NewPassword }),
        ["/accounts/update-user"] = User(new { fullname = "Somebody" }),
    };

    private static object SignUp(string name) => new { username = name, email = $"{name}@example.com", password = TestSettings.Password, password_confirmation = TestSettings.Password };

    private static EndpointRequest Request(string? token, object? body = null, params IReadOnlyList<(string Name, string Value)> values) => new("PRIVATE-TOKEN", token, body, values);

    private static Func<Actors, Task<EndpointRequest>> Guest(Func<Actors, object?> body) => actors => Task.FromResult(Request(null, body(actors)));

    /// <summary>Returns a script for a call of a user with a token of the account family.</summary>
    private static Func<Actors, Task<EndpointRequest>> User(object? body = null) => async actors =>
    {
        var account = await actors.App.Endpoint(HttpMethod.Post, "/api/v2/sign_in", Request(null, new { login = actors.Name, password = TestSettings.Password }));
        return Request(account.GetProperty("private_token").GetString(), body);
    };
}
