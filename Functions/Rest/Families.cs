using Microsoft.AspNetCore.Http;
using Serverless.Rest.Accounts;
using Serverless.Rest.Sessions;

namespace Serverless.Rest;

/// <summary>The REST families.</summary>
public static class Families
{
    private static readonly Family[] All = [SessionFamily.Instance, AccountFamily.Instance];

    /// <summary>The family that answers an unknown path like this one; null if it is the RPC family.</summary>
    public static Family? Of(PathString path) => Array.Find(All, family => family.Owns(path));
}
