namespace Serverless.Measuring.Costs;

/// <summary>The parts of a call of an endpoint; verb and path are those of its declaration.</summary>
/// <param name="Header">The header with the credential, as clients of the family send it.</param>
/// <param name="Token">The credential; null for an anonymous caller.</param>
/// <param name="Body">The body, sent as JSON; null for none.</param>
/// <param name="Values">The values that replace <c>{name}</c> in the path.</param>
internal sealed record EndpointRequest(string Header, string? Token, object? Body, params IReadOnlyList<(string Name, string Value)> Values)
{
    /// <summary>Returns the path for a template such as <c>/api/user/{uid}/session/{id}</c>.</summary>
    public string Path(string template) => Values.Aggregate(template, (path, value) => path.Replace($"{{{value.Name}}}", value.Value, StringComparison.Ordinal));
}

/// <summary>Contains a script for each endpoint, with which its cost is counted. A script prepares the call, and returns the call alone.</summary>
internal static class EndpointScripts
{
    public static IReadOnlyDictionary<string, Func<Actors, Task<EndpointRequest>>> All { get; } =
        SessionScripts.All.Concat(AccountScripts.All).ToDictionary(StringComparer.Ordinal);

    /// <summary>Returns whether a call starts work in a queue.</summary>
    public static bool HasConsequences(string id) => id is "/accounts/reset-password";
}
