using System.Globalization;
using Serverless.Domain.UserNames;

namespace Serverless.Domain.Users;

/// <summary>Finds a user by the id or name that an administrator enters.</summary>
public sealed class FindUser(AccountStore accounts, Names names)
{
    /// <summary>Returns the user with this id if the text is a number, otherwise the user with this name; null if there is none.</summary>
    public async Task<User?> ByIdOrName(string text, CancellationToken cancellation)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return await accounts.Read(id, cancellation);
        }

        var name = UserName.Normalize(text);
        // A match by email address does not count, because the contract allows only an id or a user name.
        return await names.FindUser(name, cancellation) is { } user && user.Name == name ? user : null;
    }
}
