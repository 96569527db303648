using Serverless.Api.Shared;
using Serverless.Api.Shared.Parameters;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc.Notifications;

/// <summary>Contains the code shared by the three methods that take a list of ids (rpc.md 3.5).</summary>
internal static class NotificationIds
{
    /// <summary>Applies an action to the ids. Omitted ids mean none; an empty list is invalid; a text that is not an id is ignored.</summary>
    public static async Task<Result> Apply(Caller caller, string[]? notifications, Func<IReadOnlySet<long>, Task<int>> action)
    {
        if (notifications is { Length: 0 })
        {
            return Result.InvalidParameter("notifications", ParameterReason.InvalidValue, "Must name at least one notification.");
        }

        var ids = (notifications ?? []).Select(text => Wire.TryReadId(text, out var id) ? id : 0).Where(id => id != 0).ToHashSet();
        try
        {
            return Result.Touched(caller.IsGuest || ids.Count == 0 ? 0 : await action(ids));
        }
        catch (CredentialEndedException)
        {
            // The credential ended during the call. These methods accept anonymous callers, who have no notifications.
            return Result.Touched(0);
        }
    }
}
