using Serverless.Storage.Rows;

namespace Serverless.Domain.Users;

/// <content>Adds, updates and removes API tokens.</content>
public sealed partial class AccountChange
{
    /// <summary>Adds an API token. Returns false if the user already has the maximum number of tokens.</summary>
    public bool AddToken(TokenRow token)
    {
        if (User.Tokens.Length >= MaximumTokens)
        {
            return false;
        }

        User = User with { Tokens = User.Tokens.Add(token.Id), UntrustedTokens = User.EmailConfirmed ? User.UntrustedTokens : User.UntrustedTokens.Add(token.Id) };
        _others.Add(token with { Pseudonym = User.Pseudonym });
        return true;
    }

    /// <summary>Replaces the row of an API token. Returns false if the user has no such token.</summary>
    public bool UpdateToken(TokenRow token)
    {
        if (!User.Tokens.Contains(token.Id))
        {
            return false;
        }

        // The owner's columns come from this transaction, because the row may have been read earlier.
        _others.Replace(token with { UserPermissions = User.Permissions, UserEnabled = User.Enabled, Pseudonym = User.Pseudonym });
        return true;
    }

    /// <summary>Deletes an API token. Returns false if the user has no such token.</summary>
    public bool RemoveToken(long id)
    {
        if (!User.Tokens.Contains(id))
        {
            return false;
        }

        User = User with { Tokens = User.Tokens.Remove(id), UntrustedTokens = User.UntrustedTokens.Remove(id) };
        _others.DeleteToken(id);
        return true;
    }
}
