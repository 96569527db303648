using System.Globalization;
using Serverless.Domain.UserNames;

namespace Serverless.Domain.Users;

/// <summary>Finds the user whom an administrator names.</summary>
public sealed class FindUser(AccountStore accounts, Names names)
{
    /// <summary>By id if it looks like a number, else by user name; null if there is none.</summary>
    public async Task<User?> ByIdOrName(string text, CancellationToken cancellation)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return await accounts.Read(id, cancellation);
        }

        var name = UserName.Normalize(text);
        // Found by his address he is not: the contract says id or name.
        return await names.FindUser(name, cancellation) is { } user && user.Name == name ? user : null;
    }
}
