using Serverless.Domain.Permissions;

namespace Serverless.Api.Sessions.Version5;

/// <summary>Reads the session id in a path.</summary>
internal static class Current
{
    /// <summary>Returns the public id in a path, where <c>me</c> is the session of the call; null if the text is not an id.</summary>
    public static long? Id(string text, Caller caller) => text.Equals("me", StringComparison.OrdinalIgnoreCase) ? caller.Session?.IssuedAt : SessionIds.Read(text);
}
