using Serverless.Api.Shared.Declarations;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>A call of an endpoint, or of an unknown path of a family.</summary>
public sealed class RestCall : Call
{
    /// <summary>Gets the family that handles the call.</summary>
    public required Family Family { get; init; }

    /// <summary>Gets the declaration of the endpoint; null for an unknown path.</summary>
    public EndpointDeclaration? Endpoint { get; init; }

    /// <inheritdoc />
    public override OperationDeclaration? Method => Endpoint;

    /// <summary>Gets the verbs that have an endpoint on this path; null for an unknown path and for a call of an endpoint.</summary>
    public string? Allow { get; init; }

    /// <summary>Gets or sets the fields of the request; empty until they are read.</summary>
    public Fields Fields { get; set; } = Fields.None;
}
