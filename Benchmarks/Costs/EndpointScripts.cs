namespace Serverless.Benchmarks.Costs;

/// <summary>What a call of an endpoint takes; verb and path are those of its declaration.</summary>
/// <param name="Header">The header with the credential, as clients of the family send it.</param>
/// <param name="Token">The credential; null for a guest.</param>
/// <param name="Body">Sent as JSON; null for none.</param>
/// <param name="Values">What stands in the path in place of <c>{name}</c>.</param>
internal sealed record EndpointRequest(string Header, string? Token, object? Body, params IReadOnlyList<(string Name, string Value)> Values)
{
    /// <summary>The path to a template such as <c>/api/user/{uid}/session/{id}</c>.</summary>
    public string Path(string template) => Values.Aggregate(template, (path, value) => path.Replace($"{{{value.Name}}}", value.Value, StringComparison.Ordinal));
}

/// <summary>How each endpoint is called to see what it costs: prepares what it needs, and returns the call alone.</summary>
internal static class EndpointScripts
{
    public static IReadOnlyDictionary<string, Func<Actors, Task<EndpointRequest>>> All { get; } =
        SessionScripts.All.Concat(AccountScripts.All).ToDictionary(StringComparer.Ordinal);

    /// <summary>Whether a call leaves work for a queue.</summary>
    public static bool HasConsequences(string id) => id is "/accounts/reset-password";
}
