using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs a function on an HTTP request.</summary>
public sealed class HttpTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>A trigger for the given verbs; none means every verb.</summary>
    public HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods)
    {
        AuthLevel = authLevel;
        Methods = methods;
    }

    /// <summary>The route template, below the route prefix of host.json; the function's name when null.</summary>
    public string? Route { get; set; }

    /// <summary>The verbs that it answers.</summary>
    public string[]? Methods { get; private set; }

    /// <summary>The platform key that it asks for.</summary>
    public AuthorizationLevel AuthLevel { get; private set; }
}
