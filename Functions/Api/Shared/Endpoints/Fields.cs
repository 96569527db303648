using System.Text.Json;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>What a request says by name: in its body, as JSON or as a form, and in its query string. Form and query values are JSON strings.</summary>
public sealed class Fields
{
    /// <summary>A request without anything.</summary>
    public static Fields None { get; } = new();

    /// <summary>The members of the body; names are case-sensitive.</summary>
    public IReadOnlyDictionary<string, JsonElement> Body { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>The parameters of the query; names are case-insensitive. A bare name, without <c>=</c>, is true.</summary>
    public IReadOnlyDictionary<string, JsonElement> Query { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Whether the body was not what its type says.</summary>
    public bool IsMalformed { get; init; }
}
