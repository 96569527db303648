using System.Globalization;

namespace Serverless.Sockets;

/// <summary>The names of the groups that connections are in (rpc.md 2.3).</summary>
public static class SocketGroups
{
    /// <summary>All connections.</summary>
    public const string All = "*";

    /// <summary>Connections without a user.</summary>
    public const string Guests = "role-guest";

    /// <summary>Connections with a user.</summary>
    public const string Users = "role-user";

    /// <summary>Connections of root.</summary>
    public const string Root = "role-root";

    /// <summary>Returns the group of a user's connections.</summary>
    public static string User(long id) => string.Create(CultureInfo.InvariantCulture, $"user-{id}");

    /// <summary>Returns the group of the connections of one session or API token.</summary>
    public static string Credential(long recordId) => string.Create(CultureInfo.InvariantCulture, $"credential-{recordId}");

    /// <summary>Returns the group of connections that hold a permission.</summary>
    public static string Permission(string name) => "permission-" + name;
}
