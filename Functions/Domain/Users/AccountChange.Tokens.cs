using Serverless.Storage.Rows;

namespace Serverless.Domain.Users;

/// <content>Adds, updates and removes API tokens.</content>
public sealed partial class AccountChange
{
    /// <summary>The time for which an expired API token stays in its user's list.</summary>
    public static readonly TimeSpan ExpiredTokenTime = TimeSpan.FromDays(30);

    /// <summary>
    /// Adds an API token. Deletes tokens that expired long ago, and all expired ones if they leave no room. Returns false if the user already has the maximum
    /// number of tokens.
    /// </summary>
    public bool AddToken(TokenRow token)
    {
        RemoveExpiredTokens(token.Created - ExpiredTokenTime);
        if (User.Tokens.Length >= MaximumTokens)
        {
            RemoveExpiredTokens(token.Created);
        }

        if (User.Tokens.Length >= MaximumTokens)
        {
            return false;
        }

        User = User with { Tokens = User.Tokens.Add(token.Id), UntrustedTokens = User.EmailConfirmed ? User.UntrustedTokens : User.UntrustedTokens.Add(token.Id) };
        if (token.Expires is { } expires)
        {
            User = User with { ExpiringTokens = User.ExpiringTokens.Add(new(token.Id, expires)) };
        }

        _others.Add(token with { Pseudonym = User.Pseudonym });
        return true;
    }

    /// <summary>Updates the row of an API token. Returns false if the user has no such token.</summary>
    public bool UpdateToken(TokenRow token)
    {
        if (!User.Tokens.Contains(token.Id))
        {
            return false;
        }

        // The owner's columns come from this transaction, because the row may have been read earlier.
        _others.Update(token with { UserPermissions = User.Permissions, UserEnabled = User.Enabled, Pseudonym = User.Pseudonym });
        return true;
    }

    /// <summary>Deletes an API token. Returns false if the user has no such token.</summary>
    public bool RemoveToken(long id)
    {
        if (!User.Tokens.Contains(id))
        {
            return false;
        }

        Forget(id);
        _others.DeleteToken(id);
        return true;
    }

    /// <summary>Deletes the API tokens that expired before a time. The user row lists them, so no row is read.</summary>
    private void RemoveExpiredTokens(DateTimeOffset before)
    {
        foreach (var token in User.ExpiringTokens.Where(token => token.Expires <= before).ToList())
        {
            Forget(token.Id);
            _others.DeleteExpiredToken(token.Id);
        }
    }

    private void Forget(long token) => User = User with
    {
        Tokens = User.Tokens.Remove(token),
        UntrustedTokens = User.UntrustedTokens.Remove(token),
        ExpiringTokens = User.ExpiringTokens.RemoveAll(one => one.Id == token),
    };
}
