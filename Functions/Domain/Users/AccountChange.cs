using System.Collections.Immutable;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Notifications;
using Serverless.Domain.Permissions;
using Serverless.Domain.SignIn;
using Serverless.Security;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Users;

/// <summary>Represents a change to one user and the user's rows, written in one transaction.</summary>
/// <param name="user">The user as read from storage. The user's version decides whether the change still applies.</param>
public sealed partial class AccountChange(User user)
{
    /// <summary>The maximum number of sessions per user. All rows of a user must fit into one transaction of 100 rows. The oldest session ends first.</summary>
    public const int MaximumSessions = 50;

    /// <summary>The maximum number of API tokens per user. All rows of a user must fit into one transaction of 100 rows.</summary>
    public const int MaximumTokens = 40;

    /// <summary>The detail of the event of a sign-in from a new device.</summary>
    internal const string NewDevice = "new_device";

    private const int MaximumDevices = 20;

    private readonly AccountTransaction _others = new(user.Id);

    /// <summary>Gets the user as read from storage.</summary>
    public User Before { get; } = user;

    /// <summary>Gets or sets the user as they will be written.</summary>
    public User User { get; set; } = user;

    /// <summary>Gets whether there is nothing to write.</summary>
    internal bool IsEmpty => _others.IsEmpty && User == Before && !IsNew && !_isEvent;

    /// <summary>Gets whether the change creates the user.</summary>
    internal bool IsNew => !Before.Version.IsStored;

    /// <summary>Remembers the device that signs in. Notifies the user if the device is new, but not about their first device.</summary>
    /// <param name="device">The device.</param>
    /// <param name="mark">The mark that identifies the device, see <see cref="Domain.RateLimits.KnownDevices"/>; null to store none.</param>
    /// <param name="now">The current time.</param>
    public void Recognize(Device device, string? mark, DateTimeOffset now)
    {
        if (mark is not null)
        {
            User = User with { KnownDevices = [.. User.KnownDevices.Remove(mark).TakeLast(MaximumDevices - 1), mark] };
        }

        if (User.Devices.Contains(device.Fingerprint))
        {
            return;
        }

        if (User.Devices.Length > 0)
        {
            Notify(SecurityNotice.NewDevice(device.Name), now);
            Describe(NewDevice, "true");
        }

        User = User with { Devices = [.. User.Devices.TakeLast(MaximumDevices - 1), device.Fingerprint] };
    }

    /// <summary>Sets the user's permission overrides, for the user and for every credential that acts as the user.</summary>
    public void SetPermissions(ImmutableSortedDictionary<string, bool> permissions)
    {
        User = User with { Permissions = permissions };
        _others.SetPermissions(User.Sessions.Select(session => session.Id), User.Tokens, permissions);
    }

    /// <summary>
    /// Enables or disables the user. Disabling revokes tokens sent by email and disables API tokens until the user is enabled again. Sessions are marked as
    /// disabled: they grant no access and only explain the reason. Enabling the user deletes them.
    /// </summary>
    public void SetEnabled(bool enabled)
    {
        if (enabled && !User.Enabled)
        {
            CloseSessions(_ => true);
        }

        User = User with { Enabled = enabled };
        foreach (var token in User.Tokens)
        {
            _others.SetUserEnabled(token, enabled);
        }

        if (!enabled)
        {
            foreach (var session in User.Sessions)
            {
                _others.Ban(session.Id);
            }

            RemoveActions([ActionPurpose.ConfirmEmail, .. ActionPurposes.OfPasswords]);
        }
    }

    /// <summary>Notifies the user in the transaction that makes the change.</summary>
    public void Notify(SecurityNotice notice, DateTimeOffset now) => _others.Add(Notification.Create(notice.Subject, notice.Body, now).ToRow());

    /// <summary>Adds an action token. Older tokens for this purpose stop working.</summary>
    internal void AddAction(ActionPurpose purpose, Credential credential, ActionRow row)
    {
        if (purpose == ActionPurpose.UndoEmailChange)
        {
            RemoveAction(credential.RecordId); // the link of another email address keeps working
        }
        else
        {
            RemoveActions(purpose);
        }

        User = User with { Actions = User.Actions.Add(new(credential.RecordId, purpose)) };
        // A delivery repeated after a crash finds its own row. The new secret replaces the old one.
        _others.Put(row);
    }

    /// <summary>Revokes the action tokens for the given purposes.</summary>
    public void RemoveActions(params ReadOnlySpan<ActionPurpose> purposes)
    {
        foreach (var purpose in purposes)
        {
            foreach (var action in User.Actions.Where(action => action.Purpose == purpose).ToList())
            {
                RemoveAction(action.Id);
            }
        }
    }

    /// <summary>Revokes one action token, if it was issued.</summary>
    public void RemoveAction(long id)
    {
        if (User.Actions.FirstOrDefault(action => action.Id == id) is { Id: not 0 } action)
        {
            _others.DeleteAction(id);
            User = User with { Actions = User.Actions.Remove(action) };
        }
    }

    /// <summary>Sets the password hash. Revokes tokens sent by email, and ends all sessions except the one to keep.</summary>
    /// <param name="hash">The new hash.</param>
    /// <param name="keepSession">The record id of the caller's session; null if there is none.</param>
    public void SetPassword(string hash, long? keepSession)
    {
        User = User with { PasswordHash = hash, HasInitialPassword = false };
        CloseSessions(session => session.Id != keepSession);
        RemoveActions([ActionPurpose.ConfirmEmail, .. ActionPurposes.OfPasswords]);
    }

    /// <summary>Sets the password hash as an administrator, and notifies the user. The new password of another user also evicts, see <see cref="Evict"/>.</summary>
    /// <param name="hash">The new hash.</param>
    /// <param name="administrator">The caller.</param>
    /// <param name="everything">As of <see cref="Evict"/>.</param>
    /// <param name="now">The time of the change.</param>
    public void SetPassword(string hash, Caller administrator, bool everything, DateTimeOffset now)
    {
        SetPassword(hash, administrator.SessionId);
        if (User.Id != administrator.UserId)
        {
            Evict(everything);
        }

        Notify(SecurityNotice.PasswordChanged, now);
    }

    /// <summary>
    /// Ends everything that acts as the user, marks the user as deleted, and removes the link between the user and their calls in the call log.
    /// <see cref="EraseUser"/> deletes the remaining data.
    /// </summary>
    internal void Erase()
    {
        SetEnabled(false);
        CloseSessions(_ => true);
        foreach (var token in User.Tokens)
        {
            RemoveToken(token);
        }

        RemoveActions(ActionPurpose.UndoEmailChange, ActionPurpose.TellEmailChanged);
        User = User with { PasswordHash = null, Pseudonym = Pseudonym.Nobody, IsErasing = true };
    }

    /// <summary>Returns the user row, and the writes to the user's other rows in its transaction.</summary>
    internal (UserRow User, AccountTransaction Others) ToTransaction()
    {
        DescribeOwner();
        return (User.ToRow(), _others);
    }
}
