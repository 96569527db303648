using System.Globalization;
using Serverless.Benchmarks.Targets;

namespace Serverless.Benchmarks.Costs;

/// <summary>How each endpoint of the session family is called to see what it costs.</summary>
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
        ["/sessions/sign-in"] = Guest(actors => new { user = actors.Name, pass = Product.Password }),
        ["/sessions/sign-up"] = Guest(_ => SignUp(Actors.NewName())),
        ["/sessions/version5/delete"] = OfSession(),
        ["/sessions/version5/delete-all"] = async actors =>
        {
            await actors.App.Session(actors.Name); // it leaves the one that it is called with
            return Request(actors.User);
        },
        ["/sessions/version5/delete-many"] = OfSession(id => new { ids = new[] { id } }),
        ["/sessions/version5/list"] = User(),
        ["/sessions/version5/read"] = OfSession(),
        ["/sessions/version5/sign-in"] = Guest(actors => new { username = actors.Name, password = Product.Password }),
    };

    private static object SignUp(string name) => new { username = name, email = $"{name}@example.com", password = Product.Password, repeatPassword = Product.Password };

    private static EndpointRequest Request(string? token, object? body = null, params IReadOnlyList<(string Name, string Value)> values) => new("Authorization", token, body, values);

    private static Func<Actors, Task<EndpointRequest>> Guest(Func<Actors, object?> body) => actors => Task.FromResult(Request(null, body(actors)));

    private static Func<Actors, Task<EndpointRequest>> User() => actors => Task.FromResult(Request(actors.User));

    /// <summary>By a user, of the session that he calls with.</summary>
    private static Func<Actors, Task<EndpointRequest>> OfSession(Func<string, object>? body = null) => async actors =>
    {
        var id = await SessionId(actors);
        return Request(actors.User, body?.Invoke(id), ("id", id));
    };

    /// <summary>By an administrator, of the user's session.</summary>
    private static Func<Actors, Task<EndpointRequest>> OfUser(Func<string, object>? body = null) => async actors =>
    {
        var id = await SessionId(actors);
        return Request(actors.Root, body?.Invoke(id), ("uid", actors.Id), ("id", id));
    };

    private static async Task<string> SessionId(Actors actors) =>
        (await actors.App.Endpoint(HttpMethod.Get, "/api/user/session", Request(actors.User))).GetProperty("iat").GetInt64().ToString(CultureInfo.InvariantCulture);
}
