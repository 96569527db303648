using System.Globalization;

namespace Serverless.Sockets;

/// <summary>Contains the names of the groups of connections (rpc.md 2.3).</summary>
public static class SocketGroups
{
    /// <summary>The group of all connections.</summary>
    public const string All = "*";

    /// <summary>The group of anonymous connections.</summary>
    public const string Guests = "role-guest";

    /// <summary>The group of connections with a user.</summary>
    public const string Users = "role-user";

    /// <summary>The group of root's connections.</summary>
    public const string Root = "role-root";

    /// <summary>Returns the group of a user's connections.</summary>
    public static string User(long id) => string.Create(CultureInfo.InvariantCulture, $"user-{id}");

    /// <summary>Returns the group of the connections of one session or API token.</summary>
    public static string Credential(long recordId) => string.Create(CultureInfo.InvariantCulture, $"credential-{recordId}");

    /// <summary>Returns the group of connections with a permission.</summary>
    public static string Permission(string name) => "permission-" + name;
}
