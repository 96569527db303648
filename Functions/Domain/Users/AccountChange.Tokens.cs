using Azure.Data.Tables;
using Serverless.Domain.ApiTokens;

namespace Serverless.Domain.Users;

/// <content>What changes the user's API tokens.</content>
public sealed partial class AccountChange
{
    /// <summary>Adds an API token; false if the user has as many as he may.</summary>
    public bool AddToken(TokenRow token)
    {
        if (User.Tokens.Length >= MaximumTokens)
        {
            return false;
        }

        User = User with { Tokens = User.Tokens.Add(token.Id), UntrustedTokens = User.EmailConfirmed ? User.UntrustedTokens : User.UntrustedTokens.Add(token.Id) };
        Write(TableTransactionActionType.Add, (token with { Pseudonym = User.Pseudonym }).ToRow(User.Id));
        return true;
    }

    /// <summary>Replaces what a token's row says; false if the user has no such token.</summary>
    public bool UpdateToken(TokenRow token)
    {
        if (!User.Tokens.Contains(token.Id))
        {
            return false;
        }

        // The owner's part as it is in this transaction, whenever the row was read.
        token = token with { UserPermissions = User.Permissions, UserEnabled = User.Enabled, Pseudonym = User.Pseudonym };
        WriteUnchecked(TableTransactionActionType.UpdateReplace, token.ToRow(User.Id));
        return true;
    }

    /// <summary>Deletes an API token; false if the user has no such token.</summary>
    public bool RemoveToken(long id)
    {
        if (!User.Tokens.Contains(id))
        {
            return false;
        }

        User = User with { Tokens = User.Tokens.Remove(id), UntrustedTokens = User.UntrustedTokens.Remove(id) };
        Delete(TokenRow.Key(id));
        return true;
    }
}
