using Serverless.Domain.Users;

namespace Serverless.Domain.SignIn;

/// <summary>Represents a user whose password was verified.</summary>
/// <param name="User">The user as read from storage.</param>
/// <param name="UpgradedHash">The password hash with the current parameters; null if the stored hash already has them.</param>
public sealed record VerifiedUser(User User, string? UpgradedHash)
{
    /// <summary>Stores the hash with the current parameters. Returns false if the password was changed after it was verified.</summary>
    /// <param name="change">The change that depends on the password.</param>
    public bool Upgrade(AccountChange change)
    {
        if (change.User.PasswordHash != User.PasswordHash)
        {
            return false;
        }

        change.UpgradeHash(UpgradedHash ?? User.PasswordHash);
        return true;
    }
}
