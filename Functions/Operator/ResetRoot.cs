using Microsoft.Extensions.Options;
using Serverless.Domain.Passwords;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Security;
using Serverless.Storage;

namespace Serverless.Operator;

/// <summary>
/// Restores the operator's access to root: sets a given password or a generated one, ends all sessions, deletes all API tokens
/// and second factors, and enables root.
/// </summary>
public sealed class ResetRoot(Tables tables, AccountStore accounts, EnsureRoot ensureRoot, PasswordHashing hashing, PasswordPolicy policy, IOptions<RootOptions> options)
{
    /// <summary>Resets root, or creates it if it does not exist. A generated password is printed once.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        await tables.Create(cancellation);
        if (await accounts.Read(User.RootId, cancellation) is not { } root)
        {
            await ensureRoot.Run(cancellation);
            return;
        }

        var given = options.Value.Password is { Length: > 0 } password ? password : null;
        if (given is not null && policy.Refuse(given, root.Name, root.Email) is { } weakness)
        {
            throw new OperatorException($"Root__Password is refused: {weakness.Text}");
        }

        var chosen = given ?? PasswordPolicy.Generate();
        var hash = await hashing.Hash(chosen, cancellation);
        // Two transactions, because a user can have more rows than one transaction can delete.
        await accounts.Change(Actor.Nobody, User.RootId, change => change.RemoveSecondFactors() >= 0, cancellation);
        await accounts.Change(Actor.Nobody, User.RootId, change => Reset(change, hash), cancellation);
        Console.WriteLine(given is null
            ? $"Root's password was reset. Name: {User.RootName}  Password: {chosen}  (shown only now; sign in and change it)"
            : $"Root's password was reset to Root__Password. Name: {User.RootName}");
    }

    private static bool Reset(AccountChange change, string hash)
    {
        change.SetPassword(hash, keepSession: null);
        change.User = change.User with { HasInitialPassword = true };
        change.Evict(everything: true);
        change.SetEnabled(true);
        return true;
    }
}
