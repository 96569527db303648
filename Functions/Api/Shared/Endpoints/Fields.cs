using System.Text.Json;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>
/// Contains the named values of a request: from its body, as JSON or as a form, and from its query string. Form and query values are JSON strings.
/// </summary>
public sealed class Fields
{
    /// <summary>Gets the fields of a request that has none.</summary>
    public static Fields None { get; } = new();

    /// <summary>Gets the members of the body. Names are case-sensitive.</summary>
    public IReadOnlyDictionary<string, JsonElement> Body { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Gets the parameters of the query. Names are case-insensitive. A name without <c>=</c> is true.</summary>
    public IReadOnlyDictionary<string, JsonElement> Query { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Gets whether the body does not match its type.</summary>
    public bool IsMalformed { get; init; }
}
