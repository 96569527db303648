using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>Describes a family of REST endpoints: the place of the credential, the naming convention and the response format.</summary>
public abstract class Family
{
    /// <summary>The header of a private token.</summary>
    public const string PrivateTokenHeader = "PRIVATE-TOKEN";

    /// <summary>Gets the name of the family in stored data and in responses.</summary>
    public abstract string Name { get; }

    /// <summary>Gets the naming policy of parameters on the wire.</summary>
    public abstract JsonNamingPolicy Naming { get; }

    /// <summary>Gets the serializers of the family, which list the type of every response and of every error.</summary>
    public abstract JsonSerializerContext Json { get; }

    /// <summary>Gets the type of the family's errors, for the API description.</summary>
    public abstract Type ErrorType { get; }

    /// <summary>Gets whether the family's calls are counted by <see cref="Domain.RateLimits.GeneralLimit"/>.</summary>
    public virtual bool HasGeneralLimit => false;

    /// <summary>Returns whether an unknown path gets a response in the family's format.</summary>
    public abstract bool Owns(PathString path);

    /// <summary>
    /// Returns the credential of a request in the form of an Authorization header; null if there is none. The family's own place has precedence.
    /// The other places are read too, because every family accepts every kind of credential.
    /// </summary>
    public virtual string? Credential(HttpRequest request, Fields fields) =>
        Header(request, "Authorization") ?? Header(request, PrivateTokenHeader);

    /// <summary>Returns a failure in the family's format. The data of the result are the body of the response.</summary>
    /// <param name="refused">A failure without data.</param>
    /// <param name="call">The call.</param>
    public abstract Result Refuse(Result refused, Call call);

    /// <summary>Returns the failure for required parameters that are missing or have a wrong type.</summary>
    /// <param name="names">The names of the parameters in the order of the declaration.</param>
    public abstract Result Missing(IReadOnlyList<string> names);

    /// <summary>Gets the failure for a body that does not match its type; null if such a body counts as empty.</summary>
    public virtual Result? Malformed => null;

    /// <summary>Gets the failure for a valid credential of a disabled user; null if it counts as an invalid credential.</summary>
    public virtual Result? Banned => null;

    /// <summary>Returns a header's value; null if it is missing or empty.</summary>
    protected static string? Header(HttpRequest request, string name) => request.Headers[name].ToString() is { Length: > 0 } value ? value : null;
}
