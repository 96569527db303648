namespace Microsoft.Azure.Functions.Worker;

/// <summary>
/// Which platform key a caller must present. The local host asks for none, as Core Tools does: the app authenticates its callers itself.
/// </summary>
public enum AuthorizationLevel
{
    /// <summary>No key.</summary>
    Anonymous = 0,

    /// <summary>A user's token.</summary>
    User = 1,

    /// <summary>A function key.</summary>
    Function = 2,

    /// <summary>A system key.</summary>
    System = 3,

    /// <summary>The master key.</summary>
    Admin = 4,
}
