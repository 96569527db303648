using Microsoft.AspNetCore.Http;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>The families of REST endpoints.</summary>
public sealed class Families(IEnumerable<Family> families)
{
    private readonly Family[] _all = [.. families];

    /// <summary>Gets the family that answers an unknown path like this one; null if it is the RPC family.</summary>
    public Family? Of(PathString path) => Array.Find(_all, family => family.Owns(path));
}
