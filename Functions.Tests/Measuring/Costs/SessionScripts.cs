using System.Globalization;
using Serverless.Measuring.Programs;

namespace Serverless.Measuring.Costs;

/// <summary>Contains a script for each endpoint of the session family, with which its cost is counted.</summary>
internal static class SessionScripts
{
    public static IReadOnlyDictionary<string, Func<Actors, Task<EndpointRequest>>> All { get; } = new Dictionary<string, Func<Actors, Task<EndpointRequest>>>(StringComparer.Ordinal)
    {
        ["/sessions/delete"] = OfSession(),
        ["/sessions/delete-all"] = User(),
        ["/sessions/delete-many"] = OfSession(id => new { sessions = new[] { id } }),
        ["/sessions/hello"] = Guest(_ => null),
        ["/sessions/list"] = User(),
        ["/sessions/of-user/delete"] = OfUser(),
        ["/sessions/of-user/delete-all"] = OfUser(),
        ["/sessions/of-user/delete-many"] = OfUser(id => new { sessions = new[] { id } }),
        ["/sessions/of-user/list"] = OfUser(),
        ["/sessions/of-user/read"] = OfUser(),
        ["/sessions/read"] = OfSession(),
        ["/sessions/read-current"] = User(),
        ["/sessions/read-user"] = User(),
        ["/sessions/sign-in"] = Guest(actors => new { user = actors.Name, pass = TestSettings.Password }),
        ["/sessions/sign-up"] = Guest(_ => SignUp(Actors.NewName())),
        ["/sessions/version5/delete"] = OfSession(),
        ["/sessions/version5/delete-all"] = async actors =>
        {
            await actors.App.Session(actors.Name); // the session of the call stays
            return Request(actors.User);
        },
        ["/sessions/version5/delete-many"] = OfSession(id => new { ids = new[] { id } }),
        ["/sessions/version5/list"] = User(),
        ["/sessions/version5/read"] = OfSession(),
        ["/sessions/version5/sign-in"] = Guest(actors => new { username = actors.Name, password = TestSettings.Password }),
    };

    private static object SignUp(string name) => new { username = name, email = $"{name}@example.com", password = TestSettings.Password, repeatPassword = TestSettings.Password };

    private static EndpointRequest Request(string? token, object? body = null, params IReadOnlyList<(string Name, string Value)> values) => new("Authorization", token, body, values);

    private static Func<Actors, Task<EndpointRequest>> Guest(Func<Actors, object?> body) => actors => Task.FromResult(Request(null, body(actors)));

    private static Func<Actors, Task<EndpointRequest>> User() => actors => Task.FromResult(Request(actors.User));

    /// <summary>Returns a script for a user's call about the session of the call.</summary>
    private static Func<Actors, Task<EndpointRequest>> OfSession(Func<string, object>? body = null) => async actors =>
    {
        var id = await SessionId(actors);
        return Request(actors.User, body?.Invoke(id), ("id", id));
    };

    /// <summary>Returns a script for an administrator's call about the user's session.</summary>
    private static Func<Actors, Task<EndpointRequest>> OfUser(Func<string, object>? body = null) => async actors =>
    {
        var id = await SessionId(actors);
        return Request(actors.Root, body?.Invoke(id), ("uid", actors.Id), ("id", id));
    };

    private static async Task<string> SessionId(Actors actors) =>
        (await actors.App.Endpoint(HttpMethod.Get, "/api/user/session", Request(actors.User))).GetProperty("iat").GetInt64().ToString(CultureInfo.InvariantCulture);
}
