using Serverless.Domain.Permissions;

namespace Serverless.Api.Sessions.Version5;

/// <summary>Reads which session is meant.</summary>
internal static class Current
{
    /// <summary>The public id in a path, where <c>me</c> is the session of the call; null for what cannot be one.</summary>
    public static long? Id(string text, Caller caller) => text.Equals("me", StringComparison.OrdinalIgnoreCase) ? caller.Session?.IssuedAt : SessionIds.Read(text);
}
