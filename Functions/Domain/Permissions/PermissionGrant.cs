using Serverless.Domain.Failures;

namespace Serverless.Domain.Permissions;

/// <summary>Which permissions a caller may hand out or take away: those that he holds himself, and root all. What an API token does not hold, its bearer cannot give, root's included.</summary>
public static class PermissionGrant
{
    /// <summary>Judges a map of permissions that is to be set; the names count, whether set or unset.</summary>
    /// <returns>Why it is refused, or null.</returns>
    public static Refusal? Refuse(Caller caller, IReadOnlyDictionary<string, bool> given)
    {
        var unknown = given.Keys.Where(name => !Permission.Declared.ContainsKey(name)).Order(StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
        {
            return new Refusal(Reason.PermissionUnknown, $"Permissions: {string.Join(", ", unknown.Select(name => $"\"{name}\""))} are invalid");
        }

        if (caller.ApiTokenId is not null && given.GetValueOrDefault(Permission.Admin))
        {
            return new Refusal(Reason.PermissionNotHeld, "Permissions are invalid"); // an administrator's session can do what the token must not
        }

        var isUnlimited = caller is { IsRoot: true, ApiTokenId: null };
        return isUnlimited || given.Keys.All(caller.Holds) ? null : new Refusal(Reason.PermissionNotHeld, "Permissions are invalid");
    }
}
