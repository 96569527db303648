using Microsoft.Extensions.Options;
using Serverless.Domain.Failures;
using Serverless.Domain.Passwords;
using Serverless.Domain.UserNames;

namespace Serverless.Domain.Users;

/// <summary>Checks what was given for a new user by the rules of the RPC family (rpc.md 5.1, 5.2) and puts it into the form in which it is stored.</summary>
public sealed class DraftUser(PasswordPolicy policy, IOptions<UserOptions> options, TimeProvider time)
{
    /// <summary>The user to be made, without id and password hash; empty texts count as left out.</summary>
    /// <param name="username">User name.</param>
    /// <param name="password">Password. Without one, no password opens the account until an administrator or a password reset by email sets one.</param>
    /// <param name="email">Email address; a user name that is an address stands for it.</param>
    /// <param name="telegramName">Telegram user name.</param>
    /// <param name="problem">Why there is no draft.</param>
    /// <returns>The draft, or null.</returns>
    public User? Run(string username, string? password, string? email, string? telegramName, out Refusal? problem)
    {
        var name = UserName.Normalize(username);
        var isAddress = options.Value.UserNameIsEmail || name.Contains('@', StringComparison.Ordinal);
        var address = string.IsNullOrEmpty(email) ? (isAddress ? name : null) : EmailAddress.Normalize(email);
        var telegram = string.IsNullOrEmpty(telegramName) ? null : TelegramName.Normalize(telegramName);
        problem = RefuseName(name)
            ?? (address is not null && !EmailAddress.IsValid(address) ? EmailAddress.Malformed : null)
            ?? RefuseForeignAddress(name, address)
            ?? (telegram is null ? null : TelegramName.Refuse(telegram))
            ?? (string.IsNullOrEmpty(password) ? null : policy.Refuse(password, name, address));
        return problem is null ? new User { Id = 0, Name = name, Email = address, TelegramName = telegram, Created = time.GetUtcNow() } : null;
    }

    /// <summary>Why a normalised text cannot be the name of a user with this email address; null if it can.</summary>
    public Refusal? RefuseName(string name, string? email) => RefuseName(name) ?? RefuseForeignAddress(name, email);

    /// <summary>Returns whether a user can have an email address, or none: a user name that is an address is always the user's own, and follows.</summary>
    public bool CanHaveEmail(User user, string? email) =>
        !user.Name.Contains('@', StringComparison.Ordinal) || email == user.Name || (email is not null && RefuseName(email) is null);

    // Otherwise "look up the name, then the address" could find two different users.
    private Refusal? RefuseForeignAddress(string name, string? email) =>
        (options.Value.UserNameIsEmail || name.Contains('@', StringComparison.Ordinal)) && name != email
            ? new Refusal(Reason.UserNameNotOwnEmail, "User name that is an email address must be the user's own email")
            : null;

    private Refusal? RefuseName(string name) =>
        !options.Value.UserNameIsEmail ? UserName.Refuse(name)
        : EmailAddress.IsValid(name) ? null
        : EmailAddress.Malformed;
}
