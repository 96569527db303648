using Microsoft.AspNetCore.Http;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>Contains the families of REST endpoints.</summary>
public sealed class Families(IEnumerable<Family> families)
{
    private readonly Family[] _all = [.. families];

    /// <summary>Returns the family that handles an unknown path; null if it is the RPC family.</summary>
    public Family? Of(PathString path) => Array.Find(_all, family => family.Owns(path));
}
