using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>The manners of a family of REST endpoints: where its clients put the credential, how it names and words things.</summary>
public abstract class Family
{
    /// <summary>The headers in which a credential can come, by the place that each family asks first.</summary>
    public const string PrivateTokenHeader = "PRIVATE-TOKEN";

    /// <summary>How it calls parameters on the wire.</summary>
    public abstract JsonNamingPolicy Naming { get; }

    /// <summary>How its answers are written: lists the type of every answer and of every error.</summary>
    public abstract JsonSerializerContext Json { get; }

    /// <summary>The type of its errors, for the API description.</summary>
    public abstract Type ErrorType { get; }

    /// <summary>Whether its calls are counted by <see cref="Domain.RateLimits.GeneralLimit"/>.</summary>
    public virtual bool HasGeneralLimit => false;

    /// <summary>Whether unknown paths like this one are answered in its form.</summary>
    public abstract bool Owns(PathString path);

    /// <summary>The credential of a request in the form of an Authorization header; null if there is none. The family's own place comes first, since a credential of any kind opens any family.</summary>
    public virtual string? Credential(HttpRequest request, Fields fields) =>
        Header(request, "Authorization") ?? Header(request, PrivateTokenHeader);

    /// <summary>Says in the family's words what a shared step refused, or what failed: the data of what it returns are the body.</summary>
    /// <param name="refused">A failure without data.</param>
    /// <param name="call">The call.</param>
    public abstract Result Refuse(Result refused, Call call);

    /// <summary>What is answered when required parameters are missing or of a wrong type.</summary>
    /// <param name="names">Their names in the order of the declaration.</param>
    public abstract Result Missing(IReadOnlyList<string> names);

    /// <summary>What is answered when the body is not what its type says; null to go on as if it were empty.</summary>
    public virtual Result? Malformed => null;

    /// <summary>What is answered to a credential that is right, of a user who is disabled; null where that is a wrong credential.</summary>
    public virtual Result? Banned => null;

    /// <summary>A header's value, null if it is missing or empty.</summary>
    protected static string? Header(HttpRequest request, string name) => request.Headers[name].ToString() is { Length: > 0 } value ? value : null;
}
