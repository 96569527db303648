using Serverless.Domain.Failures;

namespace Serverless.Domain.Permissions;

/// <summary>
/// Decides which permissions a caller may grant or deny: those that the caller has, and for root all. A permission that an API token does not have
/// cannot be granted with it, even with an API token of root.
/// </summary>
public static class PermissionGrant
{
    /// <summary>Checks permissions that are to be set. Every name is checked, whether it is granted or denied.</summary>
    /// <returns>The reason for the refusal, or null.</returns>
    public static Refusal? Refuse(Caller caller, IReadOnlyDictionary<string, bool> given)
    {
        var unknown = given.Keys.Where(name => !Permission.Declared.ContainsKey(name)).Order(StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
        {
            return new Refusal(Reason.PermissionUnknown, $"Permissions: {string.Join(", ", unknown.Select(name => $"\"{name}\""))} are invalid");
        }

        if (caller.ApiTokenId is not null && given.GetValueOrDefault(Permission.Admin))
        {
            return new Refusal(Reason.PermissionNotHeld, "Permissions are invalid"); // an administrator's session could do what the token must not do
        }

        var isUnlimited = caller is { IsRoot: true, ApiTokenId: null };
        return isUnlimited || given.Keys.All(caller.Holds) ? null : new Refusal(Reason.PermissionNotHeld, "Permissions are invalid");
    }
}
