using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Serverless.WorkerHosting.Protocol;

namespace Serverless.WorkerHosting;

/// <summary>Represents a function as its worker describes it.</summary>
internal sealed class HostedFunction
{
    private readonly JsonElement _trigger;

    public HostedFunction(RpcFunctionMetadata metadata)
    {
        Metadata = metadata;
        _trigger = metadata.RawBindings.Select(json => JsonSerializer.Deserialize<JsonElement>(json))
            .FirstOrDefault(binding => Text(binding, "type") is { } type && type.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase));
    }

    public RpcFunctionMetadata Metadata { get; }

    public string Name => Metadata.Name;

    public string Id => Metadata.FunctionId;

    /// <summary>Gets the kind of the trigger, such as <c>httpTrigger</c>.</summary>
    public string TriggerType => Text("type") ?? "";

    /// <summary>Gets the parameter that the trigger fills.</summary>
    public string Parameter => Text("name") ?? "";

    /// <summary>Returns a member of the trigger, whatever the case of its name; null if there is none.</summary>
    public string? Text(string member) => Text(_trigger, member);

    /// <summary>Returns whether a member of the trigger is true.</summary>
    public bool? Flag(string member) => Member(_trigger, member) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.GetBoolean() : null;

    /// <summary>Returns the texts of an array member.</summary>
    public IReadOnlyList<string> Texts(string member) =>
        Member(_trigger, member) is { ValueKind: JsonValueKind.Array } values ? [.. values.EnumerateArray().Select(value => value.GetString()!)] : [];

    /// <summary>Gets whether the host passes the trigger's value as a reference that the worker converts.</summary>
    public bool IsDeferred => Member(_trigger, "properties") is { ValueKind: JsonValueKind.Object } properties
        && string.Equals(Text(properties, "supportsDeferredBinding"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns whether a setting turns the function off.</summary>
    public bool IsDisabled(IConfiguration configuration) =>
        bool.TryParse(configuration[$"AzureWebJobs.{Name}.Disabled"] ?? configuration[$"AzureWebJobs_{Name}_Disabled"], out var disabled) && disabled;

    private static string? Text(JsonElement element, string member) => Member(element, member) switch
    {
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        { ValueKind: JsonValueKind.Undefined or JsonValueKind.Null } => null,
        var value => value.ToString(),
    };

    private static JsonElement Member(JsonElement element, string member) => element.ValueKind != JsonValueKind.Object
        ? default
        : element.EnumerateObject().FirstOrDefault(property => property.Name.Equals(member, StringComparison.OrdinalIgnoreCase)).Value;
}
